import { writeCrash } from '../application/application-log.ts';
import { drawMs } from '../draw-duration.ts';
import { registerTarget } from '../load-balancer/target-group.ts';
import type { Deployment, ServiceState, Task, WorldState } from '../state.ts';
import { placeTask } from './place-task.ts';
import { logServiceEvent, SERVICE_EVENT_MESSAGES } from './service-events.ts';
import { emitTaskChange } from './task-events.ts';
import { exitTask, setTaskStatus, stopTask } from './tasks.ts';

/** Starts one task on Fargate. It reaches RUNNING after a while, unless its image cannot be pulled. */
export const startTask = (world: WorldState, service: ServiceState, deployment: Deployment): Task => {
  const task = placeTask(world, service, deployment);
  emitTaskChange(world, service, task);
  const { startMilestones, fargateStartSeconds } = world.constants;
  const startMs = drawMs(world, fargateStartSeconds);
  const atShare = (share: number, step: () => void): void => {
    world.clock.after(Math.round(startMs * share), () => {
      if (task.desiredStatus === 'RUNNING') step();
    });
  };
  atShare(startMilestones.pending, () => {
    task.connectivityAt = world.clock.now();
    setTaskStatus(world, service, task, 'PENDING');
  });
  atShare(startMilestones.pullStarted, () => {
    task.pullStartedAt = world.clock.now();
    setTaskStatus(world, service, task, 'ACTIVATING');
  });
  atShare(startMilestones.pullStopped, () => finishPull(world, service, task));
  atShare(1, () => startContainer(world, service, task));
  return task;
};

const finishPull = (world: WorldState, service: ServiceState, task: Task): void => {
  task.pullStoppedAt = world.clock.now();
  if (task.definition.quality.kind !== 'never-starts') return;
  const { image } = task.definition;
  const reason = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`;
  task.containerReason = reason;
  stopTask(world, service, task, { code: 'TaskFailedToStart', reason });
};

/** Starts the container and registers its target. The process answers once it has booted; a crashing release exits before. */
const startContainer = (world: WorldState, service: ServiceState, task: Task): void => {
  task.startedAt = world.clock.now();
  setTaskStatus(world, service, task, 'RUNNING');
  registerTarget(world, service, task);
  logServiceEvent(world, service, SERVICE_EVENT_MESSAGES.registered(1, service.targetGroup.arn));
  if (task.definition.quality.kind === 'crashes') {
    world.clock.after(drawMs(world, world.constants.crashAfterSeconds), () => crash(world, service, task));
  } else {
    task.answersFrom = task.startedAt + drawMs(world, task.definition.bootSeconds);
  }
};

const crash = (world: WorldState, service: ServiceState, task: Task): void => {
  if (task.executionStoppedAt === undefined) writeCrash(world, service, task);
  exitTask(world, service, task, 1);
};
