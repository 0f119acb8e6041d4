import type {
  Deployment,
  EcsService,
  Observation,
  Release,
  StoppedTask,
  Target,
  Task,
  TaskProbe,
  Traffic,
} from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import { DAY, type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';

/** 2026-11-23T10:00:00Z: everything below is true at this moment, unless it says otherwise. */
export const NOW: Instant = Date.UTC(2026, 10, 23, 10);

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
/** The revision that runs, and the one before it. */
export const REVISION = `${ARN}:task-definition/mlflow-registry:42`;
export const OLDER_REVISION = `${ARN}:task-definition/mlflow-registry:41`;
export const TARGET_GROUP_ARN =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mlflow-registry/73e2d6bc24d8a067';

const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const zoneOf = (number: number): string => ZONES[(number - 1) % ZONES.length] ?? '';
const numbersTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Task `task-1` is at 10.0.0.1 in the first of three zones, and so on; it has been running for a day. */
export const aTask = (number = 1, given: Partial<Task> = {}): Task => ({
  id: `task-${number}`,
  arn: `${ARN}:task/ml-platform/task-${number}`,
  taskDefinition: REVISION,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  healthStatus: 'UNKNOWN',
  createdAt: NOW - DAY,
  startedAt: NOW - DAY,
  availabilityZone: zoneOf(number),
  address: `10.0.0.${number}`,
  ...given,
});

/** The tasks 1 to `count`. */
export const tasks = (count: number): readonly Task[] => numbersTo(count).map((number) => aTask(number));

/** A task that served for ten minutes and ended itself a minute ago. */
export const aStoppedTask = (given: Partial<StoppedTask> = {}): StoppedTask => ({
  id: 'task-0',
  arn: `${ARN}:task/ml-platform/task-0`,
  taskDefinition: REVISION,
  startedAt: NOW - 10 * MINUTE,
  stoppedAt: NOW - MINUTE,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'web', exitCode: 1 }],
  ...given,
});

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

/** A deployment that ended well a day ago. */
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

/** Four tasks wanted and running, released a day ago. */
export const aService = (given: Partial<EcsService> = {}): EcsService => ({
  arn: `${ARN}:service/ml-platform/mlflow-registry`,
  clusterArn: `${ARN}:cluster/ml-platform`,
  status: 'ACTIVE',
  desiredCount: 4,
  runningCount: 4,
  pendingCount: 0,
  taskDefinition: REVISION,
  controller: 'ECS',
  strategy: 'ROLLING',
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  rollsBackByItself: false,
  healthCheckGracePeriodSeconds: 60,
  deployments: [aDeployment()],
  targetGroupArns: [TARGET_GROUP_ARN],
  events: [],
  createdAt: NOW - 90 * DAY,
  ...given,
});

const releaseArn = (number: number): string => `${ARN}:service-deployment/ml-platform/mlflow-registry/d${number}`;

/** The release of {@link REVISION}, a day ago. */
export const aRelease = (given: Partial<Release> = {}): Release => ({
  arn: releaseArn(42),
  status: 'SUCCESSFUL',
  taskDefinition: REVISION,
  createdAt: NOW - DAY,
  finishedAt: NOW - DAY + 5 * MINUTE,
  ...given,
});

/** The release of {@link OLDER_REVISION}, which served for a day. */
export const anOlderRelease = (given: Partial<Release> = {}): Release =>
  aRelease({
    arn: releaseArn(41),
    taskDefinition: OLDER_REVISION,
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

export const aTaskProbe = (number = 1, given: Partial<TaskProbe> = {}): TaskProbe => ({
  taskId: `task-${number}`,
  outcome: 'ok',
  status: 200,
  latencyMs: 40,
  at: NOW,
  ...given,
});

/** A hundred requests a second, all answered. */
export const someTraffic = (given: Partial<Traffic> = {}): Traffic => ({
  windowSeconds: 60,
  requests: 6_000,
  target5xx: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
  latencyP95Ms: 120,
  ...given,
});

/** A perfectly healthy service of four tasks over three zones, with traffic. */
export const anObservation = (given: Partial<Observation> = {}, at: Instant = NOW): Observation => ({
  service: 'registry',
  at,
  ecs: observed(at, aService()),
  tasks: observed(at, tasks(4)),
  stoppedTasks: observed(at, []),
  targetGroups: observed(at, [aTargetGroup()]),
  traffic: observed(at, someTraffic()),
  utilisation: observed(at, { cpu: 0.3, memory: 0.4 }),
  taskProbes: observed(
    at,
    numbersTo(4).map((number) => aTaskProbe(number, { at })),
  ),
  dependencies: observed(at, [
    { dependency: 'database', ok: true, latencyMs: 3, at },
    { dependency: 'discovery', ok: true, latencyMs: 2, at },
  ]),
  breakers: observed(at, [{ name: 'backend', state: 'closed', version: 7, failedResets: 0 }]),
  releases: observed(at, [aRelease(), anOlderRelease()]),
  switches: observed(at, []),
  history: observed(at, { cpu: [], memory: [], requests: [], failed: [], latencyP95Ms: [] }),
  alarms: observed(at, []),
  taskDefinition: missing('not-asked', 'nothing was found wrong'),
  scaling: missing('not-asked', 'nothing was found wrong'),
  logs: missing('not-asked', 'nothing was found wrong'),
  changes: missing('not-asked', 'nothing was found wrong'),
  fleet: observed(at, { services: 12, unhealthy: 1 }),
  previous: [],
  ...given,
});
