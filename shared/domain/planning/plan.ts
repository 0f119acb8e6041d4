import type { Cause } from '../model/cause.ts';
import { INSUFFICIENT_DATA_FINDINGS } from '../model/finding.ts';
import type { Reason } from '../model/reasons.ts';
import { planForDependency } from './dependency.ts';
import { planForOverload } from './overload.ts';
import { planForPlatform } from './platform.ts';
import { escalate, type Planner, recheckAfter } from './proposal.ts';
import { planForBadTask } from './replace-task.ts';
import { planForStuckBreaker } from './reset-breaker.ts';
import { planForRelease } from './roll-back.ts';
import { planForStartFailure } from './start-failure.ts';

const manualAction =
  (reason: Reason): Planner =>
  () =>
    escalate(reason);

const wait =
  (reason: Reason, seconds: number): Planner =>
  () =>
    recheckAfter(reason, seconds);

const unexplained: Planner = ({ diagnosis: { evidence } }) => {
  if (evidence.some(({ id }) => INSUFFICIENT_DATA_FINDINGS.has(id))) return escalate('insufficient-data');
  return escalate(evidence.every(({ id }) => id === 'deployment-overdue') ? 'deployment-overdue' : 'cause-unknown');
};

/** The planner of each cause. */
const PLANNERS: Readonly<Record<Cause, Planner>> = {
  none: wait('healthy', 15),
  'in-transition': wait('in-transition', 15),
  intended: wait('intended-state', 60),
  'instance-unhealthy': planForBadTask,
  'instance-grey': planForBadTask,
  'bad-release': planForRelease,
  'breaker-stuck-open': planForStuckBreaker,
  'dependency-down': planForDependency,
  unknown: unexplained,
  'out-of-memory': manualAction('manual-action-required'),
  'memory-leak': manualAction('manual-action-required'),
  'crash-loop': manualAction('manual-action-required'),
  'image-unavailable': planForStartFailure,
  'initialization-failure': planForStartFailure,
  'capacity-shortage': manualAction('manual-action-required'),
  overload: planForOverload,
  'no-targets': manualAction('manual-action-required'),
  'target-misconfiguration': manualAction('manual-action-required'),
  'network-path': manualAction('manual-action-required'),
  'load-balancer-fault': manualAction('manual-action-required'),
  'az-impairment': manualAction('manual-action-required'),
  'platform-maintenance': planForPlatform,
};

export const planFor: Planner = (input) => PLANNERS[input.diagnosis.cause](input);
