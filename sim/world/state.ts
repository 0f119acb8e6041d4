import type { WorldClock } from '#local-aws/clock/clock.ts';
import type { Ids } from '#local-aws/clock/ids.ts';
import type { Random } from '#local-aws/clock/random.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { BreakerInstance } from './application/breaker-records.ts';
import type { LogEvent } from './application/log-event.ts';
import type { SecondsRange, WorldConstants } from './constants.ts';
import type { HealthCheck, WorldServiceSpec } from './ecs/service-spec.ts';
import type { EcsEvent } from './ecs-event.ts';
import type { TrafficTally } from './load-balancer/traffic-tally.ts';
import type { MetricStore } from './metrics/metric-store.ts';
import type { RecordedCall } from './recorded-call.ts';

/** The true quality of a release. AWS and the medic see only its effects. */
export type ReleaseQuality =
  | { readonly kind: 'good' }
  /** Exits with 1 shortly after its start, before it answers a request. */
  | { readonly kind: 'crashes' }
  /** Answers its health check with 500. */
  | { readonly kind: 'unhealthy' }
  /** Answers its health check with 200 and all other requests with 500. */
  | { readonly kind: 'errors' }
  /** Its image cannot be pulled. */
  | { readonly kind: 'never-starts' };

export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly image: string;
  readonly registeredAt: Instant;
  /** Mutable, because a fault may make every revision of a service slow to start. */
  bootSeconds: SecondsRange;
  /** Mutable, because a fault may turn a good release bad after its rollout. */
  quality: ReleaseQuality;
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export type StopCode =
  | 'TaskFailedToStart'
  | 'EssentialContainerExited'
  | 'UserInitiated'
  | 'ServiceSchedulerInitiated'
  | 'SpotInterruption';

export interface Task {
  readonly id: string;
  readonly arn: string;
  readonly service: string;
  readonly deploymentId: string;
  readonly definition: TaskDefinition;
  readonly zone: Zone;
  readonly ip: string;
  readonly attachmentId: string;
  readonly networkInterfaceId: string;
  readonly containerId: string;
  readonly createdAt: Instant;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  version: number;
  connectivityAt?: Instant;
  pullStartedAt?: Instant;
  pullStoppedAt?: Instant;
  startedAt?: Instant;
  /** The process answers requests from this moment on. */
  answersFrom?: Instant;
  stoppingAt?: Instant;
  executionStoppedAt?: Instant;
  stoppedAt?: Instant;
  stopCode?: StopCode;
  stoppedReason?: string;
  containerReason?: string;
  exitCode?: number;
  protectedUntil?: Instant;
  readonly load: TaskLoad;
  /** The true state of the process. */
  condition: 'ok' | 'hung' | 'failing-health-check';
  /** The scheduler has logged that the load balancer finds the task unhealthy. */
  markedUnhealthy: boolean;
  /** The task has passed its health check, so its end no longer counts as a failed start. */
  hasBeenHealthy: boolean;
  /** The scheduler has counted the task's end. */
  isEndCounted: boolean;
  /** The process writes no further log entry of a kind before this moment. */
  readonly logPausedUntil: Map<string, Instant>;
}

/** Load and resource use of a task's process. */
export interface TaskLoad {
  /** Requests that arrived in this second. */
  arrived: number;
  /** Moving average over the last seconds. */
  requestsPerSecond: number;
  /** Share of the task's CPU that other workloads on its host take. */
  stolenShare: number;
  /** Share of the memory limit that has leaked. */
  leakedShare: number;
}

export interface Zone {
  readonly name: string;
  readonly subnetId: string;
  /** Network part of the zone's addresses, such as `10.0.11`. */
  readonly network: string;
}

export interface Target {
  readonly taskId: string;
  readonly ip: string;
  readonly port: number;
  readonly zone: string;
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
  reason?: string;
  description?: string;
  nextCheckAt: Instant;
  passes: number;
  failures: number;
}

export interface TargetGroup {
  readonly name: string;
  readonly arn: string;
  /** Name in metric dimensions: `targetgroup/name/id`. */
  readonly metricName: string;
  readonly loadBalancer: { readonly name: string; readonly arn: string; readonly metricName: string };
  readonly healthCheck: HealthCheck;
  readonly deregistrationDelaySeconds: number;
  readonly targets: Map<string, Target>;
}

export type RolloutState = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

export interface Deployment {
  readonly id: string;
  readonly revision: ServiceRevision;
  readonly createdAt: Instant;
  status: 'PRIMARY' | 'ACTIVE';
  updatedAt: Instant;
  rolloutState: RolloutState;
  rolloutStateReason: string;
  /** Consecutive failed starts. */
  failedTasks: number;
}

/** One configuration of a service; here, its task definition. */
export interface ServiceRevision {
  readonly arn: string;
  readonly definition: TaskDefinition;
  readonly createdAt: Instant;
}

export type ServiceDeploymentStatus =
  | 'IN_PROGRESS'
  | 'SUCCESSFUL'
  | 'STOPPED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED';

/** The change from one revision to another, as ListServiceDeployments returns it. */
export interface ServiceDeployment {
  readonly arn: string;
  readonly deploymentId: string;
  readonly source: ServiceRevision | undefined;
  readonly target: ServiceRevision;
  readonly createdAt: Instant;
  status: ServiceDeploymentStatus;
  statusReason?: string;
  readonly startedAt: Instant;
  finishedAt?: Instant;
  rollback?: { readonly to: ServiceRevision };
}

export interface ServiceEvent {
  readonly id: string;
  readonly createdAt: Instant;
  readonly message: string;
}

export interface ServiceState {
  readonly spec: WorldServiceSpec;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Instant;
  readonly targetGroup: TargetGroup;
  /** The primary deployment comes first. */
  deployments: Deployment[];
  /** Newest first. */
  readonly serviceDeployments: ServiceDeployment[];
  /** Newest first. */
  readonly events: ServiceEvent[];
  /** Log lines of all tasks, oldest first. */
  readonly logs: LogEvent[];
  desiredCount: number;
  /** Desired count that the service's owner has set; actions of the medic do not change it. */
  configuredCount: number;
  /** Consecutive starts that never reached RUNNING. */
  failedStarts: number;
  startsPausedUntil: Instant;
  steadySince: Instant | undefined;
  steadyLoggedAt: Instant;
  /** The tasks' common copy of the circuit breaker that they share. */
  readonly breaker: BreakerInstance | undefined;
  readonly traffic: TrafficTally;
  /** Current traffic as a multiple of the usual traffic. */
  demand: number;
}

export type DependencyState = 'up' | 'down';

/** The complete state of the simulated world, with the clock, random numbers, ids and constants that it depends on. */
export interface WorldState {
  readonly clock: WorldClock;
  readonly random: Random;
  readonly ids: Ids;
  readonly constants: WorldConstants;
  /** Puts an event on the default event bus. */
  readonly emit: (event: EcsEvent) => void;
  readonly account: string;
  readonly region: string;
  readonly cluster: { readonly name: string; readonly arn: string };
  readonly zones: readonly Zone[];
  readonly services: ReadonlyMap<string, ServiceState>;
  /** By task id; a stopped task stays for an hour. */
  readonly tasks: Map<string, Task>;
  /** By ARN. */
  readonly definitions: Map<string, TaskDefinition>;
  readonly dependencies: Map<string, DependencyState>;
  /** Names of the zones whose network is down. */
  readonly unreachableZones: Set<string>;
  readonly metrics: MetricStore;
  /** Mutating API calls, oldest first. */
  readonly calls: RecordedCall[];
}
