import type { Finding } from '#shared/domain/finding.ts';
import type { Situation } from '#shared/domain/gates/gate.ts';
import type { HealthReport } from '#shared/domain/health-report.ts';
import type { Attempt, AttemptStep, Incident } from '#shared/domain/incident.ts';
import type {
  Deployment,
  EcsService,
  Observation,
  Release,
  StoppedTask,
  Target,
  TargetGroup,
  Task,
  TaskProbe,
  Traffic,
} from '#shared/domain/observation.ts';
import { missing, observed } from '#shared/domain/part.ts';
import type { Plan, ResetBreakerPlan, RollBackPlan, StopTaskPlan } from '#shared/domain/plan.ts';
import type { ServicePolicy } from '#shared/domain/policy.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import { HOUR, type Instant, MINUTE } from '#shared/domain/time.ts';

/** Everything below is true at this moment, 2026-11-23T10:00:00Z, unless it says otherwise. */
export const NOW: Instant = Date.UTC(2026, 10, 23, 10);

/** The revision that runs, and the one before it. */
export const REVISION = 'arn:aws:ecs:us-east-1:111122223333:task-definition/mlflow-registry:42';
export const OLDER_REVISION = 'arn:aws:ecs:us-east-1:111122223333:task-definition/mlflow-registry:41';

const CLUSTER = 'arn:aws:ecs:us-east-1:111122223333:cluster/ml-platform';
const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/registry/73e2d6bc24d8a067';
const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

export const aPolicy = (different: Partial<ServicePolicy> = {}): ServicePolicy => ({
  name: 'registry',
  cluster: 'ml-platform',
  service: 'mlflow-registry',
  profile: 'mlflow',
  mode: 'auto',
  cadenceSeconds: 15,
  objectives: { latencyP95Ms: 500, errorRate: 0.01 },
  probe: { path: '/api/2.0/mlflow/registered-models/search', timeoutMs: 1_000 },
  dependencies: [
    { name: 'database', kind: 'postgres', host: 'db.internal', port: 5432, critical: true },
    { name: 'discovery', kind: 'dns', record: 'registry.internal', critical: false },
  ],
  logPatterns: [],
  breakers: [{ name: 'backend', kind: 'shared', dependency: 'database' }],
  limits: { maxActionsPerHour: 3, maxRollbacksPer6Hours: 1 },
  scoring: DEFAULT_SCORING,
  ...different,
});

/** Task `task-1` is at 10.0.0.1 in the first of three zones, and so on; it has been running for a day. */
export const aTask = (number = 1, different: Partial<Task> = {}): Task => ({
  id: `task-${number}`,
  arn: `arn:aws:ecs:us-east-1:111122223333:task/ml-platform/task-${number}`,
  taskDefinition: REVISION,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  healthStatus: 'UNKNOWN',
  createdAt: NOW - 24 * HOUR,
  startedAt: NOW - 24 * HOUR,
  availabilityZone: ZONES[(number - 1) % ZONES.length] ?? '',
  address: `10.0.0.${number}`,
  ...different,
});

export const tasks = (count: number): readonly Task[] => Array.from({ length: count }, (_, index) => aTask(index + 1));

export const aStoppedTask = (different: Partial<StoppedTask> = {}): StoppedTask => ({
  id: 'task-0',
  arn: 'arn:aws:ecs:us-east-1:111122223333:task/ml-platform/task-0',
  taskDefinition: REVISION,
  startedAt: NOW - 10 * MINUTE,
  stoppedAt: NOW - MINUTE,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'mlflow', exitCode: 1 }],
  ...different,
});

/** The target of {@link aTask} with the same number. */
export const aTarget = (number = 1, different: Partial<Target> = {}): Target => ({
  id: `10.0.0.${number}`,
  port: 5000,
  availabilityZone: ZONES[(number - 1) % ZONES.length] ?? '',
  state: 'healthy',
  ...different,
});

export const aTargetGroup = (targets: readonly Target[]): TargetGroup => ({
  arn: GROUP,
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
  targets,
});

export const aProbe = (number = 1, different: Partial<TaskProbe> = {}): TaskProbe => ({
  taskId: `task-${number}`,
  outcome: 'ok',
  status: 200,
  latencyMs: 40,
  at: NOW,
  ...different,
});

export const aDeployment = (different: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/42',
  status: 'PRIMARY',
  taskDefinition: REVISION,
  desiredCount: 4,
  runningCount: 4,
  pendingCount: 0,
  failedTasks: 0,
  rolloutState: 'COMPLETED',
  rolloutStateReason: 'ECS deployment ecs-svc/42 completed.',
  createdAt: NOW - 24 * HOUR,
  updatedAt: NOW - 24 * HOUR,
  ...different,
});

export const anEcsService = (different: Partial<EcsService> = {}): EcsService => ({
  arn: 'arn:aws:ecs:us-east-1:111122223333:service/ml-platform/mlflow-registry',
  clusterArn: CLUSTER,
  status: 'ACTIVE',
  desiredCount: 4,
  runningCount: 4,
  pendingCount: 0,
  taskDefinition: REVISION,
  controller: 'ECS',
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  rollsBackByItself: false,
  healthCheckGracePeriodSeconds: 60,
  deployments: [aDeployment()],
  targetGroupArns: [GROUP],
  events: [],
  createdAt: NOW - 1_000 * HOUR,
  ...different,
});

