import type { StoppedTask } from './observation.ts';
import { observed, type Part } from './part.ts';

/**
 * What ECS lists together with what was kept from events, newest first. ECS tells more of a task that both know. A list that
 * could not be read stays missing: kept tasks alone cannot say that there are no others.
 */
export const withKept = (
  listed: Part<readonly StoppedTask[]>,
  kept: readonly StoppedTask[],
): Part<readonly StoppedTask[]> => {
  if (listed.state !== 'observed') return listed;
  const known = new Set(listed.value.map(({ arn }) => arn));
  const forgotten = kept.filter(({ arn }) => !known.has(arn));
  return observed(
    listed.at,
    [...listed.value, ...forgotten].sort((a, b) => b.stoppedAt - a.stoppedAt),
  );
};
