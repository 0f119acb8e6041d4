import { checkReports, isSameResult, resultOf } from '../evidence/check-results.ts';
import { isInGracePeriod } from '../evidence/grace-period.ts';
import { isPassing, isRunning, registeredTargets, targetOf } from '../evidence/serving-tasks.ts';
import { endInWords, FAILURE_WINDOW_MS, recentFailures } from '../evidence/task-failures.ts';
import type { Observation, Target, Task } from '../model/observation.ts';
import { isUnreadable, itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import type { TaskProbe } from '../model/probe.ts';
import { median } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** Every finding about a service needs these parts, which ECS and the load balancer report. */
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

/** A running task passes its health check but fails its work probe. ECS cannot detect this. */
export const taskNotWorking: FindingRule = ({
  observation,
  policy: {
    probe: { timeoutMs },
  },
  now,
}) => {
  const areOthersSlow = areSlow(itemsOf(observation.taskProbes), timeoutMs);
  return itemsOf(observation.taskProbes).flatMap((probe) => {
    const task = itemsOf(observation.tasks).find(({ id }) => id === probe.taskId);
    if (probe.outcome === 'ok' || task === undefined) return [];
    if (probe.outcome === 'timeout' && areOthersSlow) return [];
    if (!isPassing(observation, task) || isInGracePeriod(observation, task, now)) return [];
    return {
      id: 'task-not-working',
      strength: 'soft',
      subject: task.id,
      at: probe.at,
      ...(probe.since !== undefined && { since: probe.since }),
      ...(probe.inARow !== undefined && { seen: probe.inARow }),
      numbers: { latencyMs: probe.latencyMs, ...(probe.status === undefined ? {} : { status: probe.status }) },
      message: `task ${task.id} passes its health check, but its work probe ${onPort(probe)}answered ${probe.status ?? probe.outcome}`,
    };
  });
};

const onPort = ({ port }: TaskProbe): string => (port === undefined ? '' : `on port ${port} `);

/** True when the successful probes take more than half of the timeout. Then one timeout does not set its task apart. */
const areSlow = (probes: readonly TaskProbe[], timeoutMs: number): boolean =>
  median(probes.filter(({ outcome }) => outcome === 'ok').map(({ latencyMs }) => latencyMs)) > timeoutMs / 2;

/** The target of a running task is unhealthy. The load balancer sends it no requests while other targets are healthy. */
export const targetUnhealthy: FindingRule = ({ observation, now }) =>
  itemsOf(observation.tasks).flatMap((task) => {
    const target = targetOf(observation, task);
    if (target?.state !== 'unhealthy' || isLoadBalancerReason(target)) return [];
    if (!isRunning(task) || isInGracePeriod(observation, task, now)) return [];
    const reportedAt = reportedUnhealthyAt(observation, task);
    return {
      id: 'target-unhealthy',
      strength: 'hard',
      subject: task.id,
      at: observation.at,
      ...(reportedAt !== undefined && { since: reportedAt }),
      numbers: {},
      message: `task ${task.id} fails its load-balancer health check: ${target.reason ?? 'no reason given'}`,
    };
  });

/**
 * Answers when ECS reported the task as unhealthy: `(service registry) (task 2ffd7ed3…) (port 5000) is unhealthy in (target-group
 * …)`. With several reports the answer is undefined, because the task may have been healthy in between.
 */
const reportedUnhealthyAt = ({ ecs }: Observation, { id }: Task): Instant | undefined => {
  const reports = valueIn(ecs)?.events.filter(
    ({ message }) => message.includes(id) && message.includes('is unhealthy in'),
  );
  return reports?.length === 1 ? reports[0]?.at : undefined;
};

/**
 * Reasons with this prefix are faults of the load balancer, not of the task:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
const isLoadBalancerReason = ({ reason }: Target): boolean => reason?.startsWith('Elb.') === true;

/**
 * No registered target passes its health check, so the load balancer routes to all of them (it fails open). Targets that wait for
 * their first check do not pass either.
 */
export const allTargetsUnhealthy: FindingRule = ({ observation, now }) => {
  const targets = registeredTargets(observation);
  const red = targets.filter(({ state }) => state === 'unhealthy');
  const waiting = targets.filter(({ state }) => state === 'initial').length;
  if (red.length === 0 || red.length + waiting < targets.length) return [];
  return [
    {
      id: 'all-targets-unhealthy',
      strength: 'hard',
      at: observation.at,
      numbers: { targets: red.length, waiting, sameReason: haveSameReason(red, observation, now) ? 1 : 0 },
      message:
        waiting === 0
          ? `all ${red.length} targets fail their health check`
          : `${red.length} targets fail their health check, ${waiting} wait for the first one, and none passes`,
    },
  ];
};

/** True when the targets, and the tasks that ECS reported as unhealthy before them, failed their check in the same way. */
const haveSameReason = (red: readonly Target[], { ecs }: Observation, now: Instant): boolean => {
  const service = valueIn(ecs);
  const reported = service === undefined ? [] : checkReports(service).filter(({ at }) => at > now - FAILURE_WINDOW_MS);
  const [first, ...others] = [...red.map(resultOf), ...reported.map(({ result }) => result)];
  return first !== undefined && others.length > 0 && others.every((other) => isSameResult(first, other));
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

/** A start hangs after this long. It takes half a minute, with a huge image some minutes more (engineering judgement). */
const MAX_START_MS = 10 * MINUTE;

const isStartHanging = (task: Task, now: Instant): boolean =>
  task.desiredStatus === 'RUNNING' && !isRunning(task) && now - task.createdAt >= MAX_START_MS;

/** Reports tasks that ECS created long ago and that still do not run, although no failure is known. */
export const tasksNotStarting: FindingRule = ({ observation, now }) => {
  const hanging = itemsOf(observation.tasks).filter((task) => isStartHanging(task, now));
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

/** Tasks have failed by themselves in the last ten minutes. */
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
      message: `${pluralize(failed.length, 'task')} failed in ten minutes, last ${endInWords(newest)}: ${newest.stoppedReason}`,
    },
  ];
};
