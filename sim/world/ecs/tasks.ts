import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import { writeCrash } from '../application/application-log.ts';
import { taskArn } from '../arns.ts';
import type { SecondsRange } from '../constants.ts';
import { deregisterTarget, registerTarget } from '../load-balancer/target-group.ts';
import type { Deployment, ServiceState, StopCode, Task, TaskStatus, WorldState, Zone } from '../state.ts';
import { SERVICE_EVENT_MESSAGES, say } from './service-events.ts';
import { emitTaskChange } from './task-shape.ts';

/** Why a task is stopped, as DescribeTasks will tell. */
export interface StopCause {
  readonly code: StopCode;
  readonly reason: string;
}

/** Tasks of the service that are meant to run, oldest first, whether or not they have got there yet. */
export const aliveTasks = (world: WorldState, service: ServiceState): Task[] =>
  [...world.tasks.values()].filter((task) => task.service === service.name && task.desiredStatus === 'RUNNING');

/** Makes a task that exists but has not begun to do anything. */
export const createTask = (world: WorldState, service: ServiceState, deployment: Deployment): Task => {
  const id = world.ids.hex(32);
  const zone = emptiestZone(world, service, deployment);
  const task: Task = {
    id,
    arn: taskArn(world, world.cluster.name, id),
    service: service.name,
    deploymentId: deployment.id,
    definition: deployment.revision.definition,
    zone,
    ip: freeAddress(world, zone),
    attachmentId: world.ids.uuid(),
    networkInterfaceId: `eni-0${world.ids.hex(16)}`,
    containerId: world.ids.uuid(),
    createdAt: world.clock.now(),
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    load: { arrived: 0, requestsPerSecond: 0, stolenShare: 0, leakedShare: 0 },
    condition: 'ok',
    foundUnhealthy: false,
    provenHealthy: false,
    accountedFor: false,
    silentUntil: new Map(),
  };
  world.tasks.set(id, task);
  return task;
};

/** Starts one task on Fargate: it takes its way to RUNNING by itself, unless its image cannot be had. */
export const startTask = (world: WorldState, service: ServiceState, deployment: Deployment): Task => {
  const task = createTask(world, service, deployment);
  emitTaskChange(world, service, task);
  const { startMilestones, fargateStartSeconds } = world.constants;
  const startMs = draw(world, fargateStartSeconds);
  const atShare = (share: number, step: () => void): void => {
    world.clock.after(Math.round(startMs * share), () => {
      if (task.desiredStatus === 'RUNNING') step();
    });
  };
  atShare(startMilestones.pending, () => {
    task.connectivityAt = world.clock.now();
    advance(world, service, task, 'PENDING');
  });
  atShare(startMilestones.pullStarted, () => {
    task.pullStartedAt = world.clock.now();
    advance(world, service, task, 'ACTIVATING');
  });
  atShare(startMilestones.pullStopped, () => pulled(world, service, task));
  atShare(1, () => begin(world, service, task));
  return task;
};

