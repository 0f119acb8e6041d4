// Unit layer: what follows a check of a service with an incident that is closed, and of an outage without one.
import type { Reason } from '#shared/domain/model/reasons.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { aFinding, anAssessment, aReport } from '#tests/builders/a-report.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { ACT, escalate, type Fault, faulty, followed, type Given, inWords, type Row, wait } from './followed.ts';

/** Five per cent of the requests of two minutes are lost. */
const OUTAGE: ServiceState = { metrics: { requests: [100, 100], failed: [5, 5] } };

describe('the follow-up of a check with an escalated incident', () => {
  const escalatedAgo = (milliseconds: number, reason: Reason = 'dependency-is-down') => ({
    status: 'escalated' as const,
    cause: 'dependency-down' as const,
    subject: 'database',
    openedAt: NOW - milliseconds - MINUTE,
    handover: { reason, at: NOW - milliseconds },
    alerts: ['escalated' as const],
  });
  const incident = anIncident(escalatedAgo(10 * MINUTE));

  it.each([
    { healthyBefore: 1, follows: 'none' },
    { healthyBefore: 2, follows: 'resolve' },
    { healthyBefore: 3, follows: 'resolve' },
  ])('a healthy report after $healthyBefore healthy ones: $follows', ({ healthyBefore, follows }) => {
    expect(followed({ incident, previous: Array(healthyBefore).fill(aReport()) })).toBe(follows);
  });

  it('healthy reports while requests are still lost: none', () => {
    expect(followed({ incident, previous: [aReport(), aReport()], state: OUTAGE })).toBe('none');
  });

  it('reports as good as the service ever is: resolve', () => {
    const low = aReport({ score: 70, findings: [aFinding({ id: 'latency-above-objective', strength: 'hard' })] });
    const before = { score: 72, findings: ['latency-above-objective' as const] };
    const checked = { assessment: anAssessment({ report: low }), previous: [low, low] };
    expect(followed({ ...checked, incident: { ...incident, before } })).toBe('resolve');
  });

  it.each<Row & { what: string }>([
    { what: 'another cause with a treatment', decision: ACT, follows: 'open-incident' },
    { what: 'another cause without one', decision: escalate('manual-action-required'), follows: 'open-incident' },
    { what: 'another cause that ECS is treating', decision: wait('ecs-is-replacing'), follows: 'none' },
    { what: 'another cause seen once', decision: wait('not-confirmed'), confirmed: false, follows: 'confirm' },
    { what: 'an unknown cause', cause: 'unknown', decision: escalate('cause-unknown'), follows: 'none' },
    { what: 'the same cause', cause: 'dependency-down', decision: escalate('dependency-is-down'), follows: 'none' },
    { what: 'the same cause, treatable now', cause: 'dependency-down', decision: ACT, follows: 'open-incident' },
  ])('of a dependency, $what: $follows', ({ follows, ...fault }) => {
    expect(followed({ incident, assessment: faulty(fault) })).toBe(follows);
  });

  it.each([
    { ageMs: 5 * MINUTE - 1, follows: 'none' },
    { ageMs: 5 * MINUTE, follows: 'open-incident' },
    { ageMs: 5 * MINUTE + 1, follows: 'open-incident' },
  ])('escalated $ageMs ms ago, whose cause can be treated now: $follows', ({ ageMs, follows }) => {
    const assessment = faulty({ decision: ACT, cause: 'dependency-down' });
    expect(followed({ incident: anIncident(escalatedAgo(ageMs)), assessment })).toBe(follows);
  });

  it.each<Row & { what: string }>([
    { what: 'a cause with a treatment', decision: ACT, follows: 'open-incident' },
    { what: 'a cause without a treatment', decision: escalate('manual-action-required'), follows: 'open-incident' },
    {
      what: 'symptoms without a cause',
      cause: 'unknown',
      decision: escalate('cause-unknown'),
      follows: 'open-incident',
    },
    { what: 'a cause that ECS is treating', decision: wait('ecs-is-replacing'), follows: 'none' },
    { what: 'no more data', cause: 'unknown', decision: escalate('insufficient-data'), follows: 'none' },
  ])('of insufficient data, $what: $follows', ({ follows, ...fault }) => {
    const handover = { reason: 'insufficient-data' } as const;
    const escalated = anIncident({ status: 'escalated', cause: 'unknown', handover });
    expect(followed({ incident: escalated, assessment: faulty(fault) })).toBe(follows);
  });

  it.each([
    { what: 'was not sent for two minutes', alerts: [], ageMs: 2 * MINUTE, follows: 'notify' },
    { what: 'may still be on its way', alerts: [], ageMs: 2 * MINUTE - 1, follows: 'none' },
    { what: 'was sent', alerts: ['escalated'], ageMs: 2 * MINUTE, follows: 'none' },
    { what: 'was sent half an hour ago', alerts: ['escalated'], ageMs: 30 * MINUTE, follows: 'notify' },
  ] as const)('whose alert $what: $follows', ({ alerts, ageMs, follows }) => {
    const assessment = faulty({ cause: 'dependency-down', decision: escalate('dependency-is-down') });
    expect(followed({ incident: anIncident({ ...escalatedAgo(ageMs), alerts }), assessment })).toBe(follows);
  });
});

