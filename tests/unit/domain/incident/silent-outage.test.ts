// Unit layer: the outage that AWS shows by itself.
import fc from 'fast-check';
import { followUp } from '#shared/domain/incident/follow-up.ts';
import { findOutage, noHealthyTargetSince } from '#shared/domain/incident/silent-outage.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import type { Decision } from '#shared/domain/model/decision.ts';
import { FINDING_IDS } from '#shared/domain/model/finding.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aDiagnosis, aFinding, anAssessment, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { minutesAgo, NEWEST, NOW, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

const outage = (state: ServiceState, incident?: Incident) =>
  findOutage({ observation: service(state), incident, now: NOW });

const minutes = (requests: readonly number[], failed: readonly number[]): ServiceState => ({
  metrics: { requests, failed },
});

it.each([
  { what: '4.9 % of the requests of both minutes', requests: [1_000, 1_000], failed: [49, 49], is: false },
  { what: '5 % of both minutes', requests: [1_000, 1_000], failed: [50, 50], is: true },
  { what: '5.1 % of both minutes', requests: [1_000, 1_000], failed: [51, 51], is: true },
  { what: '5 % of the last minute alone', requests: [1_000, 1_000], failed: [0, 50], is: false },
  { what: '5 % of the minute before alone', requests: [1_000, 1_000], failed: [50, 0], is: false },
  { what: 'minutes of 19 requests', requests: [19, 19], failed: [19, 19], is: false },
  { what: 'minutes of 20 requests', requests: [20, 20], failed: [5, 5], is: true },
  { what: 'minutes of 21 requests', requests: [21, 21], failed: [5, 5], is: true },
  { what: '4 requests of each minute', requests: [20, 20], failed: [4, 4], is: false },
  { what: '6 requests of each minute', requests: [20, 20], failed: [6, 6], is: true },
  { what: 'the only minute there is', requests: [100], failed: [100], is: false },
  { what: 'minutes of which none is counted', requests: [], failed: [], is: false },
  { what: 'minutes whose failures are unknown', requests: [100, 100], failed: [], is: false },
])('losing $what is an outage: $is', ({ requests, failed, is }) => {
  expect(outage(minutes(requests, failed)) !== undefined).toBe(is);
});

it.each([
  { ageMs: 4 * MINUTE, is: true },
  { ageMs: 4 * MINUTE + 1, is: false },
])('minutes of which the newest began $ageMs ms ago show an outage: $is', ({ ageMs, is }) => {
  expect(outage({ ...minutes([100, 100], [50, 50]), newestMinute: NOW - ageMs }) !== undefined).toBe(is);
});

it('two minutes with a gap between them show no outage of two minutes', () => {
  const { history } = service(minutes([100, 0, 100], [50, 0, 50]));
  expect(outage({ parts: { history } })).toBeUndefined();
});

it.each<{ what: string; recovered: Instant; is: boolean }>([
  { what: 'after them', recovered: NEWEST, is: false },
  { what: 'within the first', recovered: NEWEST - MINUTE + 1, is: false },
  { what: 'before them', recovered: NEWEST - MINUTE, is: true },
])('minutes of a service that recovered $what show an outage: $is', ({ recovered, is }) => {
  const state = minutes([100, 100], [50, 50]);
  expect(outage(state, anIncident({ status: 'resolved', healthySince: recovered })) !== undefined).toBe(is);
  const attempts = [anAttempt({ verdict: 'worked', endedAt: recovered })];
  expect(outage(state, anIncident({ status: 'resolved', attempts })) !== undefined).toBe(is);
});

/** No target is healthy, nor was one since. */
const unhealthySince = (since: Instant): ServiceState => ({
  unhealthy: [1, 2, 3, 4],
  previous: [aReport({ at: NOW - 15 * SECOND, noHealthyTargetSince: since })],
});
const REQUESTS: ServiceState = { metrics: { requests: [10, 10], failed: [0, 0] } };

it.each([
  { sinceMs: 2 * MINUTE - 1, is: false },
  { sinceMs: 2 * MINUTE, is: true },
  { sinceMs: 2 * MINUTE + 1, is: true },
])('no healthy target for $sinceMs ms while requests arrive is an outage: $is', ({ sinceMs, is }) => {
  expect(outage({ ...unhealthySince(NOW - sinceMs), ...REQUESTS }) !== undefined).toBe(is);
});

it.each<ServiceState & { what: string; is: boolean }>([
  { what: 'while requests arrive', ...REQUESTS, is: true },
  { what: 'and 503s are counted', traffic: { elb503: 1 }, is: true },
  { what: 'and 503s are counted for a service without desired tasks', desired: 0, traffic: { elb503: 1 }, is: false },
  { what: 'while nothing arrives', metrics: { requests: [0, 0] }, is: false },
  { what: 'while requests arrived in one minute only', metrics: { requests: [0, 10] }, is: false },
  { what: 'while requests arrived long ago', ...REQUESTS, newestMinute: minutesAgo(9), is: false },
  { what: 'and targets that cannot be read now', ...REQUESTS, missing: { targetGroups: 'throttled' }, is: false },
  { what: 'and metrics that cannot be read', missing: { traffic: 'throttled', history: 'throttled' }, is: false },
  {
    what: 'and metrics and ECS that cannot be read',
    missing: { traffic: 'throttled', history: 'throttled', ecs: 'throttled' },
    is: false,
  },
])('no healthy target for five minutes $what is an outage: $is', ({ is, ...state }) => {
  expect(outage({ ...unhealthySince(minutesAgo(5)), ...state }) !== undefined).toBe(is);
});

