import { badRelease, badReleaseVariants } from './bad-release.ts';
import { databaseDown } from './database-down.ts';
import type { Fault } from './fault.ts';
import { hungTask } from './hung-task.ts';
import { healthyRollout, slowStart } from './rollouts.ts';
import { stuckBreaker } from './stuck-breaker.ts';
import { taskCrash } from './task-crash.ts';
import { unhealthyTask } from './unhealthy-task.ts';

/** Everything that the world can do to a service. */
export const FAULTS: readonly Fault[] = [
  hungTask,
  badRelease,
  stuckBreaker,
  databaseDown,
  healthyRollout,
  slowStart,
  taskCrash,
  unhealthyTask,
];

/** What the demo plays unless told otherwise. */
export const DEMO_FAULTS: readonly string[] = [hungTask, badRelease, stuckBreaker, databaseDown].map(
  ({ name }) => name,
);

/** A fault by its name; `bad-release` also by its variants. Throws a RangeError that lists the names. */
export const faultNamed = (name: string): Fault => {
  const all = [...FAULTS, ...badReleaseVariants];
  const fault = all.find((one) => one.name === name);
  if (!fault) throw new RangeError(`no fault "${name}"; there are: ${all.map((one) => one.name).join(', ')}`);
  return fault;
};
