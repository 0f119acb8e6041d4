// States of a service with one fault each, for every cause that the medic knows.
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import type { LogLine } from '#shared/domain/model/operational-context.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION, secondsAgo, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { level, rising } from '#tests/builders/metrics.ts';
import { aLogLine, anAlarm, anOlderRelease, anUnstartedTask, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

const USERS_GET_ERRORS: ServiceState = {
  traffic: { target5xx: 1_200 },
  metrics: { requests: level(20, 6_000), failed: [...level(15, 3), ...level(5, 1_200)], cpu: level(20, 0.4) },
};
const USERS_WAIT: ServiceState = {
  traffic: { latencyP95Ms: 2_400 },
  metrics: { requests: level(20, 6_000), failed: level(20, 3), latencyP95Ms: [...level(15, 120), ...level(5, 2_400)] },
};
const NEW_RELEASE: ServiceState = {
  deployments: [{ createdAt: minutesAgo(9) }],
  releases: [aRelease({ createdAt: minutesAgo(9), finishedAt: minutesAgo(7) }), anOlderRelease()],
};
const ROLLOUT: ServiceState = {
  deployments: [
    { createdAt: minutesAgo(9), rolloutState: 'IN_PROGRESS', runningCount: 1, failedTasks: 3 },
    { id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION },
  ],
  releases: [aReleaseInProgress(), anOlderRelease()],
};
function aReleaseInProgress() {
  const { finishedAt: _, ...release } = aRelease({ status: 'IN_PROGRESS', createdAt: minutesAgo(9) });
  return release;
}

const stopped = (count: number, given: Partial<StoppedTask>): readonly Partial<StoppedTask>[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `gone-${index}`,
    arn: `arn:aws:ecs:us-east-1:123456789012:task/ml-platform/gone-${index}`,
    stoppedAt: minutesAgo(1 + 2 * index),
    ...given,
  }));

const lines = (count: number, message: string, task?: string): readonly LogLine[] =>
  Array.from({ length: count }, (_, index) =>
    aLogLine({ at: secondsAgo(10 * (count - index)), taskId: task ?? `task-${1 + (index % 4)}`, message }),
  );

const onInstances = (disconnected: readonly number[] = []): NonNullable<ServiceState['task']> =>
  Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((number) => [
      number,
      {
        containerInstance: `arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/i${number % 2}`,
        hostPorts: [5_000],
        connectivity: disconnected.includes(number) ? ('DISCONNECTED' as const) : ('CONNECTED' as const),
      },
    ]),
  );