describe('the time without a healthy target', () => {
  const UNHEALTHY: ServiceState = { unhealthy: [1, 2, 3, 4] };
  const since = (state: ServiceState) => noHealthyTargetSince(service(state), NOW);
  const reportedAgo = (agoMs: number) => ({
    previous: [aReport({ at: NOW - agoMs, noHealthyTargetSince: minutesAgo(30) })],
  });

  it('begins with the first check that finds none', () => {
    expect(since({ ...UNHEALTHY, previous: [aReport()] })).toBe(NOW);
    expect(since(UNHEALTHY)).toBe(NOW);
  });

  it.each([
    { agoMs: 10 * MINUTE, expected: minutesAgo(30) },
    { agoMs: 10 * MINUTE + 1, expected: NOW },
  ])('continues over a gap of $agoMs ms or begins again', ({ agoMs, expected }) => {
    expect(since({ ...UNHEALTHY, ...reportedAgo(agoMs) })).toBe(expected);
  });

  it('ends with a healthy target, and not with targets that cannot be read', () => {
    expect(since({ unhealthy: [1, 2, 3], ...reportedAgo(MINUTE) })).toBeUndefined();
    expect(since({ missing: { targetGroups: 'throttled' }, ...reportedAgo(MINUTE) })).toBe(minutesAgo(30));
  });

  const other = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/other/0123456789abcdef';
  const groups = [
    aTargetGroup({ targets: [aTarget(1, { state: 'unhealthy' })] }),
    aTargetGroup({ arn: other, targets: [aTarget(2)] }),
  ];
  const rule = (weight: number, otherWeight: number) => ({
    arn: 'rule',
    forwards: [
      { targetGroupArn: TARGET_GROUP_ARN, weight },
      { targetGroupArn: other, weight: otherWeight },
    ],
  });

  it.each<ServiceState & { what: string; is: boolean }>([
    { what: 'another group may serve', targetGroups: groups, is: false },
    { what: 'another group serves, too', targetGroups: groups, routing: [rule(1, 1)], is: false },
    { what: 'another group gets no requests', targetGroups: groups, routing: [rule(1, 0)], is: true },
    { what: 'rules of other services alone are known', targetGroups: groups, routing: [rule(0, 0)], is: false },
    { what: 'no group is registered', targetGroups: [], is: false },
    {
      what: 'the group has no load balancer',
      targetGroups: [aTargetGroup({ balancedBy: 'none', targets: [] })],
      is: false,
    },
    { what: 'the group is empty', targetGroups: [aTargetGroup({ targets: [] })], is: true },
  ])('counts while $what: $is', ({ is, ...state }) => {
    expect(since(state) !== undefined).toBe(is);
  });
});

describe('an outage of two minutes without an incident', () => {
  const anyOutage = fc.constantFrom<ServiceState>(
    minutes([100, 100], [5, 5]),
    minutes([20, 6_000], [20, 6_000]),
    { ...unhealthySince(minutesAgo(2)), ...REQUESTS },
    { ...unhealthySince(minutesAgo(5)), traffic: { elb503: 3 } },
  );
  const plan = aStopTaskPlan();
  const anyDecision = fc.constantFrom<Decision>(
    { kind: 'none', reason: 'healthy' },
    { kind: 'none', reason: 'observe-only', would: plan },
    { kind: 'act', reason: 'treat-cause', plan },
    { kind: 'wait', reason: 'in-transition', recheckAfterSeconds: 15 },
    { kind: 'wait', reason: 'paused', recheckAfterSeconds: 60, would: plan },
    { kind: 'resolved', reason: 'restored' },
    { kind: 'escalate', reason: 'insufficient-data' },
    { kind: 'escalate', reason: 'cause-unknown' },
  );
  const anyFindings = fc.array(
    fc
      .record({
        id: fc.constantFrom(...FINDING_IDS),
        strength: fc.constantFrom('hard', 'soft'),
        seen: fc.integer({ min: 1, max: 3 }),
      })
      .map((given) => aFinding(given)),
    { maxLength: 4 },
  );

  it('opens one, whatever the findings and the diagnosis are', () => {
    const any = fc.record({
      state: anyOutage,
      findings: anyFindings,
      cause: fc.constantFrom(...CAUSES),
      confirmed: fc.boolean(),
      decision: anyDecision,
      isConfirmation: fc.boolean(),
      incident: fc.constantFrom(undefined, anIncident({ status: 'resolved', healthySince: minutesAgo(60) })),
    });
    fc.assert(
      fc.property(any, ({ state, findings, cause, confirmed, decision, isConfirmation, incident }) => {
        const diagnosis = aDiagnosis({ cause, confirmed, evidence: findings });
        const { kind } = followUp({
          assessment: anAssessment({ report: aReport({ findings, cause }), diagnosis, decision }),
          observation: service(state),
          history: { incident, pastActions: [] },
          isConfirmation,
          now: NOW,
        });
        expect(['open-incident', 'open-escalated']).toContain(kind);
      }),
    );
  });
});