describe('the follow-up of an outage', () => {
  const open: Fault = { decision: escalate('manual-action-required') };

  it.each<Given & { what: string; follows: string }>([
    { what: 'that no rule sees', follows: 'open-escalated' },
    {
      what: 'of a service in transition',
      assessment: faulty({ cause: 'in-transition', decision: wait('in-transition') }),
      follows: 'open-escalated',
    },
    {
      what: 'of a service that is stopped on purpose',
      assessment: faulty({ cause: 'intended', decision: wait('intended-state') }),
      follows: 'open-escalated',
    },
    {
      what: 'with a cause that is only waited for',
      assessment: faulty({ decision: wait('ecs-is-replacing') }),
      follows: 'open-escalated',
    },
    {
      what: 'with a cause seen once',
      assessment: faulty({ decision: wait('not-confirmed'), confirmed: false }),
      follows: 'open-escalated',
    },
    { what: 'with a cause that opens an incident anyway', assessment: faulty(open), follows: 'open-incident' },
    {
      what: 'after a resolved incident',
      incident: anIncident({ status: 'resolved', healthySince: NOW - HOUR }),
      follows: 'open-escalated',
    },
    { what: 'with an open incident', incident: anIncident(), follows: 'none' },
    {
      what: 'with an escalated incident',
      incident: anIncident({ status: 'escalated', alerts: ['escalated'] }),
      follows: 'none',
    },
    {
      what: 'of a service that could not be read',
      incident: anIncident({ status: 'escalated', alerts: ['escalated'], handover: { reason: 'insufficient-data' } }),
      follows: 'open-escalated',
    },
  ])('$what: $follows', ({ follows, ...given }) => {
    expect(followed({ ...given, state: OUTAGE })).toBe(follows);
  });

  it('tells the operators what is lost', () => {
    const detail = '5 of 100 and then 5 of 100 requests of a minute failed';
    expect(inWords({ state: OUTAGE })).toEqual({ kind: 'open-escalated', reason: 'silent-outage', detail });
  });
});

it.each([
  { ageMs: 2 * MINUTE - 1, alerts: ['escalated'], follows: 'none' },
  { ageMs: 2 * MINUTE, alerts: ['escalated'], follows: 'notify' },
  { ageMs: 2 * MINUTE, alerts: ['escalated', 'resolved'], follows: 'none' },
] as const)(
  'an incident that was resolved $ageMs ms ago with the alerts $alerts: $follows',
  ({ ageMs, alerts, follows }) => {
    expect(followed({ incident: anIncident({ status: 'resolved', closedAt: NOW - ageMs, alerts }) })).toBe(follows);
  },
);
