// Arbitrary evidence of decisions: observations with a history and a mode.
import fc from 'fast-check';
import { decide } from '#shared/domain/decide.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { Evidence, ServiceHistory } from '#shared/domain/model/evidence.ts';
import { FINDING_IDS } from '#shared/domain/model/finding.ts';
import type { Attempt } from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { Mode } from '#shared/domain/model/policy.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import {
  anAttempt,
  anIncident,
  aResetBreakerPlan,
  aRollBackPlan,
  aStep,
  aStopTaskPlan,
} from '#tests/builders/an-incident.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { evidence, service } from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { ago, anyObservation, reportWith } from './any-observation.ts';
import { RELEASE_FAULTS } from './metamorphic/faults.ts';

const anyAttempt: fc.Arbitrary<Attempt> = fc
  .record({
    plan: fc.constantFrom(
      aStopTaskPlan(),
      aStopTaskPlan({ step: 'retire', keep: ['task-2'] }),
      aStopTaskPlan({ step: 'settle' }),
      aRollBackPlan(),
      aResetBreakerPlan(),
    ),
    at: ago(30 * MINUTE),
    verdict: fc.constantFrom('pending', 'pending', 'worked', 'did-not-work'),
    kind: fc.constantFrom('begun', 'done'),
  })
  .map(({ plan, at, verdict, kind }) =>
    anAttempt({ steps: [aStep({ plan, reservedAt: at, outcome: { kind, at } })], verdict }),
  );

const anyHistory: fc.Arbitrary<ServiceHistory> = fc
  .record({ attempts: fc.array(anyAttempt, { maxLength: 2 }), isOpen: fc.boolean(), healthyObservations: fc.nat(3) })
  .map(({ attempts, isOpen, healthyObservations }) => ({
    incident: isOpen ? anIncident({ openedAt: minutesAgo(5), attempts, healthyObservations }) : undefined,
    pastActions: [],
  }));

const evidenceOf = (observations: fc.Arbitrary<Observation>, ...modes: readonly Mode[]): fc.Arbitrary<Evidence> =>
  fc
    .record({ observation: observations, history: anyHistory, mode: fc.constantFrom(...modes) })
    .map(({ mode, ...given }) => ({ ...given, policy: aPolicy({ mode }), now: NOW }));

export const anyEvidence = evidenceOf(anyObservation, 'observe', 'approve', 'auto', 'auto');

const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 3, arbitrary: fc.constantFrom(...others) });

const mostlyRead = mostly<NonNullable<ServiceState['missing']>>(
  {},
  ...(['ecs', 'tasks', 'targetGroups', 'taskProbes', 'traffic', 'fleet', 'switches', 'releases'] as const).map(
    (part) => ({ [part]: 'throttled' as const }),
  ),
);

/** A service with about one fault, as in an incident. */
const likelyObservation: fc.Arbitrary<Observation> = fc
  .record({
    desired: mostly(4, 3, 5, 6),
    tasks: mostly([1, 2, 3, 4], [1, 2, 3, 4, 5], [1, 2, 3], [1]),
    hung: mostly<readonly number[]>([1], [], [1, 2, 3, 4, 5]),
    unhealthy: mostly<readonly number[]>([], [1], [2]),
    starting: mostly<readonly number[]>([], [6]),
    deployments: mostly<NonNullable<ServiceState['deployments']>>(
      [{}],
      [{ createdAt: minutesAgo(5) }],
      [{ createdAt: minutesAgo(5), rolloutState: 'IN_PROGRESS' }],
    ),
    down: mostly<readonly string[]>([], ['database']),
    breaker: mostly<NonNullable<ServiceState['breaker']>>('closed', { state: 'open', openedAt: minutesAgo(5) }),
    missing: mostlyRead,
    previous: mostly([reportWith(FINDING_IDS, 3, secondsAgo(15))], []),
  })
  .map((state) => service(state));

const failingRelease = fc.constantFrom(...RELEASE_FAULTS).map((state) => service(state));

/** The replacement of a hung task is under way: the extra task serves, or does not yet. */
const replacement: fc.Arbitrary<Evidence> = fc
  .record({
    state: fc.constantFrom<ServiceState>({ tasks: 5 }, { tasks: 4, starting: [5] }, { tasks: 5, initial: [5] }),
    at: ago(5 * MINUTE),
    mode: fc.constantFrom<Mode>('observe', 'approve', 'auto'),
  })
  .map(({ state, at, mode }) => ({
    ...evidence({
      ...state,
      desired: 5,
      hung: [1],
      incident: anIncident({
        openedAt: at,
        attempts: [anAttempt({ steps: [aStep({ reservedAt: at, outcome: { kind: 'done', at } })] })],
      }),
    }),
    policy: aPolicy({ mode }),
  }));

/** Evidence of which many decisions are to act. */
export const likelyEvidence = fc.oneof(
  { weight: 5, arbitrary: anyEvidence },
  { weight: 5, arbitrary: evidenceOf(likelyObservation, 'observe', 'approve', 'auto') },
  { weight: 1, arbitrary: evidenceOf(failingRelease, 'observe', 'approve', 'auto') },
  { weight: 1, arbitrary: replacement },
);

/** All decisions to act among many. */
export const ACTS = fc.sample(likelyEvidence, { numRuns: 8_000, seed: 42 }).flatMap((evidence) => {
  const assessment: Assessment = decide(evidence);
  return assessment.decision.kind === 'act' ? [{ ...evidence, ...assessment, plan: assessment.decision.plan }] : [];
});
