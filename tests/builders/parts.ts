import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { Deployment, EcsService, StoppedTask, Target, Task, Traffic } from '#shared/domain/model/observation.ts';
import type { Alarm, Change, LogLine } from '#shared/domain/model/operational-context.ts';
import { type Missing, missing } from '#shared/domain/model/part.ts';
import type { DependencyProbe, TaskProbe } from '#shared/domain/model/probe.ts';
import type { Release } from '#shared/domain/model/release.ts';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import { ECS_ARN, minutesAgo, NOW, OLDER_REVISION, REVISION, TARGET_GROUP_ARN } from './constants.ts';

const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const zoneOf = (number: number): string => ZONES[(number - 1) % ZONES.length] ?? '';

/** 1 to `count`. */
export const numbersTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Task `task-1` is at 10.0.0.1 in the first of three zones, and so on; it has been running for a day. */
export const aTask = (number = 1, given: Partial<Task> = {}): Task => ({
  id: `task-${number}`,
  arn: `${ECS_ARN}:task/ml-platform/task-${number}`,
  taskDefinition: REVISION,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  healthStatus: 'UNKNOWN',
  createdAt: NOW - DAY,
  startedAt: NOW - DAY,
  availabilityZone: zoneOf(number),
  address: `10.0.0.${number}`,
  containers: [{ name: 'web', lastStatus: 'RUNNING', healthStatus: 'UNKNOWN' }],
  ...given,
});

/** The tasks 1 to `count`. */
export const tasks = (count: number): readonly Task[] => numbersTo(count).map((number) => aTask(number));

/** A task that ran for nine minutes and exited with an error a minute ago; one that failed to start never ran. */
export const aStoppedTask = (given: Partial<StoppedTask> = {}): StoppedTask => ({
  id: 'task-0',
  arn: `${ECS_ARN}:task/ml-platform/task-0`,
  taskDefinition: REVISION,
  stoppedAt: minutesAgo(1),
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  ...(given.stopCode === 'TaskFailedToStart'
    ? { containers: [] }
    : { startedAt: minutesAgo(10), containers: [{ name: 'web', exitCode: 1 }] }),
  ...given,
});

/** A task that ECS could not start. */
export const anUnstartedTask = (stoppedReason: string, given: Partial<StoppedTask> = {}): StoppedTask =>
  aStoppedTask({ stopCode: 'TaskFailedToStart', stoppedReason, ...given });

/** The target of {@link aTask} with the same number. */
export const aTarget = (number = 1, given: Partial<Target> = {}): Target => ({
  id: `10.0.0.${number}`,
  port: 5000,
  availabilityZone: zoneOf(number),
  state: 'healthy',
  ...given,
});

export const aTargetGroup = (given: Partial<BalancedTargetGroup> = {}): BalancedTargetGroup => ({
  arn: TARGET_GROUP_ARN,
  port: 5000,
  balancedBy: 'application',
  healthCheck: {
    path: '/health',
    port: 'traffic-port',
    intervalSeconds: 10,
    timeoutSeconds: 2,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    codes: '200',
  },
  targets: numbersTo(4).map((number) => aTarget(number)),
  loadBalancerNames: ['app/ml-platform/50dc6c495c0c9188'],
  ...given,
});

/** A deployment that completed a day ago. */
export const aDeployment = (given: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/42',
  status: 'PRIMARY',
  taskDefinition: REVISION,
  desiredCount: 4,
  runningCount: 4,
  pendingCount: 0,
  failedTasks: 0,
  rolloutState: 'COMPLETED',
  rolloutStateReason: 'ECS deployment ecs-svc/42 completed.',
  createdAt: NOW - DAY,
  updatedAt: NOW - DAY,
  ...given,
});

