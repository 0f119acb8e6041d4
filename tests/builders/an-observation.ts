import type { EcsService, Observation, Target, Task, TaskProbe, Traffic } from '#shared/domain/observation.ts';
import { missing, observed } from '#shared/domain/part.ts';
import type { TaskDefinition } from '#shared/domain/task-definition.ts';
import { DAY, type Instant } from '#shared/domain/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/services.ts';

/** 2026-11-23T10:00:00Z: the moment that tests begin at. */
export const NOW: Instant = Date.UTC(2026, 10, 23, 10);

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
export const GOOD_REVISION = `${ARN}:task-definition/mlflow-registry:41`;
export const BAD_REVISION = `${ARN}:task-definition/mlflow-registry:42`;
export const TARGET_GROUP_ARN =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mlflow-registry/73e2d6bc24d8a067';

export const aTask = (number: number, given: Partial<Task> = {}): Task => ({
  id: `task-${number}`,
  arn: `${ARN}:task/ml-platform/task-${number}`,
  taskDefinition: GOOD_REVISION,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  healthStatus: 'HEALTHY',
  createdAt: NOW - DAY,
  startedAt: NOW - DAY,
  availabilityZone: `us-east-1${'abc'[number % 3]}`,
  address: `10.0.0.${number}`,
  ...given,
});

export const aTarget = (number: number, given: Partial<Target> = {}): Target => ({
  id: `10.0.0.${number}`,
  port: 5000,
  availabilityZone: `us-east-1${'abc'[number % 3]}`,
  state: 'healthy',
  ...given,
});

export const aTargetGroup = (given: Partial<BalancedTargetGroup> = {}): BalancedTargetGroup => ({
  arn: TARGET_GROUP_ARN,
  port: 5000,
  healthCheck: {
    path: '/health',
    port: 'traffic-port',
    intervalSeconds: 5,
    timeoutSeconds: 2,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    codes: '200',
  },
  targets: [1, 2, 3, 4].map((number) => aTarget(number)),
  loadBalancerNames: ['app/ml-platform/50dc6c495c0c9188'],
  ...given,
});

/** Four tasks wanted and running, released three days ago. */
export const aService = (given: Partial<EcsService> = {}): EcsService => ({
  arn: `${ARN}:service/ml-platform/mlflow-registry`,
  clusterArn: `${ARN}:cluster/ml-platform`,
  status: 'ACTIVE',
  desiredCount: 4,
  runningCount: 4,
  pendingCount: 0,
  taskDefinition: GOOD_REVISION,
  controller: 'ECS',
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  rollsBackByItself: false,
  healthCheckGracePeriodSeconds: 30,
  deployments: [
    {
      id: 'ecs-svc/1',
      status: 'PRIMARY',
      taskDefinition: GOOD_REVISION,
      desiredCount: 4,
      runningCount: 4,
      pendingCount: 0,
      failedTasks: 0,
      rolloutState: 'COMPLETED',
      rolloutStateReason: '',
      createdAt: NOW - 3 * DAY,
      updatedAt: NOW - 3 * DAY,
    },
  ],
  targetGroupArns: [TARGET_GROUP_ARN],
  events: [],
  createdAt: NOW - 90 * DAY,
  ...given,
});

/** One container of half a CPU and 1 GiB, which logs to `/ecs/mlflow-registry`. */
export const aTaskDefinition = (given: Partial<TaskDefinition> = {}): TaskDefinition => ({
  arn: GOOD_REVISION,
  cpuUnits: 512,
  memoryMiB: 1024,
  registeredAt: NOW - 3 * DAY,
  containers: [
    {
      name: 'web',
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/mlflow-registry:41',
      essential: true,
      logGroup: '/ecs/mlflow-registry',
      ports: [5000],
    },
  ],
  ...given,
});

export const aTaskProbe = (number: number, given: Partial<TaskProbe> = {}): TaskProbe => ({
  taskId: `task-${number}`,
  outcome: 'ok',
  status: 200,
  latencyMs: 20,
  at: NOW,
  ...given,
});

export const someTraffic = (given: Partial<Traffic> = {}): Traffic => ({
  windowSeconds: 180,
  requests: 18_000,
  target5xx: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
  latencyP95Ms: 80,
  ...given,
});

/** A service of four good tasks, everything observed. */
export const anObservation = (given: Partial<Observation> = {}): Observation => ({
  service: 'registry',
  at: NOW,
  ecs: observed(NOW, aService()),
  tasks: observed(
    NOW,
    [1, 2, 3, 4].map((number) => aTask(number)),
  ),
  stoppedTasks: observed(NOW, []),
  targetGroups: observed(NOW, [aTargetGroup()]),
  traffic: observed(NOW, someTraffic()),
  utilisation: observed(NOW, { cpu: 0.3, memory: 0.4 }),
  taskProbes: observed(
    NOW,
    [1, 2, 3, 4].map((number) => aTaskProbe(number)),
  ),
  dependencies: observed(NOW, [{ dependency: 'database', ok: true, latencyMs: 2, at: NOW }]),
  breakers: observed(NOW, [{ name: 'backend', state: 'closed', version: 1, failedResets: 0 }]),
  releases: observed(NOW, []),
  switches: observed(NOW, []),
  history: observed(NOW, { cpu: [], memory: [], requests: [], failed: [], latencyP95Ms: [] }),
  alarms: observed(NOW, []),
  taskDefinition: missing('not-asked', 'nothing was found wrong'),
  scaling: missing('not-asked', 'nothing was found wrong'),
  logs: missing('not-asked', 'nothing was found wrong'),
  changes: missing('not-asked', 'nothing was found wrong'),
  fleet: observed(NOW, { services: 1, unhealthy: 0 }),
  previous: [],
  ...given,
});
