import type { ServiceBaseline } from '#shared/domain/model/baseline.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { ContainerInstance } from '#shared/domain/model/container-instance.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type {
  Deployment,
  EcsService,
  Fleet,
  Observation,
  ServiceEvent,
  StoppedTask,
  Switch,
  Target,
  TargetGroup,
  Task,
  Traffic,
  Utilisation,
} from '#shared/domain/model/observation.ts';
import type { Alarm, Change, LogLines, RoutingRule, Scaling } from '#shared/domain/model/operational-context.ts';
import type { Missing, MissingReason } from '#shared/domain/model/part.ts';
import type { DependencyProbe, TaskProbe } from '#shared/domain/model/probe.ts';
import type { Release } from '#shared/domain/model/release.ts';
import type { RevisionStatus, TaskDefinition } from '#shared/domain/model/task-definition.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { MinuteSeries } from './metrics.ts';

export type PartName = Exclude<keyof Observation, 'service' | 'at' | 'previous'>;

type Numbers = readonly number[];
type ByNumber<T> = Readonly<Record<number, Partial<T>>>;
type ByName<T> = Readonly<Record<string, Partial<T>>>;

/**
 * The state of a service as a test describes it. A service without any of these keys is healthy: four tasks over three zones, with
 * traffic. A plural key holds the list itself; a singular key changes single entries of it, by number or by name.
 */
export interface ServiceState {
  /** The tasks that run, as a count or by number. Each is registered as a healthy target and answers its work probe. */
  readonly tasks?: number | Numbers;
  readonly desired?: number;
  /** Running tasks that pass the health check and let the work probe time out. */
  readonly hung?: Numbers;
  /** Running tasks that fail the health check of the load balancer. */
  readonly unhealthy?: Numbers;
  /** Running tasks that wait for their first health check. */
  readonly initial?: Numbers;
  /** Further tasks, which ECS is starting. */
  readonly starting?: Numbers;
  /** Tasks of the older revision. */
  readonly older?: Numbers;
  /** Tasks by zone, where they differ from the default. */
  readonly zones?: Readonly<Record<string, Numbers>>;
  readonly task?: ByNumber<Task>;
  readonly target?: ByNumber<Target>;
  readonly probe?: ByNumber<TaskProbe>;
  readonly probes?: readonly TaskProbe[];
  readonly stopped?: readonly Partial<StoppedTask>[];

  readonly ecs?: Partial<EcsService>;
  readonly deployments?: readonly Partial<Deployment>[];
  readonly events?: readonly ServiceEvent[];
  readonly releases?: readonly Release[];
  readonly taskDefinition?: Partial<TaskDefinition>;
  readonly containerInstances?: readonly ContainerInstance[];
  readonly rollBackTargets?: readonly RevisionStatus[];
  readonly scaling?: Partial<Scaling>;
  readonly routing?: readonly RoutingRule[];

  readonly targets?: readonly Target[];
  readonly targetGroups?: readonly TargetGroup[];

  readonly traffic?: Partial<Traffic>;
  readonly utilisation?: Utilisation;
  /** The metric history, which ends with `newestMinute`. */
  readonly metrics?: MinuteSeries;
  readonly newestMinute?: Instant;
  readonly alarms?: readonly Alarm[];
  readonly logs?: Partial<LogLines>;
  readonly changes?: readonly Change[];

  /** Names of dependencies that do not answer. */
  readonly down?: readonly string[];
  readonly dependency?: ByName<DependencyProbe>;
  readonly dependencies?: readonly DependencyProbe[];
  /** The breaker `backend`. */
  readonly breaker?: BreakerRecord['state'] | Partial<BreakerRecord>;
  readonly breakers?: readonly BreakerRecord[];

  readonly switches?: readonly Switch[];
  readonly fleet?: Fleet;
  /** What earlier checks have learned; nothing unless set. */
  readonly baseline?: Partial<ServiceBaseline>;
  /** The stored reports, newest first. */
  readonly previous?: readonly HealthReport[];

  /** Parts that could not be read. */
  readonly missing?: Partial<Readonly<Record<PartName, MissingReason | Missing>>>;
  /** Whole parts, for what the keys above cannot express, such as a part that was read earlier. */
  readonly parts?: Partial<Observation>;
}
