import { SECOND } from '#shared/domain/model/time.ts';
import { drawMs } from '../draw-duration.ts';
import { deregisterTarget } from '../load-balancer/target-group.ts';
import type { ServiceState, StopCode, Task, TaskStatus, WorldState } from '../state.ts';
import { logServiceEvent, SERVICE_EVENT_MESSAGES } from './service-events.ts';
import { emitTaskChange } from './task-events.ts';

/** The stop code and reason that DescribeTasks returns. */
export interface StopCause {
  readonly code: StopCode;
  readonly reason: string;
}

/** Exit code of a process that was ended by SIGKILL: 128 and the signal's number. */
const KILLED_EXIT_CODE = 137;

/** Lists the service's tasks whose desired status is RUNNING, oldest first. */
export const aliveTasks = (world: WorldState, service: ServiceState): Task[] =>
  [...world.tasks.values()].filter((task) => task.service === service.name && task.desiredStatus === 'RUNNING');

export const setTaskStatus = (world: WorldState, service: ServiceState, task: Task, status: TaskStatus): void => {
  task.lastStatus = status;
  task.version += 1;
  emitTaskChange(world, service, task);
};

/** Stops a task in the order of ECS: drain the target, stop the process, detach the network interface. */
export const stopTask = (world: WorldState, service: ServiceState, task: Task, cause: StopCause): void => {
  if (task.desiredStatus === 'STOPPED') return;
  task.desiredStatus = 'STOPPED';
  task.stopCode = cause.code;
  task.stoppedReason = cause.reason;
  task.stoppingAt = world.clock.now();
  if (task.startedAt === undefined || task.executionStoppedAt !== undefined) {
    detachNetwork(world, service, task);
    return;
  }
  setTaskStatus(world, service, task, 'DEACTIVATING');
  const drainSeconds = drain(world, service, task) ? service.spec.deregistrationDelaySeconds : 0;
  world.clock.after(drainSeconds * SECOND, () => stopProcess(world, service, task));
};

/** Ends a task's process. ECS notices it a moment later; until then connections to the task are refused. */
export const exitTask = (world: WorldState, service: ServiceState, task: Task, exitCode: number): void => {
  if (task.executionStoppedAt !== undefined || task.lastStatus !== 'RUNNING') return;
  task.executionStoppedAt = world.clock.now();
  task.exitCode = exitCode;
  world.clock.after(drawMs(world, world.constants.exitNoticedSeconds), () => {
    drain(world, service, task);
    stopTask(world, service, task, { code: 'EssentialContainerExited', reason: 'Essential container in task exited' });
  });
};

/** Ends a task that exceeds its memory limit. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/out-of-memory.html */
export const killForMemory = (world: WorldState, service: ServiceState, task: Task): void => {
  if (task.executionStoppedAt !== undefined) return;
  task.containerReason = 'OutOfMemoryError: Container killed due to memory usage';
  exitTask(world, service, task, KILLED_EXIT_CODE);
};

const drain = (world: WorldState, service: ServiceState, task: Task): boolean => {
  const isDraining = deregisterTarget(world, service.targetGroup, task.id);
  if (isDraining) {
    logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.deregistered(1, service.targetGroup.arn));
    logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.draining(1));
  }
  return isDraining;
};

/** Sends SIGTERM, and SIGKILL after the stop timeout to a process that hangs. */
const stopProcess = (world: WorldState, service: ServiceState, task: Task): void => {
  setTaskStatus(world, service, task, 'STOPPING');
  const { orderlyExitSeconds, stopTimeoutSeconds } = world.constants;
  const handlesSignal = task.condition !== 'hung';
  world.clock.after(handlesSignal ? drawMs(world, orderlyExitSeconds) : stopTimeoutSeconds * SECOND, () => {
    task.exitCode ??= handlesSignal ? 0 : KILLED_EXIT_CODE;
    detachNetwork(world, service, task);
  });
};

const detachNetwork = (world: WorldState, service: ServiceState, task: Task): void => {
  task.executionStoppedAt ??= world.clock.now();
  setTaskStatus(world, service, task, 'DEPROVISIONING');
  world.clock.after(drawMs(world, world.constants.networkTeardownSeconds), () => {
    task.stoppedAt = world.clock.now();
    setTaskStatus(world, service, task, 'STOPPED');
    world.clock.after(world.constants.stoppedTaskVisibleSeconds * SECOND, () => world.tasks.delete(task.id));
  });
};