const TASK_FAULTS: readonly ServiceState[] = [
  { hung: [1] },
  { ...USERS_GET_ERRORS, hung: [1] },
  { hung: [1, 2] },
  { hung: [1, 2, 3, 4, 5, 6] },
  {
    unhealthy: [2],
    events: [{ at: minutesAgo(4), message: '(service registry) (task task-2) is unhealthy in target' }],
  },
  { unhealthy: [1, 2] },
  { ...USERS_GET_ERRORS, unhealthy: [1, 2, 3, 4, 5, 6] },
  { unhealthy: [1, 4], zones: { 'us-east-1a': [1, 4], 'us-east-1b': [2, 3, 5, 6] } },
  { unhealthy: [2, 4], task: onInstances() },
  { ...USERS_GET_ERRORS, task: onInstances([1]) },
  { target: { 1: { isAnomalous: true } } },
  { tasks: 3 },
  { tasks: 3, starting: [4] },
  { tasks: 3, stopped: stopped(3, {}) },
  {
    tasks: 3,
    stopped: stopped(3, { containers: [{ name: 'web', exitCode: 137, reason: 'OutOfMemoryError: killed' }] }),
  },
  { tasks: 3, stopped: stopped(1, { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }) },
  { tasks: 3, stopped: stopped(2, { stoppedReason: 'The frobnicator of the host was not amused', containers: [] }) },
  {
    tasks: 3,
    stopped: stopped(4, { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed ELB health checks in x' }),
  },
  {
    tasks: 3,
    events: [
      {
        at: minutesAgo(3),
        message:
          '(service registry) was unable to place a task. Reason: No Container Instances were found in your cluster.',
      },
    ],
  },
  { tasks: 3, events: [{ at: minutesAgo(3), message: '(service registry) is waiting for the blue moon.' }] },
  { tasks: 0, targets: [] },
];

export const RELEASE_FAULTS: readonly ServiceState[] = [
  {
    ...ROLLOUT,
    older: [1, 2, 3, 4, 5, 6],
    stopped: stopped(3, anUnstartedTask('CannotPullContainerError: pull image manifest: manifest unknown')),
  },
  { ...ROLLOUT, older: [1, 2, 3, 4, 5, 6], stopped: stopped(3, {}) },
  { ...ROLLOUT, older: [1, 2], hung: [3, 4, 5, 6] },
  { ...NEW_RELEASE, unhealthy: [1, 2, 3, 4, 5, 6], target: { 1: { reason: 'Target.ResponseCodeMismatch' } } },
  { ...NEW_RELEASE, ...USERS_GET_ERRORS },
  { ...NEW_RELEASE, ...USERS_WAIT },
  {
    ...ROLLOUT,
    ...USERS_GET_ERRORS,
    ecs: { strategy: 'BLUE_GREEN', targetGroupArns: [TARGET_GROUP_ARN, `${TARGET_GROUP_ARN}0`] },
    metrics: {
      requests: level(20, 6_000),
      failed: level(20, 600),
      byTargetGroup: {
        [TARGET_GROUP_ARN]: { requests: level(8, 600), failed: level(8, 500), refused: level(8, 0) },
        [`${TARGET_GROUP_ARN}0`]: { requests: level(8, 5_000), failed: level(8, 0), refused: level(8, 0) },
      },
    },
  },
  { ...ROLLOUT, ecs: { controller: 'CODE_DEPLOY' }, stopped: stopped(3, {}) },
  { deployments: [{ rolloutState: 'FAILED', createdAt: minutesAgo(20), failedTasks: 5 }], tasks: 3 },
];

const LOAD_FAULTS: readonly ServiceState[] = [
  {
    ...USERS_WAIT,
    metrics: {
      requests: [...level(16, 6_000), ...level(4, 15_000)],
      cpu: [...level(16, 0.4), ...level(4, 0.97)],
      latencyP95Ms: [...level(16, 120), ...level(4, 2_400)],
    },
    scaling: { maximum: 4 },
  },
  { metrics: { memory: rising(16, 0.93, 0.01), requests: level(16, 6_000) } },
  { metrics: { memory: level(16, 0.5), memoryMaximum: level(16, 0.98) } },
  { traffic: { elb503: 40 } },
  { traffic: { elb502: 900 }, metrics: { requests: level(20, 6_000), failed: level(20, 900) } },
  {
    traffic: { target4xx: 3_000 },
    metrics: { requests: level(20, 6_000), refused: [...level(15, 20), ...level(5, 3_000)] },
  },
  USERS_GET_ERRORS,
  USERS_WAIT,
  { alarms: [anAlarm()] },
];

const OTHER_FAULTS: readonly ServiceState[] = [
  { ...USERS_GET_ERRORS, down: ['database'] },
  { down: ['database'] },
  { ...USERS_GET_ERRORS, breaker: { state: 'open', openedAt: minutesAgo(9) } },
  {
    breaker: { state: 'open', openedAt: minutesAgo(9), cooldownSeconds: 60 },
    dependency: { database: { inARow: 4, since: minutesAgo(1) } },
  },
  {
    breaker: {
      state: 'half-open',
      openedAt: minutesAgo(9),
      ramp: { percent: 1, since: minutesAgo(5), calls: 3, failures: 0 },
    },
  },
  { ...USERS_GET_ERRORS, logs: { lines: lines(12, 'WORKER TIMEOUT (pid:9)', 'task-1') } },
  { ...USERS_GET_ERRORS, logs: { lines: lines(20, 'ERROR the flux capacitor is empty', 'task-2') } },
  { ...USERS_WAIT, logs: { lines: lines(20, 'ERROR cannot obtain a widget from the shelf') } },
  { desired: 0, tasks: 0, targets: [] },
  { desired: 0, tasks: 0, targets: [], traffic: { elb503: 300 } },
  { ecs: { status: 'DRAINING' } },
  {
    target: {
      1: { state: 'unused', reason: 'Target.NotInUse' },
      2: { state: 'unhealthy', reason: 'Elb.InternalError' },
    },
  },
  { hung: [1], fleet: { services: 14, unhealthy: 3 } },
  {
    hung: [1],
    switches: [{ scope: 'service', owner: 'ana', reason: 'test', from: minutesAgo(9), until: NOW + 60_000 }],
  },
  { hung: [1], releases: [aRelease({ taskDefinition: REVISION })] },
  {},
];

export const FAULTS: readonly ServiceState[] = [...TASK_FAULTS, ...RELEASE_FAULTS, ...LOAD_FAULTS, ...OTHER_FAULTS];
