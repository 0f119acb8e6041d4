import type { Random } from '#local-aws/clock/random.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { routableTargets } from '../world/load-balancer/target-group.ts';
import type { ServiceState, Task } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** One way in which a service can come to harm, or seem to. */
export interface Fault {
  readonly name: string;
  /** One line for people. */
  readonly summary: string;
  /** Draws all that chance decides, so that it can be printed before anything happens. */
  readonly plan: (random: Random) => PlannedFault;
}

export interface PlannedFault {
  readonly name: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** Does it to the service of this name, now. */
  readonly inject: (world: World, service: string) => Injection;
}

/** A fault that has been put into the world. */
export interface Injection {
  /** When the recovery clock starts: the first moment at which there is something to recover from; until then `undefined`. */
  readonly onset: () => Instant | undefined;
  /** The world's own truth, independent of what anybody thinks: users are well, and the harm is gone. */
  readonly cured: () => boolean;
  /** Takes the cause away, where that is in the world's hands; what it led to may remain. */
  readonly clear?: () => void;
}

/** Throws a RangeError for a service that the world does not have. */
export const serviceNamed = (world: World, name: string): ServiceState => {
  const service = world.services.get(name);
  if (!service)
    throw new RangeError(`no service "${name}" in this world; there are: ${[...world.services.keys()].join(', ')}`);
  return service;
};

/** The tasks that get requests just now. */
export const routableTasks = (world: World, { targetGroup }: ServiceState): readonly Task[] =>
  routableTargets(targetGroup).flatMap(({ taskId }) => world.tasks.get(taskId) ?? []);

/** Somebody among those that get requests, chosen by lot. Throws a RangeError when there is nobody. */
export const someTask = (world: World, service: ServiceState, lot: number): Task => {
  const tasks = routableTasks(world, service);
  const task = tasks[Math.floor(lot * tasks.length)];
  if (!task) throw new RangeError(`service ${service.name} has no task that gets requests`);
  return task;
};

/** More than this share of failed requests in the latest second means that users are not well. */
const NOTICEABLE_FAILURE_SHARE = 0.05;

export const usersAreServed = (world: World, { name }: ServiceState): boolean => {
  const { requests, failed } = world.traffic(name).lastSecond;
  return failed <= requests * NOTICEABLE_FAILURE_SHARE;
};

/** As many tasks as are wanted serve, all of them alive and found healthy, and nobody else gets requests. */
export const isComplete = (world: World, service: ServiceState): boolean => {
  const serving = routableTasks(world, service);
  return (
    serving.length === service.desiredCount &&
    serving.every(
      ({ id, executionStoppedAt }) =>
        executionStoppedAt === undefined && service.targetGroup.targets.get(id)?.state === 'healthy',
    )
  );
};
