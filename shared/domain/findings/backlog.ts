import { endOf, isCurrent, minutesOf, newestRun } from '../evidence/metric-minutes.ts';
import { endsOf } from '../model/ends.ts';
import { pluralize } from '../model/plural.ts';
import type { FindingRule } from './rule.ts';

/** One minute above the maximum may be a burst of work; this many in a row are not (engineering judgement). */
const MIN_MINUTES = 3;

/** A worker does not keep up with its work, as the metric that its policy names shows. */
export const backlogAboveObjective: FindingRule = ({ observation, policy: { worker }, now }) => {
  if (worker === undefined) return [];
  const above = newestRun(minutesOf(observation, 'backlog', now), ({ value }) => value > worker.maximum);
  const ends = endsOf(above);
  if (ends === undefined || !isCurrent(above, now)) return [];
  const [first, newest] = ends;
  const minutes = above.length;
  const { metric, maximum } = worker;
  return [
    {
      id: 'backlog-above-objective',
      strength: minutes >= MIN_MINUTES ? 'hard' : 'soft',
      at: endOf(newest),
      since: first.at,
      numbers: { newest: newest.value, maximum, minutes },
      message: `${metric.name} is ${Number(newest.value.toFixed(2))} and was above the maximum of ${maximum} for ${pluralize(minutes, 'minute')}`,
    },
  ];
};
