import type { Random } from '#local-aws/clock/random.ts';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import { primaryOf } from '../world/ecs/deployments.ts';
import { aliveTasks } from '../world/ecs/tasks.ts';
import type { ServiceState, TaskDefinition } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { type Fault, type Injection, type PlannedFault, routableTasks, serviceNamed, usersAreServed } from './fault.ts';
import { isLive, release } from './rollouts.ts';

/** How a release may be bad: while it rolls out, or only some time after it has. */
const VARIANTS = ['crashes', 'unhealthy', 'errors', 'errors-later'] as const;
type Variant = (typeof VARIANTS)[number];

const planVariant = (variant: Variant, delaySeconds: number): PlannedFault => ({
  name: 'bad-release',
  details: variant === 'errors-later' ? { variant, delaySeconds } : { variant },
  inject: (world, name) => {
    const service = serviceNamed(world, name);
    const kind = variant === 'errors-later' ? 'good' : variant;
    const definition = release(world, service, { quality: { kind } });
    if (variant === 'errors-later') turnBadLater(world, service, { definition, delaySeconds });
    return watch(world, service, definition);
  },
});

/** The release completes its rollout in good health, and begins to answer with errors a while after. */
const turnBadLater = (
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
    cured: () =>
      primaryOf(service).revision.definition !== definition &&
      !aliveTasks(world, service).some((task) => task.definition === definition) &&
      usersAreServed(world, service),
    clear: () => {
      definition.quality = { kind: 'good' };
    },
  };
};

/** The first thing that anybody could see: an exit, an unhealthy target, an error that users get. */
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
/** From the rollout's end until the errors begin. */
const DELAY_SECONDS = { low: 30, high: 90 } as const;

const drawDelay = (random: Random): number => random.integer(DELAY_SECONDS.low, DELAY_SECONDS.high);

/** Chance decides how it is bad. */
export const badRelease: Fault = {
  name: 'bad-release',
  summary: SUMMARY,
  plan: (random) => planVariant(random.pick(VARIANTS), drawDelay(random)),
};

/** The same with the variant chosen: `bad-release-errors-later`. */
export const badReleaseVariants: readonly Fault[] = VARIANTS.map((variant) => ({
  name: `bad-release-${variant}`,
  summary: `${SUMMARY}: ${variant}`,
  plan: (random) => planVariant(variant, drawDelay(random)),
}));
