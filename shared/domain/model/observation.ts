import type { BreakerRecord } from './breaker.ts';
import type { HealthReport } from './health-report.ts';
import type { Alarm, Change, LogLines, MetricHistory, ScalingLimits } from './operational-context.ts';
import type { Part } from './part.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { Instant } from './time.ts';

/** Everything read about one service at one instant. Each part stands alone: one failed call never spoils the rest. */
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
  /** The alarms about the service that are in ALARM. */
  readonly alarms: Part<readonly Alarm[]>;
  readonly taskProbes: Part<readonly TaskProbe[]>;
  readonly dependencies: Part<readonly DependencyProbe[]>;
  readonly breakers: Part<readonly BreakerRecord[]>;
  readonly releases: Part<readonly Release[]>;
  readonly switches: Part<readonly Switch[]>;
  readonly fleet: Part<Fleet>;
  /** Of the newest revision. This and what follows costs calls per service, so it is asked for only once something is found wrong. */
  readonly taskDefinition: Part<TaskDefinition>;
  readonly scaling: Part<ScalingLimits>;
  readonly logs: Part<LogLines>;
  /** Who changed the service lately, as far as CloudTrail has heard of it. */
  readonly changes: Part<readonly Change[]>;
  /** The reports kept from before, newest first: what missing data carries forward, and what confirms soft evidence. */
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
  /** How ECS brings a new revision; all but ROLLING keep two sets of tasks for a while. */
  readonly strategy: 'ROLLING' | 'BLUE_GREEN' | 'LINEAR' | 'CANARY';
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Whether ECS itself would roll a failing deployment back, by circuit breaker or by alarm. */
  readonly rollsBackByItself: boolean;
  readonly healthCheckGracePeriodSeconds: number;
  readonly deployments: readonly Deployment[];
  /** Of a service that is not rolled out, the alternate ones as well: either may serve. */
  readonly targetGroupArns: readonly string[];
  /** What the scheduler said last, newest first. */
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
  readonly address?: string;
}

export interface StoppedTask {
  readonly id: string;
  readonly arn: string;
  readonly taskDefinition: string;
  readonly startedAt?: Instant;
  readonly stoppedAt: Instant;
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
  readonly healthCheck: TargetHealthCheck;
  readonly targets: readonly Target[];
}

/** How the load balancer asks a target how it is. */
export interface TargetHealthCheck {
  /** Absent for TCP. */
  readonly path?: string;
  /** `traffic-port` where it is that of the target. */
  readonly port: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  /** The HTTP codes that count as healthy: `200-299`. */
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
  /** Whether the load balancer finds that it fails more requests than its peers. */
  readonly isAnomalous?: boolean;
}

/** What the load balancer counted in the newest whole minutes that CloudWatch shows. */
export interface Traffic {
  readonly windowSeconds: number;
  /** Requests that reached a target, plus the 503s of the load balancer, which RequestCount leaves out. */
  readonly requests: number;
  readonly target5xx: number;
  readonly elb502: number;
  readonly elb503: number;
  readonly elb504: number;
  readonly latencyP95Ms?: number;
}

/** Shares of what the tasks reserved, from 0; above 1 for the CPU of tasks that burst on EC2 instances. */
export interface Utilisation {
  readonly cpu?: number;
  readonly memory?: number;
}

export interface TaskProbe {
  readonly taskId: string;
  readonly outcome: 'ok' | 'bad-status' | 'timeout' | 'refused' | 'error';
  readonly status?: number;
  readonly latencyMs: number;
  readonly at: Instant;
}

export interface DependencyProbe {
  readonly dependency: string;
  readonly ok: boolean;
  readonly latencyMs: number;
  readonly error?: string;
  readonly at: Instant;
  /** How many probes in a row had this outcome and since when, where earlier ones are known. */
  readonly inARow?: number;
  readonly since?: Instant;
}

/** One deployment of the service as ListServiceDeployments and DescribeServiceRevisions tell it, newest first. */
export interface Release {
  readonly arn: string;
  readonly status:
    | 'PENDING'
    | 'IN_PROGRESS'
    | 'SUCCESSFUL'
    | 'STOP_REQUESTED'
    | 'STOPPED'
    | 'ROLLBACK_REQUESTED'
    | 'ROLLBACK_IN_PROGRESS'
    | 'ROLLBACK_SUCCESSFUL'
    | 'ROLLBACK_FAILED';
  readonly taskDefinition: string;
  readonly createdAt: Instant;
  readonly finishedAt?: Instant;
}

/** A pause, a kill switch or a maintenance window; every switch has an owner, a reason and an end. */
export interface Switch {
  readonly scope: 'everything' | 'service';
  readonly owner: string;
  readonly reason: string;
  readonly from: Instant;
  readonly until: Instant;
}

/** How the other services are doing, so that a storm is seen as one. */
export interface Fleet {
  readonly services: number;
  readonly unhealthy: number;
}
