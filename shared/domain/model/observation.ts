import type { ServiceBaseline } from './baseline.ts';
import type { BreakerRecord } from './breaker.ts';
import type { ContainerInstance } from './container-instance.ts';
import type { HealthReport } from './health-report.ts';
import type { Alarm, Change, LogLines, MetricHistory, Routing, Scaling } from './operational-context.ts';
import type { Missing, Part } from './part.ts';
import type { DependencyProbe, TaskProbe } from './probe.ts';
import type { EarlySuccessCriteria, Release } from './release.ts';
import type { RevisionStatus, TaskDefinition } from './task-definition.ts';
import type { Instant } from './time.ts';

/** An observation holds everything read about one service at one instant. One failed call makes its own part missing and no other. */
export interface Observation {
  readonly service: string;
  readonly at: Instant;
  readonly ecs: Part<EcsService>;
  readonly tasks: Part<readonly Task[]>;
  readonly stoppedTasks: Part<readonly StoppedTask[]>;
  readonly targetGroups: Part<readonly TargetGroup[]>;
  readonly traffic: Part<Traffic>;
  readonly utilisation: Part<Utilisation>;
  readonly history: Part<MetricHistory>;
  /** Alarms of the service that are in ALARM. */
  readonly alarms: Part<readonly Alarm[]>;
  readonly taskProbes: Part<readonly TaskProbe[]>;
  readonly dependencies: Part<readonly DependencyProbe[]>;
  readonly breakers: Part<readonly BreakerRecord[]>;
  readonly releases: Part<readonly Release[]>;
  readonly switches: Part<readonly Switch[]>;
  readonly fleet: Part<Fleet>;
  /** The newest revision. This part and the next ones cost calls per service, so they are read only once a finding calls for them. */
  readonly taskDefinition: Part<TaskDefinition>;
  /** The proven revisions that a roll-back may return to, the last one first, up to the first that is ACTIVE or unreadable. */
  readonly rollBackTargets: Part<readonly RevisionStatus[]>;
  /** The instances that run tasks of the service, or ran those that stopped; absent on Fargate. */
  readonly containerInstances: Part<readonly ContainerInstance[]>;
  readonly scaling: Part<Scaling>;
  /** The listener rules that send requests to the service's target groups. */
  readonly routing: Part<Routing>;
  readonly logs: Part<LogLines>;
  /** Recent changes of the service that CloudTrail has delivered. */
  readonly changes: Part<readonly Change[]>;
  /** Earlier checks learned it: start times, revisions that were healthy, and the usual state. */
  readonly baseline: Part<ServiceBaseline>;
  /** Stored reports, newest first: missing data is carried forward from them, and they confirm soft evidence. */
  readonly previous: readonly HealthReport[];
}

export interface EcsService {
  readonly arn: string;
  readonly clusterArn: string;
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly taskDefinition: string;
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** DAEMON runs one task on each container instance. It has no count to raise. */
  readonly scheduling: 'REPLICA' | 'DAEMON';
  /** The deployment strategy; every strategy but ROLLING runs two sets of tasks for a while. */
  readonly strategy: 'ROLLING' | 'BLUE_GREEN' | 'LINEAR' | 'CANARY';
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** True when ECS itself rolls a failing deployment back, by its circuit breaker or by alarms. */
  readonly rollsBackByItself: boolean;
  /** Absent where a deployment completes only when all desired tasks are healthy and the older ones are gone. */
  readonly earlySuccess?: EarlySuccessCriteria;
  /** True when ECS moves tasks between zones by itself: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html */
  readonly rebalancesZones: boolean;
  readonly healthCheckGracePeriodSeconds: number;
  /** Task sets of CODE_DEPLOY and EXTERNAL services appear as deployments. */
  readonly deployments: readonly Deployment[];
  /** Includes the alternate target groups of a service that does not use rolling updates: either group may serve. */
  readonly targetGroupArns: readonly string[];
  /** The reason why the target groups are not known. ECS names those that it manages in the service revisions only. */
  readonly targetGroupsUnread?: Missing;
  /** The scheduler's newest messages, newest first. */
  readonly events: readonly ServiceEvent[];
  readonly createdAt: Instant;
}

export interface ServiceEvent {
  readonly at: Instant;
  /** `(service registry) has reached a steady state.` */
  readonly message: string;
}

