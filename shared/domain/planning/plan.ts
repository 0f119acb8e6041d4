import type { Cause } from '../model/cause.ts';
import { SAYS_BLIND } from '../model/finding.ts';
import type { Reason } from '../model/reasons.ts';
import { planForDependency } from './dependency.ts';
import { planForPlatform } from './platform.ts';
import { lookAgain, type Planner, tellPeople } from './proposal.ts';
import { planForInstance } from './replace-task.ts';
import { planForStuckBreaker } from './reset-breaker.ts';
import { planForRelease } from './roll-back.ts';
import { planForStartFailure } from './start-failure.ts';

const people =
  (reason: Reason): Planner =>
  () =>
    tellPeople(reason);

const wait =
  (reason: Reason, seconds: number): Planner =>
  () =>
    lookAgain(reason, seconds);
const unexplained: Planner = ({ diagnosis }) =>
  tellPeople(diagnosis.because.some(({ id }) => SAYS_BLIND.has(id)) ? 'blind' : 'cause-unknown');

/** What each cause asks for. */
const PLANNERS: Readonly<Record<Cause, Planner>> = {
  none: wait('healthy', 15),
  'in-transition': wait('in-transition', 15),
  intended: wait('intended-state', 60),
  'instance-unhealthy': planForInstance,
  'instance-grey': planForInstance,
  'bad-release': planForRelease,
  'breaker-stuck-open': planForStuckBreaker,
  'dependency-down': planForDependency,
  unknown: unexplained,
  'out-of-memory': people('people-needed'),
  'memory-leak': people('people-needed'),
  'crash-loop': people('people-needed'),
  'image-unavailable': planForStartFailure,
  'initialization-failure': planForStartFailure,
  'capacity-shortage': people('people-needed'),
  overload: people('people-needed'),
  'no-targets': people('people-needed'),
  'target-misconfiguration': people('people-needed'),
  'network-path': people('people-needed'),
  'load-balancer-fault': people('people-needed'),
  'az-impairment': people('people-needed'),
  'platform-maintenance': planForPlatform,
};

export const planFor: Planner = (input) => PLANNERS[input.diagnosis.cause](input);
