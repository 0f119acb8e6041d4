import type { Random } from '#local-aws/clock/random.ts';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import { primaryOf } from '../world/ecs/deployments.ts';
import { aliveTasks } from '../world/ecs/tasks.ts';
import { routableTasks, usersAreServed } from '../world/service-health.ts';
import type { ServiceState, TaskDefinition } from '../world/state.ts';
import type { World } from '../world/world.ts';
import type { Fault, Injection, PlannedFault } from './fault.ts';
import { isLive, release } from './rollouts.ts';

/** Three variants fail during the rollout, `errors-later` some time after it. */
const VARIANTS = ['crashes', 'unhealthy', 'errors', 'errors-later'] as const;
type Variant = (typeof VARIANTS)[number];

const planVariant = (variant: Variant, delaySeconds: number): PlannedFault => ({
  name: 'bad-release',
  details: variant === 'errors-later' ? { variant, delaySeconds } : { variant },
  inject: (world, name) => {
    const service = world.service(name);
    const kind = variant === 'errors-later' ? 'good' : variant;
    const definition = release(world, service, { quality: { kind } });
    if (variant === 'errors-later') failAfterRollout(world, service, { definition, delaySeconds });
    return watch(world, service, definition);
  },
});

const failAfterRollout = (
  world: World,
  service: ServiceState,
  { definition, delaySeconds }: { definition: TaskDefinition; delaySeconds: number },
): void => {
  const waiting = world.clock.every(SECOND, () => {
    if (!isLive(service, definition)) return;
    waiting.cancel();
    world.clock.after(delaySeconds * SECOND, () => {
      definition.quality = { kind: 'errors' };
    });
  });
};

const watch = (world: World, service: ServiceState, definition: TaskDefinition): Injection => {
  let onset: Instant | undefined;
  const watching = world.clock.every(SECOND, () => {
    if (!showsHarm(world, service, definition)) return;
    onset = world.clock.now();
    watching.cancel();
  });
  return {
    onset: () => onset,
    isRecovered: () =>
      primaryOf(service).revision.definition !== definition &&
      !aliveTasks(world, service).some((task) => task.definition === definition) &&
      usersAreServed(service),
    clear: () => {
      definition.quality = { kind: 'good' };
    },
  };
};

/** True from the first observable failure on: an exit, an unhealthy target, or an error response to a user. */
const showsHarm = (world: World, service: ServiceState, definition: TaskDefinition): boolean => {
  const { kind } = definition.quality;
  const tasks = [...world.tasks.values()].filter((task) => task.definition === definition);
  switch (kind) {
    case 'good':
      return false;
    case 'crashes':
    case 'never-starts':
      return tasks.some(({ executionStoppedAt }) => executionStoppedAt !== undefined);
    case 'unhealthy':
      return tasks.some(({ id }) => service.targetGroup.targets.get(id)?.reason === 'Target.ResponseCodeMismatch');
    case 'errors':
      return routableTasks(world, service).some((task) => task.definition === definition);
  }
};

const SUMMARY = 'a bad release, with no deployment circuit breaker to stop it';
/** From the end of the rollout to the first errors. */
const DELAY_SECONDS = { low: 30, high: 90 } as const;

const drawDelay = (random: Random): number => random.integer(DELAY_SECONDS.low, DELAY_SECONDS.high);

/** Draws one of the variants. */
export const badRelease: Fault = {
  name: 'bad-release',
  summary: SUMMARY,
  plan: (random) => planVariant(random.pick(VARIANTS), drawDelay(random)),
};

/** One fault for each variant, such as `bad-release-errors-later`. */
export const badReleaseVariants: readonly Fault[] = VARIANTS.map((variant) => ({
  name: `bad-release-${variant}`,
  summary: `${SUMMARY}: ${variant}`,
  plan: (random) => planVariant(variant, drawDelay(random)),
}));
