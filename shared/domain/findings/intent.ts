import { valueIn } from '../model/part.ts';
import type { FindingRule } from './rule.ts';

/** The service is being deleted or is deleted. */
export const serviceInactive: FindingRule = ({ observation }) => {
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined || ecs.status === 'ACTIVE') return [];
  return [
    {
      id: 'service-inactive',
      strength: 'hard',
      at: observation.at,
      numbers: {},
      message: `the service is ${ecs.status}`,
    },
  ];
};

/** No task is desired, by an operator, a schedule or a scaling policy. */
export const noTasksDesired: FindingRule = ({ observation }) => {
  const ecs = valueIn(observation.ecs);
  if (ecs?.desiredCount !== 0 || ecs.scheduling === 'DAEMON') return [];
  return [
    { id: 'no-tasks-desired', strength: 'hard', at: observation.at, numbers: {}, message: 'the desired count is zero' },
  ];
};
