import { badRelease, badReleaseVariants } from './bad-release.ts';
import { databaseDown } from './database-down.ts';
import type { Fault } from './fault.ts';
import { scaleInAfterRelease } from './fewer-tasks.ts';
import { hungTask } from './hung-task.ts';
import { memoryLeak } from './memory-leak.ts';
import { noisyNeighbour } from './noisy-neighbour.ts';
import { healthyRollout, slowRollout, slowStart } from './rollouts.ts';
import { stuckBreaker } from './stuck-breaker.ts';
import { taskCrash } from './task-crash.ts';
import { trafficSurge } from './traffic-surge.ts';
import { unhealthyTask } from './unhealthy-task.ts';
import { zoneFailure } from './zone-failure.ts';

/** Faults that a simulation draws from. */
export const FAULTS: readonly Fault[] = [
  hungTask,
  badRelease,
  stuckBreaker,
  databaseDown,
  healthyRollout,
  slowStart,
  taskCrash,
  unhealthyTask,
  memoryLeak,
  zoneFailure,
  noisyNeighbour,
  trafficSurge,
];

/**
 * Faults that are injected only when they are named: `bad-release` draws one of its variants, and the others need a service with their
 * own settings, or last longer than the half hour of a drawn fault.
 */
export const FAULTS_BY_NAME: readonly Fault[] = [...badReleaseVariants, slowRollout, scaleInAfterRelease];

/** Default faults of the demo. */
export const DEMO_FAULTS: readonly string[] = [hungTask, badRelease, stuckBreaker, databaseDown].map(
  ({ name }) => name,
);

/** Finds a fault by its name. Throws a RangeError that lists the names. */
export const faultNamed = (name: string): Fault => {
  const all = [...FAULTS, ...FAULTS_BY_NAME];
  const fault = all.find((candidate) => candidate.name === name);
  if (!fault) throw new RangeError(`no fault "${name}"; there are: ${all.map((known) => known.name).join(', ')}`);
  return fault;
};
