// Unit layer: when ECS rolls a release back by itself, and when it no longer goes first.
import type { FindingId } from '#shared/domain/model/finding.ts';
import type { CircuitBreakerState } from '#shared/domain/model/release.ts';
import { planForRelease } from '#shared/domain/planning/roll-back.ts';
import { aDiagnosis, aFinding } from '#tests/builders/a-report.ts';
import { minutesAgo, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { diagnosed } from '#tests/builders/given.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';

interface Harm {
  readonly id: FindingId;
  readonly seconds: number;
}

const WAITS = 'ecs-rolls-back-by-itself';

/** The decision on a bad release in progress since so many minutes; ECS rolls back by itself unless set. */
const decided = (minutes: number, circuitBreaker?: CircuitBreakerState, harm?: Harm, rollsBackByItself = true) => {
  const createdAt = minutesAgo(minutes);
  const proposal = planForRelease(
    diagnosed({
      ecs: { rollsBackByItself },
      deployments: [{ rolloutState: 'IN_PROGRESS', createdAt }],
      releases: [
        aRelease({ status: 'IN_PROGRESS', createdAt, ...(circuitBreaker && { circuitBreaker }) }),
        anOlderRelease(),
      ],
      findings: harm === undefined ? [] : [aFinding({ id: harm.id, since: secondsAgo(harm.seconds) })],
      diagnosis: aDiagnosis({ cause: 'bad-release', subject: REVISION, evidence: [aFinding({ seen: 2 })] }),
    }),
  );
  return proposal.kind === 'plan' ? proposal.plan.step : proposal.reason;
};

it.each([
  { minutes: 9.9, planned: WAITS },
  { minutes: 10, planned: 'stop-deployment' },
  { minutes: 10.1, planned: 'stop-deployment' },
])('without a known circuit breaker, $minutes minutes after the start: $planned', ({ minutes, planned }) => {
  expect(decided(minutes)).toBe(planned);
  expect(decided(minutes, undefined, undefined, false)).toBe('stop-deployment');
});

it.each<{ status: CircuitBreakerState['status']; failures: number; minutes: number; planned: string }>([
  { status: 'MONITORING', failures: 0, minutes: 9.9, planned: WAITS },
  { status: 'MONITORING', failures: 0, minutes: 10, planned: 'stop-deployment' },
  { status: 'MONITORING', failures: 2, minutes: 29.9, planned: WAITS },
  { status: 'MONITORING', failures: 2, minutes: 30, planned: 'stop-deployment' },
  { status: 'TRIGGERED', failures: 3, minutes: 9.9, planned: WAITS },
  { status: 'TRIGGERED', failures: 3, minutes: 10, planned: 'stop-deployment' },
  { status: 'DISABLED', failures: 0, minutes: 9.9, planned: WAITS },
  { status: 'MONITORING_COMPLETE', failures: 0, minutes: 1, planned: 'stop-deployment' },
])('with a circuit breaker $status at $failures of 3, $minutes minutes after the start: $planned', (row) => {
  expect(decided(row.minutes, { status: row.status, failures: row.failures, threshold: 3 })).toBe(row.planned);
});

it.each<Harm & { planned: string }>([
  { id: 'errors-above-objective', seconds: 119, planned: WAITS },
  { id: 'errors-above-objective', seconds: 120, planned: 'stop-deployment' },
  { id: 'load-balancer-503', seconds: 121, planned: 'stop-deployment' },
  { id: 'release-answers-worse', seconds: 120, planned: 'stop-deployment' },
  { id: 'replacement-under-way', seconds: 600, planned: WAITS },
])('with $id for $seconds s: $planned', ({ planned, ...harm }) => {
  expect(decided(5, { status: 'MONITORING', failures: 1, threshold: 3 }, harm)).toBe(planned);
});
