import { badRelease, badReleaseVariants } from './bad-release.ts';
import { databaseDown } from './database-down.ts';
import type { Fault } from './fault.ts';
import { hungTask } from './hung-task.ts';
import { memoryLeak } from './memory-leak.ts';
import { noisyNeighbour } from './noisy-neighbour.ts';
import { healthyRollout, slowStart } from './rollouts.ts';
import { stuckBreaker } from './stuck-breaker.ts';
import { taskCrash } from './task-crash.ts';
import { trafficSurge } from './traffic-surge.ts';
import { unhealthyTask } from './unhealthy-task.ts';
import { zoneFailure } from './zone-failure.ts';

/** What may be drawn to befall a service. */
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

/** Only by name: each is drawn as a bad release. */
export const FAULTS_BY_NAME: readonly Fault[] = badReleaseVariants;

/** What the demo plays unless told otherwise. */
export const DEMO_FAULTS: readonly string[] = [hungTask, badRelease, stuckBreaker, databaseDown].map(
  ({ name }) => name,
);

/** A fault by its name, drawn or not. Throws a RangeError that lists the names. */
export const faultNamed = (name: string): Fault => {
  const all = [...FAULTS, ...FAULTS_BY_NAME];
  const fault = all.find((one) => one.name === name);
  if (!fault) throw new RangeError(`no fault "${name}"; there are: ${all.map((one) => one.name).join(', ')}`);
  return fault;
};
