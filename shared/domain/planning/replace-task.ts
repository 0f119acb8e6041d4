import { isRunning, servingTasks } from '../evidence/serving-tasks.ts';
import { startTimeAllowedMs } from '../evidence/start-time.ts';
import { areFew } from '../evidence/task-share.ts';
import type { Diagnosed } from '../model/evidence.ts';
import type { Observation, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import type { StopTaskPlan } from '../model/plan.ts';
import { pluralize } from '../model/plural.ts';
import { MINUTE } from '../model/time.ts';
import { DID_NOT_WORK, mayTakeEffect, type PendingStep, type Progress, WORKED } from './progress.ts';
import { escalate, type Proposal, propose, recheckAfter } from './proposal.ts';

/**
 * ECS has this long to replace a task whose health check fails before the medic does. A Fargate start takes 20 to 47 s,
 * registration and the first health check take more, and ECS starts the replacement first.
 */
const ECS_HAS_MS = 2 * MINUTE;

/**
 * Replaces one faulty task, the replacement first. A task that fails its health check is left to ECS for a while.
 * Several tasks that fail together are escalated unless they recover in the same time.
 */
export const planForBadTask = ({ observation, diagnosis, now }: Diagnosed): Proposal => {
  const ecs = valueIn(observation.ecs);
  const [first] = diagnosis.evidence;
  if (ecs === undefined || diagnosis.subject === undefined || first === undefined) return escalate('insufficient-data');
  const tasks = new Set(diagnosis.evidence.map(({ subject }) => subject)).size;
  const isNew = now - first.since < ECS_HAS_MS;
  if (diagnosis.cause === 'instance-unhealthy' && isNew) return recheckAfter('ecs-is-replacing', 10);
  if (!areFew(tasks, observation))
    return isNew ? recheckAfter('several-tasks-fail', 10) : escalate('several-tasks-fail');
  return propose(surge(diagnosis.subject, ecs.desiredCount, diagnosis.cause));
};

const surge = (target: string, desiredCount: number, cause: StopTaskPlan['cause']): StopTaskPlan => ({
  action: 'stop-task',
  step: 'surge',
  cause,
  target,
  desiredCount,
  keep: [],
  capacityDip: 0,
  message: `start a replacement for task ${target}: ${pluralize(desiredCount, 'task')} desired becomes ${desiredCount + 1}`,
});

/** ECS stops a retired task within this time unless something prevents it. */
const LEAVES_WITHIN_MS = 2 * MINUTE;

/** A `retire` that was held for this long after the replacement should serve will stay held, so the surge is reverted. */
const RETIRES_WITHIN_MS = 3 * MINUTE;

/** A `retire` that failed this often will fail again, so the surge is reverted. */
const MOST_RETIRES = 3;

/** Continues with `retire` once the replacement is healthy, and with `settle` once the faulty task has stopped. */
export const continueTaskReplacement = (input: PendingStep, plan: StopTaskPlan): Progress => {
  switch (plan.step) {
    case 'surge':
      return afterSurge(input, plan);
    case 'retire':
      return afterRetire(input, plan);
    case 'settle':
      return WORKED;
    case 'abandon':
      return DID_NOT_WORK;
  }
};

/** Gives up when the desired count is neither the original nor one more: another actor changed it. */
const afterSurge = (input: PendingStep, plan: StopTaskPlan): Progress => {
  const ecs = valueIn(input.observation.ecs);
  if (ecs === undefined || input.observation.tasks.state !== 'observed') return recheckAfter('insufficient-data', 5);
  if (input.lastStep.outcome.kind === 'refused') return DID_NOT_WORK;
  if (ecs.desiredCount === plan.desiredCount + 1) return whileSurged(input, plan);
  const mayStillShow = ecs.desiredCount === plan.desiredCount && mayTakeEffect(input);
  return mayStillShow ? recheckAfter('step-in-flight', 5) : DID_NOT_WORK;
};

const whileSurged = ({ attempt, observation, now }: PendingStep, plan: StopTaskPlan): Progress => {
  const healthy = servingTasks(observation).filter((task) => task.id !== plan.target && isProven(observation, task));
  const tries = attempt.steps.filter((step) => step.plan.step === 'retire').length;
  const startsWithinMs = startTimeAllowedMs(observation);
  const isHeld = now - attempt.startedAt > startsWithinMs + RETIRES_WITHIN_MS;
  if (tries === MOST_RETIRES || isHeld) return propose(abandon(plan), 'replacement-failed');
  if (healthy.length >= plan.desiredCount) return propose(retire(plan, healthy, observation), 'replacement-healthy');
  if (now - attempt.startedAt > startsWithinMs) return propose(abandon(plan), 'replacement-failed');
  return recheckAfter('replacement-starting', 5);
};

/** Without a load balancer a new task serves once its container health check passes, if tasks of the service have one. */
const isProven = ({ targetGroups, tasks }: Observation, { healthStatus }: Task): boolean =>
  itemsOf(targetGroups).length > 0 ||
  healthStatus === 'HEALTHY' ||
  itemsOf(tasks).every((other) => other.healthStatus === 'UNKNOWN');

/** Repeats `retire` if needed, which is safe: it sets the desired count to a fixed value. The count that ECS shows decides. */
const afterRetire = (input: PendingStep, plan: StopTaskPlan): Progress => {
  const { lastStep, observation, now } = input;
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined || observation.tasks.state !== 'observed') return recheckAfter('insufficient-data', 5);
  if (ecs.desiredCount === plan.desiredCount + 1)
    return mayTakeEffect(input) ? recheckAfter('step-in-flight', 5) : whileSurged(input, plan);
  const isStillThere = observation.tasks.value.some((task) => task.id === plan.target && isRunning(task));
  if (!isStillThere) return propose(settle(plan), 'bad-task-gone');
  if (now - lastStep.reservedAt > LEAVES_WITHIN_MS) return DID_NOT_WORK;
  return recheckAfter('bad-task-leaving', 5);
};

const retire = (plan: StopTaskPlan, healthy: readonly Task[], observation: Observation): StopTaskPlan => ({
  ...plan,
  step: 'retire',
  keep: healthy.map(({ id }) => id).sort(),
  capacityDip: servingTasks(observation).some(({ id }) => id === plan.target) ? 1 : 0,
  message: `protect the ${pluralize(healthy.length, 'healthy task')} from scale-in and restore the desired count of ${plan.desiredCount}, so that ECS stops ${plan.target}`,
});

const settle = (plan: StopTaskPlan): StopTaskPlan => ({
  ...plan,
  step: 'settle',
  capacityDip: 0,
  message: `remove the scale-in protection of the ${pluralize(plan.keep.length, 'healthy task')}`,
});

const abandon = (plan: StopTaskPlan): StopTaskPlan => ({
  ...plan,
  step: 'abandon',
  capacityDip: 0,
  message: `restore the desired count of ${plan.desiredCount}: the faulty task could not be replaced`,
});
