import {
  isPassing,
  isRunning,
  isServing,
  registeredTargets,
  servingTasks,
  targetOf,
} from '../evidence/serving-tasks.ts';
import { recentFailures } from '../evidence/task-failures.ts';
import type { Observation, Target, Task, TaskProbe } from '../model/observation.ts';
import { isUnreadable, itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { median } from '../model/statistics.ts';
import { type Instant, MINUTE, SECOND } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** What ECS and the load balancer say about a service; without it nothing else can be understood. */
const ESSENTIALS = ['ecs', 'tasks', 'targetGroups'] as const satisfies readonly (keyof Observation)[];

export const essentialsUnreadable: FindingRule = ({ observation }) =>
  ESSENTIALS.filter((part) => isUnreadable(observation[part])).map((part) => ({
    id: 'essentials-unreadable',
    strength: 'hard',
    subject: part,
    at: observation.at,
    numbers: {},
    message: `${part} could not be read`,
  }));

/** A running task whose health check is green and that does not do the work it is asked for. ECS cannot see this. */
export const taskNotWorking: FindingRule = ({
  observation,
  policy: {
    probe: { timeoutMs },
  },
  now,
}) => {
  const graceSeconds = valueIn(observation.ecs)?.healthCheckGracePeriodSeconds ?? 0;
  const othersAreSlow = areSlow(itemsOf(observation.taskProbes), timeoutMs);
  return itemsOf(observation.taskProbes).flatMap((probe) => {
    const task = itemsOf(observation.tasks).find(({ id }) => id === probe.taskId);
    if (probe.outcome === 'ok' || task === undefined) return [];
    if (probe.outcome === 'timeout' && othersAreSlow) return [];
    if (!isPassing(observation, task) || isInGrace(task, graceSeconds, now)) return [];
    return {
      id: 'task-not-working',
      strength: 'soft',
      subject: task.id,
      at: probe.at,
      numbers: { latencyMs: probe.latencyMs, ...(probe.status === undefined ? {} : { status: probe.status }) },
      message: `task ${task.id} passes its health check, but its work probe answered ${probe.status ?? probe.outcome}`,
    };
  });
};

/** Where those that answer take half of their time for it, one that took too long is not another kind of task. */
const areSlow = (probes: readonly TaskProbe[], timeoutMs: number): boolean =>
  median(probes.filter(({ outcome }) => outcome === 'ok').map(({ latencyMs }) => latencyMs)) > timeoutMs / 2;

export const isInGrace = (task: Task, graceSeconds: number, now: Instant): boolean =>
  task.startedAt === undefined || now < task.startedAt + graceSeconds * SECOND;

/** The load balancer has failed a target's health check often enough; it sends it no requests while others are healthy. */
export const targetUnhealthy: FindingRule = ({ observation, now }) => {
  const graceSeconds = valueIn(observation.ecs)?.healthCheckGracePeriodSeconds ?? 0;
  return itemsOf(observation.tasks).flatMap((task) => {
    const target = targetOf(observation, task);
    if (target?.state !== 'unhealthy' || isLoadBalancersOwn(target)) return [];
    if (!isRunning(task) || isInGrace(task, graceSeconds, now)) return [];
    const told = toldUnhealthy(observation, task);
    return {
      id: 'target-unhealthy',
      strength: 'hard',
      subject: task.id,
      at: observation.at,
      ...(told !== undefined && { since: told }),
      numbers: {},
      message: `task ${task.id} fails its load-balancer health check: ${target.reason ?? 'no reason given'}`,
    };
  });
};

/**
 * `(service registry) (task 2ffd7ed3…) (port 5000) is unhealthy in (target-group …)`: when ECS said so of the task. Said more
 * than once, it may have been well in between.
 */
const toldUnhealthy = ({ ecs }: Observation, { id }: Task): Instant | undefined => {
  const told = valueIn(ecs)?.events.filter(
    ({ message }) => message.includes(id) && message.includes('is unhealthy in'),
  );
  return told?.length === 1 ? told[0]?.at : undefined;
};

/** Reasons that begin so are the load balancer's trouble, not the task's: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
const isLoadBalancersOwn = ({ reason }: Target): boolean => reason?.startsWith('Elb.') === true;

/** Every registered target fails, so the load balancer routes to all of them (it fails open). */
export const allTargetsUnhealthy: FindingRule = ({ observation }) => {
  const targets = registeredTargets(observation);
  if (targets.length === 0 || targets.some(({ state }) => state !== 'unhealthy')) return [];
  return [
    {
      id: 'all-targets-unhealthy',
      strength: 'hard',
      at: observation.at,
      numbers: { targets: targets.length },
      message: `all ${targets.length} targets fail their health check`,
    },
  ];
};

export const noTargetsRegistered: FindingRule = ({ observation }) => {
  const desired = valueIn(observation.ecs)?.desiredCount ?? 0;
  const groups = valueIn(observation.targetGroups) ?? [];
  if (desired === 0 || groups.length === 0 || registeredTargets(observation).length > 0) return [];
  return [
    {
      id: 'no-targets-registered',
      strength: 'hard',
      at: observation.at,
      numbers: { desired },
      message: `no target is registered, though ${desired} tasks are desired`,
    },
  ];
};

/** Fewer tasks do work than are wanted. */
export const tasksMissing: FindingRule = ({ observation }) => {
  const ecs = valueIn(observation.ecs);
  if (ecs === undefined || observation.tasks.state !== 'observed') return [];
  const atWork = servingTasks(observation).length;
  if (atWork >= ecs.desiredCount) return [];
  return [
    {
      id: 'tasks-missing',
      strength: 'soft',
      at: observation.at,
      numbers: { atWork, desired: ecs.desiredCount },
      message: `${atWork} of ${ecs.desiredCount} tasks serve`,
    },
  ];
};

/** A start takes half a minute, a huge image some minutes more; what takes longer hangs. Engineering judgement. */
const STARTS_AT_LAST_MS = 10 * MINUTE;

const hangsInItsStart = (task: Task, now: Instant): boolean =>
  task.desiredStatus === 'RUNNING' && !isRunning(task) && now - task.createdAt >= STARTS_AT_LAST_MS;

/** Tasks that ECS began to start long ago and that do not run yet: nothing failed, and nothing moves. */
export const tasksNotStarting: FindingRule = ({ observation, now }) => {
  const hanging = itemsOf(observation.tasks).filter((task) => hangsInItsStart(task, now));
  const [oldest] = hanging.toSorted((a, b) => a.createdAt - b.createdAt);
  if (oldest === undefined) return [];
  const minutes = Math.floor((now - oldest.createdAt) / MINUTE);
  return [
    {
      id: 'tasks-not-starting',
      strength: 'hard',
      subject: oldest.taskDefinition,
      at: observation.at,
      since: oldest.createdAt,
      numbers: { tasks: hanging.length, minutes },
      message: `${pluralize(hanging.length, 'task')} not started after ${minutes} minutes: ${oldest.lastStatus}`,
    },
  ];
};

/** Tasks that start, wait for their first health check, or do not work yet within their grace period: ECS is at work. */
export const replacementUnderWay: FindingRule = ({ observation, now }) => {
  const graceSeconds = valueIn(observation.ecs)?.healthCheckGracePeriodSeconds ?? 0;
  const wanted = itemsOf(observation.tasks).filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  const starting = wanted.filter((task) => !isRunning(task) && !hangsInItsStart(task, now));
  const settling = wanted.filter((task) => {
    const isYoung = isInGrace(task, graceSeconds, now) || targetOf(observation, task)?.state === 'initial';
    return isRunning(task) && isYoung && !isServing(observation, task);
  });
  if (starting.length + settling.length === 0) return [];
  return [
    {
      id: 'replacement-under-way',
      strength: 'hard',
      at: observation.at,
      numbers: { starting: starting.length, settling: settling.length },
      message: `ECS is replacing tasks: starting ${starting.length}, in grace period ${settling.length}`,
    },
  ];
};

/** Tasks that ended by themselves in the last ten minutes. */
export const taskCrashed: FindingRule = ({ observation, now }) => {
  const failed = recentFailures(observation, now);
  const [newest] = [...failed].sort((a, b) => b.stoppedAt - a.stoppedAt);
  if (newest === undefined) return [];
  return [
    {
      id: 'task-crashed',
      strength: 'soft',
      subject: newest.taskDefinition,
      at: newest.stoppedAt,
      numbers: { failed: failed.length },
      message: `${pluralize(failed.length, 'task')} failed in ten minutes, last: ${newest.stoppedReason}`,
    },
  ];
};
