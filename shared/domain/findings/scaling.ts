import { valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { FindingRule } from './rule.ts';

/** The desired count has reached the maximum of the scalable target. Only an operator can raise that maximum. */
export const scaledToMaximum: FindingRule = ({ observation }) => {
  const desired = valueIn(observation.ecs)?.desiredCount ?? 0;
  const limits = valueIn(observation.scaling);
  if (limits === undefined || desired === 0 || desired < limits.maximum) return [];
  return [
    {
      id: 'scaled-to-maximum',
      strength: 'hard',
      at: observation.at,
      numbers: { desired, maximum: limits.maximum },
      message: `${pluralize(desired, 'task')} desired, which is the maximum of the scalable target`,
    },
  ];
};