export interface Deployment {
  readonly id: string;
  readonly status: 'PRIMARY' | 'ACTIVE' | 'INACTIVE';
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly failedTasks: number;
  readonly rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  readonly rolloutStateReason: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface Task {
  readonly id: string;
  readonly arn: string;
  readonly taskDefinition: string;
  /** PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED. */
  readonly lastStatus: string;
  readonly desiredStatus: string;
  readonly healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  readonly createdAt: Instant;
  readonly startedAt?: Instant;
  readonly availabilityZone: string;
  /** The id of the task as a target: its IP address (awsvpc), or the id of its EC2 instance (bridge and host networking). */
  readonly address?: string;
  /** The host ports of a task that is registered by its instance; absent for awsvpc tasks. */
  readonly hostPorts?: readonly number[];
  /** The ARN of the container instance; absent on Fargate. */
  readonly containerInstance?: string;
  /** True on Managed Instances, which ECS replaces by itself. */
  readonly isOnManagedInstance?: true;
  /** DISCONNECTED: ECS has lost contact with the agent of the task. */
  readonly connectivity?: 'CONNECTED' | 'DISCONNECTED';
  /** Since when the agent is DISCONNECTED; absent where ECS does not tell. */
  readonly disconnectedAt?: Instant;
  readonly containers: readonly TaskContainer[];
}

export interface TaskContainer {
  readonly name: string;
  readonly lastStatus: string;
  readonly healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
}

export interface StoppedTask {
  readonly id: string;
  readonly arn: string;
  readonly taskDefinition: string;
  readonly createdAt?: Instant;
  readonly startedAt?: Instant;
  readonly stoppedAt: Instant;
  readonly availabilityZone?: string;
  readonly containerInstance?: string;
  readonly isOnManagedInstance?: true;
  readonly stopCode: string;
  readonly stoppedReason: string;
  readonly containers: readonly StoppedContainer[];
}

export interface StoppedContainer {
  readonly name: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

export interface TargetGroup {
  readonly arn: string;
  readonly port: number;
  readonly balancedBy: 'application' | 'network' | 'gateway' | 'none';
  /** `HTTP`, `HTTPS`, `TCP`, ...: how the load balancer speaks to the targets; absent where AWS does not say. */
  readonly protocol?: string;
  /** `HTTP1`, `HTTP2` or `GRPC`; absent for other protocols than HTTP and HTTPS. */
  readonly protocolVersion?: string;
  readonly healthCheck: TargetHealthCheck;
  readonly targets: readonly Target[];
}

/** The health check that the load balancer sends to a target. */
export interface TargetHealthCheck {
  /** Absent for TCP checks. */
  readonly path?: string;
  /** `traffic-port` means the port of the target. */
  readonly port: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  /** The HTTP status codes that count as healthy: `200-299`. */
  readonly codes?: string;
}

export interface Target {
  /** The IP address (awsvpc tasks) or instance id. */
  readonly id: string;
  readonly port: number;
  readonly availabilityZone: string;
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'unhealthy.draining' | 'unused' | 'draining' | 'unavailable';
  /** `Target.Timeout`, `Elb.InternalError`, ...; absent while healthy. */
  readonly reason?: string;
  readonly description?: string;
  /** True when the load balancer's anomaly detection finds that the target fails more requests than its peers. */
  readonly isAnomalous?: boolean;
}

/** Traffic is what the load balancer counted in the newest whole minutes that CloudWatch shows. */
export interface Traffic {
  readonly windowSeconds: number;
  /** Requests that reached a target, plus the 503s of the load balancer, which RequestCount leaves out. */
  readonly requests: number;
  readonly target5xx: number;
  readonly target4xx: number;
  /** The load balancer's own errors, as far as they are attributed to this service. */
  readonly elb502: number;
  readonly elb503: number;
  readonly elb504: number;
  readonly latencyP95Ms?: number;
  /** The errors of a shared load balancer that are not attributed to this service; absent when there are none. */
  readonly foreign?: ForeignErrors;
}

export interface ForeignErrors {
  readonly count: number;
  /** The service's own share of the requests of the load balancer, 0 to 1. */
  readonly ownShare: number;
}

/** Utilisation as shares of the tasks' reservations, from 0; CPU exceeds 1 when tasks burst on EC2 instances. */
export interface Utilisation {
  readonly cpu?: number;
  readonly memory?: number;
}

/** A switch is a pause, a kill switch or a maintenance window. Each has an owner, a reason and an end. */
export interface Switch {
  readonly scope: 'everything' | 'service';
  readonly owner: string;
  readonly reason: string;
  readonly from: Instant;
  readonly until: Instant;
}

/** The health of the whole fleet, which shows whether several services fail together. */
export interface Fleet {
  readonly services: number;
  readonly unhealthy: number;
}
