import type { WorldClock } from '#local-aws/clock/clock.ts';
import type { Ids } from '#local-aws/clock/ids.ts';
import type { Random } from '#local-aws/clock/random.ts';
import type { EventEnvelope } from '#local-aws/eventbridge/event-envelope.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { BreakerInstance } from './application/breaker-records.ts';
import type { LogEvent } from './application/log-event.ts';
import type { SecondsRange, WorldConstants } from './constants.ts';
import type { HealthCheck, WorldServiceSpec } from './ecs/service-spec.ts';
import type { TrafficTally } from './load-balancer/traffic-tally.ts';
import type { MetricStore } from './metrics/metric-store.ts';
import type { RecordedCall } from './recorded-call.ts';

/** What is really the matter with a release; nobody but the world knows. */
export type ReleaseQuality =
  | { readonly kind: 'good' }
  /** Exits with 1 shortly after it started, before it answers anything. */
  | { readonly kind: 'crashes' }
  /** Answers its health check with 500. */
  | { readonly kind: 'unhealthy' }
  /** Answers its health check with 200 and work with 500. */
  | { readonly kind: 'errors' }
  /** Its image cannot be pulled. */
  | { readonly kind: 'never-starts' };

export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly image: string;
  readonly registeredAt: Instant;
  readonly bootSeconds: SecondsRange;
  /** May turn bad under a load that only comes with time. */
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

export type StopCode = 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated';

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
  /** From then on the process answers. */
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
  /** The world's own truth about the process. */
  condition: 'ok' | 'hung' | 'failing-health-check';
  /** The scheduler has seen that the load balancer finds it unhealthy, and has said so. */
  foundUnhealthy: boolean;
  /** It has been healthy at least once: it is no longer a start that may fail. */
  provenHealthy: boolean;
  /** The scheduler has taken note of its end. */
  accountedFor: boolean;
  /** Until when its process does not repeat a remark in its log, by the kind of remark. */
  readonly silentUntil: Map<string, Instant>;
}

/** What a task's process has to do and holds. */
export interface TaskLoad {
  /** Requests of this second. */
  arrived: number;
  /** Over the last seconds, the newest weighing most. */
  requestsPerSecond: number;
  /** Share of its CPU that others on the same host take from it. */
  stolenShare: number;
  /** Share of its memory limit that it has taken and never gave back. */
  leakedShare: number;
}

export interface Zone {
  readonly name: string;
  readonly subnetId: string;
  /** `10.0.11`: the network part of its addresses. */
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
  /** `targetgroup/name/id`: its name in metrics. */
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
  /** Starts that failed in a row. */
  failedTasks: number;
}

/** One configuration of a service: here, the task definition that it ran. */
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

/** The going over from one revision to another, as ECS keeps it on record. */
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
  stoppedAt?: Instant;
  updatedAt: Instant;
  rollback?: { readonly reason: string; readonly startedAt: Instant; readonly to: ServiceRevision };
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
  /** The primary one first. */
  deployments: Deployment[];
  /** Newest first. */
  readonly serviceDeployments: ServiceDeployment[];
  /** Newest first. */
  readonly events: ServiceEvent[];
  /** What its tasks have written, oldest first. */
  readonly logs: LogEvent[];
  desiredCount: number;
  /** Starts that never reached RUNNING, in a row. */
  failedStarts: number;
  startsPausedUntil: Instant;
  steadySince: Instant | undefined;
  steadySaidAt: Instant;
  /** The tasks' common view of the breaker that they share. */
  readonly breaker: BreakerInstance | undefined;
  readonly traffic: TrafficTally;
  /** How many times what they usually ask do users ask for just now. */
  demand: number;
}

export type DependencyState = 'up' | 'down';

/**
 * Everything there is, as plain data, with what every part of the world needs at hand: the clock, chance, names, the
 * table of times, and the way out for events.
 */
export interface WorldState {
  readonly clock: WorldClock;
  readonly random: Random;
  readonly ids: Ids;
  readonly constants: WorldConstants;
  readonly emit: (event: EventEnvelope) => void;
  readonly account: string;
  readonly region: string;
  readonly cluster: { readonly name: string; readonly arn: string };
  readonly zones: readonly Zone[];
  readonly services: ReadonlyMap<string, ServiceState>;
  /** By task id; stopped ones stay for an hour. */
  readonly tasks: Map<string, Task>;
  /** By ARN. */
  readonly definitions: Map<string, TaskDefinition>;
  readonly dependencies: Map<string, DependencyState>;
  /** Names of zones in which nobody reaches anything. */
  readonly unreachableZones: Set<string>;
  readonly metrics: MetricStore;
  /** Calls that changed something, oldest first. */
  readonly calls: RecordedCall[];
}
