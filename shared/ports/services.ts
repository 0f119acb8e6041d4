import type { Alert } from '#shared/domain/model/alert.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident, PastAction, StepOutcome } from '#shared/domain/model/incident.ts';
import type {
  DependencyProbe,
  EcsService,
  Release,
  StoppedTask,
  Switch,
  TargetGroup,
  Task,
  TaskProbe,
  Traffic,
  Utilisation,
} from '#shared/domain/model/observation.ts';
import type {
  Alarm,
  Change,
  LogLines,
  MetricHistory,
  ScalingLimits,
} from '#shared/domain/model/operational-context.ts';
import type { Part } from '#shared/domain/model/part.ts';
import type { Dependency, ServicePolicy } from '#shared/domain/model/policy.ts';
import type { TaskDefinition } from '#shared/domain/model/task-definition.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Signal } from '#shared/domain/signal/signal.ts';

/** Everything outside that the functions may touch; each takes only what it names: `Pick<Services, 'tasks' | 'clock'>`. */
export interface Services {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly policies: readonly ServicePolicy[];
  readonly ecs: EcsReader;
  readonly targetGroups: TargetGroupReader;
  readonly metrics: MetricReader;
  readonly alarms: AlarmReader;
  readonly scaling: ScalingReader;
  readonly logs: LogReader;
  readonly changes: ChangeReader;
  readonly stoppedTasks: StoppedTaskStore;
  readonly prober: Prober;
  readonly network: Network;
  readonly tasks: TaskControl;
  readonly capacity: CapacityControl;
  readonly releases: ReleaseControl;
  readonly breakers: BreakerStore;
  readonly incidents: IncidentStore;
  readonly leases: LeaseStore;
  readonly reports: ReportStore;
  readonly switches: SwitchReader;
  readonly signals: SignalLog;
  readonly journal: Journal;
  readonly checks: CheckQueue;
  readonly recovery: RecoveryWorkflow;
  readonly alerts: Alerts;
}

export interface Clock {
  readonly now: () => Instant;
}

export interface Ids {
  /** A new identifier, unique per call. */
  readonly next: () => string;
}

/** What was read, by the service's name in medic.yml; every service asked for has an entry, at worst a missing part. */
export type ByService<T> = ReadonlyMap<string, Part<T>>;

/** Reads ECS for many services in few calls. A refused or failed call makes the parts that needed it missing, no others. */
export interface EcsReader {
  readonly services: (policies: readonly ServicePolicy[]) => Promise<ByService<EcsService>>;
  readonly runningTasks: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly Task[]>>;
  /** Tasks that stopped in about the last hour, as long as ECS still lists them. */
  readonly stoppedTasks: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly StoppedTask[]>>;
  /** The newest deployments, at most 20, with the revision each one brought, newest first; the proven one may be weeks old. */
  readonly releases: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly Release[]>>;
  /** By ARN; every one asked for has an entry, at worst a missing part. */
  readonly taskDefinitions: (arns: readonly string[]) => Promise<ReadonlyMap<string, Part<TaskDefinition>>>;
}

/** By target group ARN; every one asked for has an entry, at worst a missing part. */
export interface TargetGroupReader {
  readonly read: (arns: readonly string[]) => Promise<ReadonlyMap<string, Part<BalancedTargetGroup>>>;
}

/** A target group with the load balancers in front of it, named as CloudWatch's dimension does: `app/registry/50dc6c495c0c9188`. */
export interface BalancedTargetGroup extends TargetGroup {
  readonly loadBalancerNames: readonly string[];
}

export interface MetricReader {
  /** One GetMetricData call per 500 series, over all services asked for; answers by the service's name in medic.yml. */
  readonly read: (requests: readonly MetricRequest[]) => Promise<ReadonlyMap<string, ServiceMetrics>>;
}

export interface MetricRequest {
  readonly policy: ServicePolicy;
  /** What {@link TargetGroupReader} answered for the service; when it is missing, so is the traffic. */
  readonly targetGroups: Part<readonly BalancedTargetGroup[]>;
}

export interface ServiceMetrics {
  readonly traffic: Part<Traffic>;
  readonly utilisation: Part<Utilisation>;
  readonly history: Part<MetricHistory>;
}

export interface AlarmReader {
  /** All alarms of the account that are in ALARM, in few calls; which of them are about a service is for the domain to say. */
  readonly firing: () => Promise<Part<readonly Alarm[]>>;
}

export interface ScalingReader {
  /** A service that nothing scales has a part that is missing because it is not configured. */
  readonly limits: (policies: readonly ServicePolicy[]) => Promise<ByService<ScalingLimits>>;
}

export interface LogReader {
  /** The lines of the last minutes that hold a text which the policy looks for. */
  readonly read: (requests: readonly LogRequest[]) => Promise<ByService<LogLines>>;
}

export interface LogRequest {
  readonly policy: ServicePolicy;
  readonly logGroups: readonly string[];
}

export interface ChangeReader {
  /** Newest first; CloudTrail tells of a change minutes after it. */
  readonly recent: (policies: readonly ServicePolicy[]) => Promise<ByService<readonly Change[]>>;
}

/** Tasks that stopped, as events told of them: ECS itself forgets them after an hour. */
export interface StoppedTaskStore {
  readonly keep: (service: string, task: StoppedTask) => Promise<void>;
  /** The newest, newest first; which of them still count is for `withKept` to say. */
  readonly kept: (services: readonly string[]) => Promise<ReadonlyMap<string, readonly StoppedTask[]>>;
}

