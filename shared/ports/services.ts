import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { CapacityControl, ReleaseControl, TaskControl } from './acting.ts';
import type { Alerts, CheckQueue, RecoveryWorkflow } from './messaging.ts';
import type {
  AlarmReader,
  ChangeReader,
  EcsReader,
  LogReader,
  MetricReader,
  Network,
  Prober,
  ScalingReader,
  TargetGroupReader,
} from './observing.ts';
import type {
  BaselineStore,
  BreakerStore,
  IncidentStore,
  Journal,
  LeaseStore,
  ReportStore,
  SignalLog,
  StoppedTaskStore,
  SwitchReader,
} from './stores.ts';
import type { Clock } from './system.ts';

/** A function may use only these services of the outside, and names its own: `Pick<Services, 'tasks' | 'clock'>`. */
export interface Services {
  readonly clock: Clock;
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
  readonly baselines: BaselineStore;
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