export const aRelease = (different: Partial<Release> = {}): Release => ({
  arn: 'arn:aws:ecs:us-east-1:111122223333:service-deployment/ml-platform/mlflow-registry/d42',
  status: 'SUCCESSFUL',
  taskDefinition: REVISION,
  createdAt: NOW - 24 * HOUR,
  finishedAt: NOW - 24 * HOUR + 5 * MINUTE,
  ...different,
});

/** The release of {@link OLDER_REVISION}, which served for a day. */
export const anOlderRelease = (different: Partial<Release> = {}): Release =>
  aRelease({
    arn: 'arn:aws:ecs:us-east-1:111122223333:service-deployment/ml-platform/mlflow-registry/d41',
    taskDefinition: OLDER_REVISION,
    createdAt: NOW - 48 * HOUR,
    finishedAt: NOW - 48 * HOUR + 5 * MINUTE,
    ...different,
  });

export const someTraffic = (different: Partial<Traffic> = {}): Traffic => ({
  windowSeconds: 60,
  requests: 6_000,
  target5xx: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
  latencyP95Ms: 120,
  ...different,
});

/** A perfectly healthy service of four tasks over three zones, with traffic. */
export const anObservation = (different: Partial<Observation> = {}, at: Instant = NOW): Observation => ({
  service: 'registry',
  at,
  ecs: observed(at, anEcsService()),
  tasks: observed(at, tasks(4)),
  stoppedTasks: observed(at, []),
  targetGroups: observed(at, [aTargetGroup([1, 2, 3, 4].map((number) => aTarget(number)))]),
  traffic: observed(at, someTraffic()),
  utilisation: observed(at, { cpu: 0.3, memory: 0.4 }),
  taskProbes: observed(
    at,
    [1, 2, 3, 4].map((number) => aProbe(number, { at })),
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
  ...different,
});

export const aFinding = (different: Partial<Finding> = {}): Finding => ({
  id: 'task-not-working',
  strength: 'soft',
  subject: 'task-1',
  at: NOW,
  since: NOW,
  seen: 1,
  numbers: {},
  says: 'task task-1 is green to the load balancer, but its work probe says timeout',
  ...different,
});

/** A report that says that all is well, with no part of the score told. */
export const aReport = (different: Partial<HealthReport> = {}): HealthReport => ({
  service: 'registry',
  at: NOW,
  score: 100,
  confidence: 1,
  state: 'healthy',
  parts: [],
  why: 'score 100: nothing lost',
  scoringVersion: '1',
  findings: [],
  cause: 'none',
  probesReach: true,
  served503: false,
  ...different,
});

export const aStopTaskPlan = (different: Partial<StopTaskPlan> = {}): StopTaskPlan => ({
  action: 'stop-task',
  step: 'surge',
  cause: 'instance-grey',
  target: 'task-1',
  desiredCount: 4,
  keep: [],
  capacityDip: 0,
  says: 'start a replacement for task task-1: 4 tasks wanted becomes 5',
  ...different,
});

export const aRollBackPlan = (different: Partial<RollBackPlan> = {}): RollBackPlan => ({
  action: 'roll-back',
  step: 'redeploy',
  cause: 'bad-release',
  target: OLDER_REVISION,
  from: REVISION,
  to: OLDER_REVISION,
  capacityDip: 0,
  says: 'deploy mlflow-registry:41 in place of mlflow-registry:42',
  ...different,
});

export const aResetBreakerPlan = (different: Partial<ResetBreakerPlan> = {}): ResetBreakerPlan => ({
  action: 'reset-breaker',
  step: 'half-open',
  cause: 'breaker-stuck-open',
  target: 'backend',
  expectedVersion: 7,
  capacityDip: 0,
  says: 'set breaker backend half-open',
  ...different,
});

export const aStep = (plan: Plan = aStopTaskPlan(), different: Partial<AttemptStep> = {}): AttemptStep => ({
  plan,
  digest: 'b1946ac92492d234',
  epoch: 1,
  reservedAt: NOW,
  outcome: { kind: 'done', at: NOW },
  ...different,
});

/** An attempt under way that has done its one step. */
export const anAttempt = (different: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  action: 'stop-task',
  cause: 'instance-grey',
  target: 'task-1',
  startedAt: NOW,
  steps: [aStep()],
  verdict: 'pending',
  ...different,
});

export const anIncident = (different: Partial<Incident> = {}): Incident => ({
  id: 'registry-20261123T100000Z',
  service: 'registry',
  status: 'open',
  openedAt: NOW,
  trigger: { kind: 'scheduled' },
  cause: 'instance-grey',
  subject: 'task-1',
  attempts: [],
  goodObservations: 0,
  alerts: [],
  version: 1,
  ...different,
});

/** Task 1 hangs, and a plan to surge stands before the gates: every gate passes. */
export const aSituation = (different: Partial<Situation> = {}): Situation => ({
  observation: anObservation(),
  report: aReport({ score: 65, cause: 'instance-grey' }),
  diagnosis: {
    cause: 'instance-grey',
    subject: 'task-1',
    confirmed: true,
    restartHelps: true,
    because: [aFinding({ seen: 2 })],
    ruledOut: [],
  },
  plan: aStopTaskPlan(),
  incident: anIncident(),
  pastActions: [],
  policy: aPolicy(),
  now: NOW,
  ...different,
});