/** Asks `probe-service`, which sits in the services' network. */
export interface Prober {
  readonly probe: (request: ProbeRequest) => Promise<ProbeReport>;
}

export interface ProbeRequest {
  readonly service: string;
  readonly path: string;
  readonly timeoutMs: number;
  readonly tasks: readonly { readonly taskId: string; readonly address: string; readonly port: number }[];
  readonly dependencies: readonly Dependency[];
}

export interface ProbeReport {
  readonly tasks: Part<readonly TaskProbe[]>;
  readonly dependencies: Part<readonly DependencyProbe[]>;
}

/** Plain network calls from where the function runs; each rejects, at the latest after its timeout, with an error whose `failure` is a {@link NetworkFailure}. */
export interface Network {
  readonly get: (url: string, timeoutMs: number) => Promise<HttpAnswer>;
  readonly connect: (host: string, port: number, timeoutMs: number) => Promise<void>;
  readonly resolve: (record: string, timeoutMs: number) => Promise<void>;
}

export interface HttpAnswer {
  readonly status: number;
}

/** A network call that got no answer. */
export type NetworkFailure = 'timeout' | 'refused' | 'error';

export interface TaskControl {
  /** Keeps tasks from being taken by scale-in and deployments; ends by itself after the minutes given. */
  readonly protect: (clusterArn: string, taskArns: readonly string[], minutes: number) => Promise<void>;
  readonly unprotect: (clusterArn: string, taskArns: readonly string[]) => Promise<void>;
}

export interface CapacityControl {
  readonly setDesiredCount: (service: EcsService, desiredCount: number) => Promise<void>;
}

export interface ReleaseControl {
  /** StopServiceDeployment with ROLLBACK. */
  readonly stopDeployment: (serviceDeploymentArn: string) => Promise<void>;
  readonly deploy: (service: EcsService, taskDefinition: string) => Promise<void>;
}

export interface BreakerStore {
  readonly readAll: (service: string) => Promise<readonly BreakerRecord[]>;
  /** Throws WriteConflict when the record's version is no longer `expectedVersion`. */
  readonly write: (service: string, record: BreakerRecord, expectedVersion: number) => Promise<void>;
}

/** What is kept of one service's recoveries: the incident now or last, and the actions that the budget counts. */
export interface RecoveryRecord {
  readonly incident: Incident | undefined;
  readonly pastActions: readonly PastAction[];
}

export interface IncidentStore {
  readonly read: (service: string) => Promise<RecoveryRecord>;
  /** Opens an incident unless one is open; answers the one that is open afterwards and whether it is new. */
  readonly open: (incident: Incident) => Promise<{ readonly incident: Incident; readonly opened: boolean }>;
  /** Writes version n + 1 over version n. Throws WriteConflict when somebody else wrote first. */
  readonly save: (incident: Incident) => Promise<Incident>;
  /** Marks the newest step `begun`, once: throws LeaseLost when the epoch is not the step's or the step is not `reserved`. */
  readonly beginStep: (step: StepReference, at: Instant) => Promise<Incident>;
  readonly endStep: (step: StepReference, outcome: StepOutcome) => Promise<Incident>;
}

/** Names one reserved step of one incident; attempts and the steps of an attempt count from 1. */
export interface StepReference {
  readonly service: string;
  readonly incident: string;
  readonly attempt: number;
  readonly step: number;
  readonly epoch: number;
}

export interface LeaseStore {
  /** Answers the epoch. Throws LeaseLost while another owner's lease has not expired. */
  readonly acquire: (service: string, owner: string, now: Instant, seconds: number) => Promise<number>;
  readonly release: (service: string, owner: string) => Promise<void>;
}

export interface ReportStore {
  /** The last reports of each service, newest first. */
  readonly latest: (services: readonly string[]) => Promise<ReadonlyMap<string, readonly HealthReport[]>>;
  readonly save: (report: HealthReport, earlier: readonly HealthReport[]) => Promise<void>;
}

export interface SwitchReader {
  readonly active: (service: string, now: Instant) => Promise<readonly Switch[]>;
}

/** Signals with the same id tell of the same thing; versions count its changes, from 1 on. */
export interface SignalLog {
  /** What a signal is to the newest that is remembered. */
  readonly compare: (signal: Pick<Signal, 'id' | 'version'>) => Promise<'newer' | 'same' | 'older'>;
  /** For when everything that the signal asks for is done: from now on it is a duplicate. */
  readonly remember: (signal: Pick<Signal, 'id' | 'version'>, now: Instant) => Promise<void>;
}

/** Append-only; each entry carries the hash of the one before. */
export interface Journal {
  readonly append: (entry: JournalEntry) => Promise<void>;
}

export interface JournalEntry {
  readonly service: string;
  readonly at: Instant;
  readonly kind: 'opened' | 'decided' | 'acted' | 'alerted' | 'closed';
  readonly incident: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Work for `score-health`. */
export interface Check {
  readonly services: readonly string[];
  /** Why: `schedule`, `confirm`, or the signal's id and kind. */
  readonly trigger: string;
}

export interface CheckQueue {
  readonly send: (checks: readonly { readonly check: Check; readonly delaySeconds: number }[]) => Promise<void>;
}

export interface RecoveryWorkflow {
  /** Starts the incident's one execution; an execution of that name that exists already is success. */
  readonly start: (incident: Incident) => Promise<void>;
}

export interface Alerts {
  readonly publish: (alert: Alert) => Promise<void>;
}
