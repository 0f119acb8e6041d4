import type { ContainerInstance } from '#shared/domain/model/container-instance.ts';
import type {
  EcsService,
  StoppedTask,
  TargetGroup,
  Task,
  Traffic,
  Utilisation,
} from '#shared/domain/model/observation.ts';
import type {
  Alarm,
  Change,
  LogLines,
  MetricHistory,
  Routing,
  Scaling,
  ScalingActivity,
} from '#shared/domain/model/operational-context.ts';
import type { Part } from '#shared/domain/model/part.ts';
import type { Dependency, PortProbe, ServicePolicy } from '#shared/domain/model/policy.ts';
import type { DependencyProbe, TaskProbe } from '#shared/domain/model/probe.ts';
import type { Release } from '#shared/domain/model/release.ts';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';

/** The keys are the names of services in medic.yml. Every requested service has an entry, at worst a missing part. */
export type ByService<T> = ReadonlyMap<string, Part<T>>;

/** The parts are keyed by ARN. Every requested ARN has an entry, at worst a missing part. */
export type ByArn<T> = ReadonlyMap<string, Part<T>>;

/** The reader asks ECS about many services in few calls. A failed call makes only the parts that needed it missing. */
export interface EcsReader {
  readonly services: (policies: readonly ServicePolicy[]) => Promise<ByService<EcsService>>;
  readonly runningTasks: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly Task[]>>;
  /** Reads the tasks that stopped in about the last hour, as long as ECS lists them. */
  readonly stoppedTasks: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly StoppedTask[]>>;
  /** Reads the 20 newest deployments with their service revisions, newest first; the last good one may be weeks old. */
  readonly releases: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly Release[]>>;
  /** Reads the health of container instances. */
  readonly containerInstances: (
    requests: readonly InstanceRequest[],
  ) => Promise<ByService<readonly ContainerInstance[]>>;
  readonly taskDefinitions: (arns: readonly string[]) => Promise<ByArn<TaskDefinition>>;
}

export interface InstanceRequest {
  readonly policy: ServicePolicy;
  readonly arns: readonly string[];
}

export interface TargetGroupReader {
  readonly read: (arns: readonly string[]) => Promise<ByArn<BalancedTargetGroup>>;
  /** Reads the listener rules that send requests to any of the groups, from the listeners of their load balancers. */
  readonly routing: (arns: readonly string[]) => Promise<Part<Routing>>;
}

/**
 * A balanced target group names its load balancers as the CloudWatch dimension does: `app/registry/50dc6c495c0c9188`.
 */
export interface BalancedTargetGroup extends TargetGroup {
  readonly loadBalancerNames: readonly string[];
}

export interface MetricReader {
  /** Makes one GetMetricData call per 500 series, over all services; answers by the service's name in medic.yml. */
  readonly read: (requests: readonly MetricRequest[]) => Promise<ReadonlyMap<string, ServiceMetrics>>;
}

export interface MetricRequest {
  readonly policy: ServicePolicy;
  /** Holds the answer of {@link TargetGroupReader} for the service. Without it the traffic is missing as well. */
  readonly targetGroups: Part<readonly BalancedTargetGroup[]>;
}

export interface ServiceMetrics {
  readonly traffic: Part<Traffic>;
  readonly utilisation: Part<Utilisation>;
  readonly history: Part<MetricHistory>;
}

export interface AlarmReader {
  /** Reads all alarms of the account that are in ALARM. The domain decides which of them concern a service. */
  readonly firing: () => Promise<Part<readonly Alarm[]>>;
}

export interface ScalingReader {
  /** Reads the limits of scalable targets. A service without one has a part that is missing as `not-configured`. */
  readonly limits: (policies: readonly ServicePolicy[]) => Promise<ByService<ScalingLimits>>;
  /** Reads what Application Auto Scaling did lately with the desired counts, newest first, in one call for each service. */
  readonly activities: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly ScalingActivity[]>>;
}

export type ScalingLimits = Omit<Scaling, 'activities'>;

export interface LogReader {
  /** Reads the lines of the last minutes that match a log pattern of the policy, or that look like an error. */
  readonly read: (requests: readonly LogRequest[]) => Promise<ByService<LogLines>>;
}

export interface LogRequest {
  readonly policy: ServicePolicy;
  readonly logGroups: readonly string[];
}

export interface ChangeReader {
  /** Reads changes, newest first. CloudTrail delivers a change minutes after it was made. */
  readonly recent: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly Change[]>>;
}

/** The prober invokes `probe-service`, which runs inside the network of the services. */
export interface Prober {
  readonly probe: (request: ProbeRequest) => Promise<ProbeReport>;
}

export interface ProbeRequest {
  readonly service: string;
  readonly path: string;
  readonly timeoutMs: number;
  /** As in {@link ServicePolicy.probe}. */
  readonly acceptedStatuses: string;
  /** These requests replace `path` and `acceptedStatuses` on their ports; absent when there are none. */
  readonly ports?: readonly PortProbe[];
  readonly tasks: readonly ProbedTask[];
  readonly dependencies: readonly Dependency[];
}

export interface ProbedTask {
  readonly taskId: string;
  readonly address: string;
  readonly port: number;
  /** Each further port is one of `ports` of the request; absent when the task is probed on one port. */
  readonly furtherPorts?: readonly number[];
}

export interface ProbeReport {
  readonly tasks: Part<readonly TaskProbe[]>;
  readonly dependencies: Part<readonly DependencyProbe[]>;
}

/**
 * Plain network calls are made from where the function runs. Each rejects, at the latest after its timeout, with an
 * error whose `failure` is a {@link NetworkFailure}.
 */
export interface Network {
  readonly get: (url: string, timeoutMs: number) => Promise<HttpAnswer>;
  readonly connect: (host: string, port: number, timeoutMs: number) => Promise<void>;
  readonly resolve: (record: string, timeoutMs: number) => Promise<void>;
}

export interface HttpAnswer {
  readonly status: number;
}

export type NetworkFailure = 'timeout' | 'refused' | 'error';
