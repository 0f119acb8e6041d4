import type { Random } from '#local-aws/clock/random.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { updateService } from '../world/ecs/deployments.ts';
import { logServiceEvent, SERVICE_EVENT_MESSAGES } from '../world/ecs/service-events.ts';
import { aliveTasks, stopTask } from '../world/ecs/tasks.ts';
import { isComplete, usersAreServed } from '../world/service-health.ts';
import type { ServiceState, TaskDefinition } from '../world/state.ts';
import type { World } from '../world/world.ts';
import type { Fault, Injection, PlannedFault } from './fault.ts';
import { isLive, release } from './rollouts.ts';

const VARIANTS = ['scale-in', 'spot'] as const;
type Variant = (typeof VARIANTS)[number];

const TASKS = 8;
const TASKS_LEFT = 3;
/** Eight tasks are a third busy. Three tasks are nine tenths busy: they answer every request, and far more slowly. */
const REQUESTS_PER_SECOND = 216;
/** From the end of the rollout to the loss of tasks: within the ten minutes in which a regression may be blamed on the release. */
const DELAY_SECONDS = { low: 30, high: 120 } as const;
/** From the loss of tasks until the owner or AWS gives them back. */
const DURATION_MINUTES = { low: 8, high: 10 } as const;

interface Plan {
  readonly variant: Variant;
  readonly delaySeconds: number;
  readonly minutes: number;
}

const drawPlan = (random: Random, variant: Variant): Plan => ({
  variant,
  delaySeconds: random.integer(DELAY_SECONDS.low, DELAY_SECONDS.high),
  minutes: random.integer(DURATION_MINUTES.low, DURATION_MINUTES.high),
});

const planned = (plan: Plan): PlannedFault => ({
  name: 'scale-in-after-release',
  details: { ...plan },
  inject: (world, name) => releaseAndTakeTasks(world, world.service(name), plan),
});

const releaseAndTakeTasks = (world: World, service: ServiceState, plan: Plan): Injection => {
  const onset = world.clock.now();
  const count = service.configuredCount;
  const definition = release(world, service);
  let isEnded = false;
  const end = (): void => {
    if (isEnded) return;
    isEnded = true;
    setConfiguredCount(world, service, count);
    service.startsPausedUntil = 0;
  };
  onceLive(world, service, definition, () => {
    world.clock.after(plan.delaySeconds * SECOND, () => {
      if (isEnded) return;
      take(world, service, plan);
      world.clock.after(plan.minutes * MINUTE, end);
    });
  });
  const isRecovered = (): boolean => isEnded && isComplete(world, service) && usersAreServed(service);
  return { onset: () => onset, isRecovered, isOver: isRecovered, clear: end };
};

const onceLive = (world: World, service: ServiceState, definition: TaskDefinition, then: () => void): void => {
  const waiting = world.clock.every(SECOND, () => {
    if (!isLive(service, definition)) return;
    waiting.cancel();
    then();
  });
};

const take = (world: World, service: ServiceState, { variant, minutes }: Plan): void => {
  if (variant === 'scale-in') setConfiguredCount(world, service, TASKS_LEFT);
  else interruptSpotTasks(world, service, minutes);
};

const setConfiguredCount = (world: World, service: ServiceState, desiredCount: number): void => {
  service.configuredCount = desiredCount;
  updateService(world, service, { desiredCount });
};

/**
 * AWS takes Spot capacity back, and there is none for replacements.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 */
const interruptSpotTasks = (world: World, service: ServiceState, minutes: number): void => {
  service.startsPausedUntil = world.clock.now() + minutes * MINUTE;
  const reason =
    'Capacity is unavailable at this time. Please try again later or in a different availability zone. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide';
  logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.unplaceable(reason));
  for (const task of aliveTasks(world, service).slice(TASKS_LEFT))
    stopTask(world, service, task, { code: 'SpotInterruption', reason: 'Your Spot Task was interrupted.' });
};

const SUMMARY = `a good release, and minutes later ${TASKS_LEFT} of ${TASKS} tasks are left for the same requests`;
const SPEC = { desiredCount: TASKS, requestsPerSecond: REQUESTS_PER_SECOND } as const;

/** Latency rises because each task has more work, and the release has no part in it. Draws one of the variants. */
export const scaleInAfterRelease: Fault = {
  name: 'scale-in-after-release',
  summary: SUMMARY,
  spec: SPEC,
  plan: (random) => planned(drawPlan(random, random.pick(VARIANTS))),
};
