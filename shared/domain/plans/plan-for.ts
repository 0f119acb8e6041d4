import type { Cause } from '../cause.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Incident } from '../incident.ts';
import type { Observation } from '../observation.ts';
import type { Plan } from '../plan.ts';
import type { ServicePolicy } from '../policy.ts';
import type { Reason } from '../reasons.ts';
import type { Instant } from '../time.ts';
import { planForInstance } from './instance.ts';
import { planForRelease } from './release.ts';
import { planForStuckBreaker } from './stuck-breaker.ts';

/** What a planner may look at. */
export interface PlanningInput {
  readonly observation: Observation;
  readonly diagnosis: Diagnosis;
  readonly incident: Incident | undefined;
  readonly policy: ServicePolicy;
  readonly now: Instant;
}

/** The next step, or when to look again, or that people are needed. */
export type Proposal =
  | { readonly kind: 'plan'; readonly reason: Reason; readonly plan: Plan }
  | { readonly kind: 'wait'; readonly reason: Reason; readonly recheckAfterSeconds: number }
  | { readonly kind: 'people'; readonly reason: Reason };

export const propose = (plan: Plan, reason: Reason = 'treat-cause'): Proposal => ({ kind: 'plan', reason, plan });
export const lookAgain = (reason: Reason, recheckAfterSeconds: number): Proposal => ({
  kind: 'wait',
  reason,
  recheckAfterSeconds,
});
export const tellPeople = (reason: Reason): Proposal => ({ kind: 'people', reason });

type Planner = (input: PlanningInput) => Proposal;

const people =
  (reason: Reason): Planner =>
  () =>
    tellPeople(reason);

const wait =
  (reason: Reason, seconds: number): Planner =>
  () =>
    lookAgain(reason, seconds);

const unexplained: Planner = ({ diagnosis }) =>
  tellPeople(diagnosis.because.some(({ id }) => id === 'essentials-unreadable') ? 'blind' : 'cause-unknown');

/** What each cause asks for. */
const PLANNERS: Readonly<Record<Cause, Planner>> = {
  none: wait('healthy', 15),
  'in-transition': wait('in-transition', 15),
  intended: wait('intended-state', 60),
  'instance-unhealthy': planForInstance,
  'instance-grey': planForInstance,
  'bad-release': planForRelease,
  'breaker-stuck-open': planForStuckBreaker,
  'dependency-down': people('dependency-is-down'),
  unknown: unexplained,
  'out-of-memory': people('people-needed'),
  'memory-leak': people('people-needed'),
  'crash-loop': people('people-needed'),
  'image-unavailable': people('people-needed'),
  'initialization-failure': people('people-needed'),
  'capacity-shortage': people('people-needed'),
  overload: people('people-needed'),
  'no-targets': people('people-needed'),
  'target-misconfiguration': people('people-needed'),
  'network-path': people('people-needed'),
  'load-balancer-fault': people('people-needed'),
  'az-impairment': people('people-needed'),
  'platform-maintenance': wait('in-transition', 60),
};

export const planFor: Planner = (input) => PLANNERS[input.diagnosis.cause](input);
