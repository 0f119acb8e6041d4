import { SECOND } from '#shared/domain/model/time.ts';
import type { Deployment, ServiceState, Task, WorldState } from '../state.ts';
import { checkCircuitBreaker, completeDeployment, deploymentUnderWay, primaryOf, rollBack } from './deployments.ts';
import { emitServiceAction, SERVICE_EVENT_MESSAGES, say, saySteadyState } from './service-events.ts';
import { aliveTasks, startTask, stopTask } from './tasks.ts';

/** A service's living tasks, as the scheduler sorts them when it looks. */
interface Roster {
  readonly primary: Deployment;
  readonly alive: readonly Task[];
  /** Of the primary deployment, as far as the load balancer does not find them unhealthy. */
  readonly sound: readonly Task[];
  /** Of the primary deployment, to be replaced. */
  readonly unhealthy: readonly Task[];
  /** Of other deployments, to be taken away. */
  readonly older: readonly Task[];
  /** Of any deployment: RUNNING and healthy behind the load balancer. */
  readonly healthy: ReadonlySet<Task>;
}

/**
 * One look of the ECS service scheduler: it takes note of what has happened, starts what is missing, and stops what is
 * too much. Rules: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export const reconcile = (world: WorldState, service: ServiceState): void => {
  beginRequestedRollback(world, service);
  accountForEndedTasks(world, service);
  noteHealth(world, service);
  checkCircuitBreaker(world, service);
  if (primaryOf(service).rolloutState !== 'FAILED') {
    startMissing(world, service, takeRoster(world, service));
    stopSuperfluous(world, service, takeRoster(world, service));
  }
  judgeProgress(world, service, takeRoster(world, service));
};

const takeRoster = (world: WorldState, service: ServiceState): Roster => {
  const primary = primaryOf(service);
  const alive = aliveTasks(world, service);
  const ofPrimary = alive.filter(({ deploymentId }) => deploymentId === primary.id);
  return {
    primary,
    alive,
    sound: ofPrimary.filter(({ foundUnhealthy }) => !foundUnhealthy),
    unhealthy: ofPrimary.filter(({ foundUnhealthy }) => foundUnhealthy),
    older: alive.filter(({ deploymentId }) => deploymentId !== primary.id),
    healthy: new Set(alive.filter((task) => isHealthy(service, task))),
  };
};

const isHealthy = ({ targetGroup }: ServiceState, task: Task): boolean =>
  task.executionStoppedAt === undefined && targetGroup.targets.get(task.id)?.state === 'healthy';

const beginRequestedRollback = (world: WorldState, service: ServiceState): void => {
  const underWay = deploymentUnderWay(service);
  if (underWay?.status === 'ROLLBACK_REQUESTED') rollBack(world, service, underWay, 'ECS deployment stopped by user');
};

/** Counts starts that failed: for the deployment, and, when the task never got to RUNNING, for the start back-off. */
const accountForEndedTasks = (world: WorldState, service: ServiceState): void => {
  for (const task of world.tasks.values()) {
    if (task.service !== service.name || task.desiredStatus === 'RUNNING' || task.accountedFor) continue;
    task.accountedFor = true;
    const failed = task.stopCode === 'TaskFailedToStart' || task.stopCode === 'EssentialContainerExited';
    if (!failed && !task.foundUnhealthy) continue;
    const primary = primaryOf(service);
    const inRollout = task.deploymentId === primary.id && primary.rolloutState === 'IN_PROGRESS';
    if (inRollout && !task.provenHealthy) primary.failedTasks += 1;
    if (task.stopCode === 'TaskFailedToStart') backOff(world, service, task);
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
const backOff = (world: WorldState, service: ServiceState, task: Task): void => {
  const { startFailuresBeforeBackOff, startBackOffSeconds, startBackOffMaximumSeconds } = world.constants;
  service.failedStarts += 1;
  say(world, service, SERVICE_EVENT_MESSAGES.unplaceable(task.stoppedReason ?? 'Task failed to start'));
  const beyond = service.failedStarts - startFailuresBeforeBackOff;
  if (beyond < 0) return;
  const pauseSeconds = Math.min(startBackOffMaximumSeconds, startBackOffSeconds * 2 ** beyond);
  service.startsPausedUntil = world.clock.now() + pauseSeconds * SECOND;
  if (beyond > 0) return;
  say(world, service, SERVICE_EVENT_MESSAGES.startImpaired());
  emitServiceAction(world, service, { eventType: 'WARN', eventName: 'SERVICE_TASK_START_IMPAIRED' });
};

/** What the load balancer says counts once a task's grace period is over; a task that recovers is let off. */
const noteHealth = (world: WorldState, service: ServiceState): void => {
  const { targetGroup, spec } = service;
  for (const task of aliveTasks(world, service)) {
    const target = targetGroup.targets.get(task.id);
    if (target?.state === 'healthy') {
      task.foundUnhealthy = false;
      if (!task.provenHealthy) provenHealthy(service, task);
    } else if (target?.state === 'unhealthy' && !task.foundUnhealthy && isPastGrace(world, service, task)) {
      task.foundUnhealthy = true;
      say(
        world,
        service,
        SERVICE_EVENT_MESSAGES.unhealthy(task, spec.containerPort, targetGroup.arn, target.description ?? ''),
      );
    }
  }
};

const provenHealthy = (service: ServiceState, task: Task): void => {
  task.provenHealthy = true;
  service.failedStarts = 0;
  const deployment = service.deployments.find(({ id }) => id === task.deploymentId);
  if (deployment) deployment.failedTasks = 0;
};

const isPastGrace = (world: WorldState, { spec }: ServiceState, { startedAt }: Task): boolean =>
  startedAt !== undefined && world.clock.now() - startedAt >= spec.gracePeriodSeconds * SECOND;

/** Starts before it stops, as far as `maximumPercent` (rounded down) leaves room; otherwise one unhealthy task makes room. */
const startMissing = (world: WorldState, service: ServiceState, roster: Roster): void => {
  if (world.clock.now() < service.startsPausedUntil) return;
  const missing = service.desiredCount - roster.sound.length;
  if (missing <= 0) return;
  const room = Math.floor((service.desiredCount * service.spec.maximumPercent) / 100) - roster.alive.length;
  const started = Array.from({ length: Math.min(missing, Math.max(room, 0)) }, () =>
    startTask(world, service, roster.primary),
  );
  if (started.length > 0) say(world, service, SERVICE_EVENT_MESSAGES.started(started));
  else makeRoom(world, service, roster);
};

const makeRoom = (world: WorldState, service: ServiceState, { unhealthy, older }: Roster): void => {
  const candidates = unhealthy.length > 0 ? unhealthy : older.filter(({ foundUnhealthy }) => foundUnhealthy);
  if (candidates.length > 0) stopUnhealthy(world, service, [world.random.pick(candidates)]);
};

const stopSuperfluous = (world: WorldState, service: ServiceState, roster: Roster): void => {
  stopReplaced(world, service, roster);
  stopOlder(world, service, roster);
  scaleIn(world, service, roster);
};

/** An unhealthy task goes when its replacement is healthy. */
const stopReplaced = (world: WorldState, service: ServiceState, { sound, unhealthy, healthy }: Roster): void => {
  const replaced = sound.filter((task) => healthy.has(task)).length + unhealthy.length - service.desiredCount;
  if (replaced > 0) stopUnhealthy(world, service, unhealthy.slice(0, replaced));
};

/**
 * Tasks of an older deployment go as soon as `minimumHealthyPercent` (rounded up) of the desired count stays healthy
 * without them, those first that are of no use to users. A protected task is left alone, and the deployment waits for it.
 */
const stopOlder = (world: WorldState, service: ServiceState, { primary, older, healthy }: Roster): void => {
  const minimum = Math.ceil((service.desiredCount * service.spec.minimumHealthyPercent) / 100);
  const unprotected = older.filter((task) => !isProtected(world, task));
  const useless = unprotected.filter((task) => !healthy.has(task));
  const useful = unprotected.filter((task) => healthy.has(task));
  const spare = healthy.size - minimum;
  const leaving = [
    ...useless.filter(({ lastStatus }) => lastStatus !== 'RUNNING' || spare >= 0),
    ...useful.slice(0, Math.max(spare, 0)),
  ];
  stopTogether(world, service, leaving, `Scaling activity initiated by (deployment ${primary.id})`);
};

/** Scale-in takes tasks that are not up yet first, then those in the fullest zone, and never a protected one. */
const scaleIn = (world: WorldState, service: ServiceState, { primary, sound, healthy }: Roster): void => {
  const surplus = sound.length - service.desiredCount;
  if (surplus <= 0) return;
  const staying = new Set(sound);
  const leaving: Task[] = [];
  while (leaving.length < surplus) {
    const candidates = [...staying].filter((task) => !isProtected(world, task));
    if (candidates.length === 0) break;
    const notUp = candidates.filter((task) => !healthy.has(task));
    const chosen = world.random.pick(notUp.length > 0 ? notUp : inFullestZone(candidates, staying));
    staying.delete(chosen);
    leaving.push(chosen);
  }
  stopTogether(world, service, leaving, `Scaling activity initiated by (deployment ${primary.id})`);
};

const inFullestZone = (candidates: readonly Task[], staying: ReadonlySet<Task>): readonly Task[] => {
  const load = ({ zone }: Task): number => [...staying].filter((task) => task.zone === zone).length;
  const most = Math.max(...candidates.map(load));
  return candidates.filter((task) => load(task) === most);
};

const isProtected = (world: WorldState, { protectedUntil }: Task): boolean =>
  protectedUntil !== undefined && protectedUntil > world.clock.now();

const stopUnhealthy = (world: WorldState, service: ServiceState, tasks: readonly Task[]): void =>
  stopTogether(world, service, tasks, `Task failed ELB health checks in (target-group ${service.targetGroup.arn})`);

const stopTogether = (world: WorldState, service: ServiceState, tasks: readonly Task[], reason: string): void => {
  if (tasks.length === 0) return;
  for (const task of tasks) stopTask(world, service, task, { code: 'ServiceSchedulerInitiated', reason });
  say(world, service, SERVICE_EVENT_MESSAGES.stopped(tasks));
};

/** A rollout is complete, and a service at rest, when all wanted tasks are healthy and there are no others. */
const judgeProgress = (world: WorldState, service: ServiceState, { primary, alive, sound, healthy }: Roster): void => {
  const allHealthy = sound.length === service.desiredCount && sound.every((task) => healthy.has(task));
  const settled = allHealthy && alive.length === service.desiredCount;
  if (settled && primary.rolloutState === 'IN_PROGRESS') completeDeployment(world, service);
  saySteadyState(world, service, settled && primary.rolloutState === 'COMPLETED');
};