/** Four tasks are desired and running, deployed a day ago. */
export const aService = (given: Partial<EcsService> = {}): EcsService => ({
  arn: `${ECS_ARN}:service/ml-platform/mlflow-registry`,
  clusterArn: `${ECS_ARN}:cluster/ml-platform`,
  status: 'ACTIVE',
  desiredCount: 4,
  runningCount: 4,
  pendingCount: 0,
  taskDefinition: REVISION,
  controller: 'ECS',
  scheduling: 'REPLICA',
  strategy: 'ROLLING',
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  rollsBackByItself: false,
  rebalancesZones: false,
  healthCheckGracePeriodSeconds: 60,
  deployments: [aDeployment()],
  targetGroupArns: [TARGET_GROUP_ARN],
  events: [],
  createdAt: NOW - 90 * DAY,
  ...given,
});

const releaseArn = (number: number): string => `${ECS_ARN}:service-deployment/ml-platform/mlflow-registry/d${number}`;

/** The release of {@link REVISION}, a day ago. */
export const aRelease = (given: Partial<Release> = {}): Release => ({
  arn: releaseArn(42),
  status: 'SUCCESSFUL',
  taskDefinition: REVISION,
  before: [OLDER_REVISION],
  createdAt: NOW - DAY,
  finishedAt: NOW - DAY + 5 * MINUTE,
  ...given,
});

/** The release of {@link OLDER_REVISION}, which served for a day. */
export const anOlderRelease = (given: Partial<Release> = {}): Release =>
  aRelease({
    arn: releaseArn(41),
    taskDefinition: OLDER_REVISION,
    before: [],
    createdAt: NOW - 2 * DAY,
    finishedAt: NOW - 2 * DAY + 5 * MINUTE,
    ...given,
  });

/** One container of half a CPU and 1 GiB, which logs to `/ecs/mlflow-registry`. */
export const aTaskDefinition = (given: Partial<TaskDefinition> = {}): TaskDefinition => ({
  arn: REVISION,
  cpuUnits: 512,
  memoryMiB: 1024,
  registeredAt: NOW - 3 * DAY,
  containers: [
    {
      name: 'web',
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/mlflow-registry:42',
      essential: true,
      logGroup: '/ecs/mlflow-registry',
      ports: [5000],
    },
  ],
  ...given,
});

/** The task answers its work probe; a probe with another outcome has no status unless one is given. */
export const aTaskProbe = (number = 1, given: Partial<TaskProbe> = {}): TaskProbe => ({
  taskId: `task-${number}`,
  outcome: 'ok',
  ...((given.outcome ?? 'ok') === 'ok' && { status: 200 }),
  latencyMs: 40,
  at: NOW,
  ...given,
});

export const aDependencyProbe = (dependency: string, given: Partial<DependencyProbe> = {}): DependencyProbe => ({
  dependency,
  ok: true,
  latencyMs: 3,
  at: NOW,
  ...given,
});

/** A closed breaker, or one of the state given. */
export const aBreaker = (given: Partial<BreakerRecord> = {}): BreakerRecord => ({
  name: 'backend',
  state: 'closed',
  version: 7,
  failedResets: 0,
  ...given,
});

/** A hundred requests a second, all answered. */
export const someTraffic = (given: Partial<Traffic> = {}): Traffic => ({
  windowSeconds: 60,
  requests: 6_000,
  target5xx: 0,
  target4xx: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
  latencyP95Ms: 120,
  ...given,
});

/** An alarm that has been in ALARM for three minutes. */
export const anAlarm = (given: Partial<Alarm> = {}): Alarm => ({
  name: 'registry-5xx',
  since: minutesAgo(3),
  reason: 'Threshold Crossed',
  dimensions: [],
  ...given,
});

/** A developer's call that CloudTrail recorded half a minute ago. */
export const aChange = (given: Partial<Change> = {}): Change => ({
  at: NOW - MINUTE / 2,
  what: 'UpdateService',
  by: 'arn:aws:sts::111122223333:assumed-role/developer/ana',
  ...given,
});

export const aLogLine = (given: Partial<LogLine> = {}): LogLine => ({
  at: NOW,
  taskId: 'task-1',
  message: 'WORKER TIMEOUT (pid:9)',
  ...given,
});

/** A part that AWS denies, in its words: the role lacks the permission. */
export const aDenial = (permission: string, role = 'medic-score-health'): Missing => ({
  ...missing(
    'access-denied',
    `AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/${role}/session is not authorized to perform: ${permission}`,
  ),
  permission,
});