const pulled = (world: WorldState, service: ServiceState, task: Task): void => {
  task.pullStoppedAt = world.clock.now();
  if (task.definition.quality.kind !== 'never-starts') return;
  const { image } = task.definition;
  const reason = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`;
  task.containerReason = reason;
  stopTask(world, service, task, { code: 'TaskFailedToStart', reason });
};

/** The container runs; its process still has to boot, and a faulty one never gets so far. */
const begin = (world: WorldState, service: ServiceState, task: Task): void => {
  task.startedAt = world.clock.now();
  advance(world, service, task, 'RUNNING');
  registerTarget(world, service, task);
  say(world, service, SERVICE_EVENT_MESSAGES.registered(1, service.targetGroup.arn));
  if (task.definition.quality.kind === 'crashes') {
    world.clock.after(draw(world, world.constants.crashAfterSeconds), () => crash(world, service, task));
  } else {
    task.answersFrom = task.startedAt + draw(world, task.definition.bootSeconds);
  }
};

const crash = (world: WorldState, service: ServiceState, task: Task): void => {
  if (task.executionStoppedAt === undefined) writeCrash(world, service, task);
  exitTask(world, service, task, 1);
};

/** Takes a task out of service in ECS's order: drain, signal, give back the network, gone. */
export const stopTask = (world: WorldState, service: ServiceState, task: Task, cause: StopCause): void => {
  if (task.desiredStatus === 'STOPPED') return;
  task.desiredStatus = 'STOPPED';
  task.stopCode = cause.code;
  task.stoppedReason = cause.reason;
  task.stoppingAt = world.clock.now();
  if (task.startedAt === undefined || task.executionStoppedAt !== undefined) {
    tearDown(world, service, task);
    return;
  }
  advance(world, service, task, 'DEACTIVATING');
  const drainSeconds = drain(world, service, task) ? service.spec.deregistrationDelaySeconds : 0;
  world.clock.after(drainSeconds * SECOND, () => signal(world, service, task));
};

/** The process ends by itself. ECS hears of it a moment later; until then its address refuses. */
export const exitTask = (world: WorldState, service: ServiceState, task: Task, exitCode: number): void => {
  if (task.executionStoppedAt !== undefined || task.lastStatus !== 'RUNNING') return;
  task.executionStoppedAt = world.clock.now();
  task.exitCode = exitCode;
  world.clock.after(draw(world, world.constants.exitNoticedSeconds), () => {
    drain(world, service, task);
    stopTask(world, service, task, { code: 'EssentialContainerExited', reason: 'Essential container in task exited' });
  });
};

/** The kernel ends what holds more memory than it may. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/out-of-memory.html */
export const killForMemory = (world: WorldState, service: ServiceState, task: Task): void => {
  if (task.executionStoppedAt !== undefined) return;
  task.containerReason = 'OutOfMemoryError: Container killed due to memory usage';
  exitTask(world, service, task, KILLED);
};

/** 128 and the number of SIGKILL. */
const KILLED = 137;

const drain = (world: WorldState, service: ServiceState, task: Task): boolean => {
  const draining = deregisterTarget(world, service.targetGroup, task.id);
  if (draining) {
    say(world, service, SERVICE_EVENT_MESSAGES.deregistered(1, service.targetGroup.arn));
    say(world, service, SERVICE_EVENT_MESSAGES.draining(1));
  }
  return draining;
};

/** SIGTERM; a process that hangs does not heed it and is killed. */
const signal = (world: WorldState, service: ServiceState, task: Task): void => {
  advance(world, service, task, 'STOPPING');
  const { orderlyExitSeconds, stopTimeoutSeconds } = world.constants;
  const heeds = task.condition !== 'hung';
  world.clock.after(heeds ? draw(world, orderlyExitSeconds) : stopTimeoutSeconds * SECOND, () => {
    task.exitCode ??= heeds ? 0 : KILLED;
    tearDown(world, service, task);
  });
};

const tearDown = (world: WorldState, service: ServiceState, task: Task): void => {
  task.executionStoppedAt ??= world.clock.now();
  advance(world, service, task, 'DEPROVISIONING');
  world.clock.after(draw(world, world.constants.networkTeardownSeconds), () => {
    task.stoppedAt = world.clock.now();
    advance(world, service, task, 'STOPPED');
    world.clock.after(world.constants.stoppedTaskVisibleSeconds * SECOND, () => world.tasks.delete(task.id));
  });
};

const advance = (world: WorldState, service: ServiceState, task: Task, status: TaskStatus): void => {
  task.lastStatus = status;
  task.version += 1;
  emitTaskChange(world, service, task);
};

const draw = ({ random }: WorldState, { low, high }: SecondsRange): Instant =>
  Math.round(random.between(low, high) * SECOND);

/**
 * The tasks of a deployment are spread over the zones: the next one goes where the fewest are, so that nothing is left to be rebalanced.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
const emptiestZone = (world: WorldState, service: ServiceState, { id }: Deployment): Zone => {
  const siblings = aliveTasks(world, service).filter(({ deploymentId }) => deploymentId === id);
  const load = (zone: Zone): number => siblings.filter((task) => task.zone === zone).length;
  const fewest = Math.min(...world.zones.map(load));
  return world.random.pick(world.zones.filter((zone) => load(zone) === fewest));
};

/** The addresses of a subnet that are given to tasks. */
const HOSTS = Array.from({ length: 231 }, (_, index) => index + 20);

const freeAddress = (world: WorldState, { network }: Zone): string => {
  const taken = new Set(
    [...world.tasks.values()].filter(({ stoppedAt }) => stoppedAt === undefined).map(({ ip }) => ip),
  );
  return world.random.pick(HOSTS.map((host) => `${network}.${host}`).filter((address) => !taken.has(address)));
};
