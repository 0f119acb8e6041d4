import type { Random } from '#local-aws/clock/random.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { WorldServiceSpec } from '../world/ecs/service-spec.ts';
import { routableTasks } from '../world/service-health.ts';
import type { ServiceState, Task } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** A kind of fault, or of harmless change that looks like one. */
export interface Fault {
  readonly name: string;
  readonly summary: string;
  /** Settings that the service must have from the start of the simulation. */
  readonly spec?: Partial<WorldServiceSpec>;
  /** Draws all random details in advance, so that they can be printed before the fault is injected. */
  readonly plan: (random: Random) => PlannedFault;
}

export interface PlannedFault {
  readonly name: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** Injects the fault into the service of this name. */
  readonly inject: (world: World, service: string) => Injection;
}

/** A fault that has been injected. */
export interface Injection {
  /** Returns the moment from which the recovery time counts, or `undefined` before there is any harm. */
  readonly onset: () => Instant | undefined;
  /** True, by the true state of the world, when the harm is gone and users are served. */
  readonly isRecovered: () => boolean;
  /** True when a harmless change has run its course; at once by default. */
  readonly isOver?: () => boolean;
  /** Removes the cause; its effects may remain. */
  readonly clear?: () => void;
}

/** Picks a task that gets requests by a number between 0 and 1. Throws a RangeError when there is none. */
export const pickTask = (world: World, service: ServiceState, draw: number): Task => {
  const tasks = routableTasks(world, service);
  const task = tasks[Math.floor(draw * tasks.length)];
  if (!task) throw new RangeError(`service ${service.name} has no task that gets requests`);
  return task;
};
