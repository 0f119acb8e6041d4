// Unit layer: the transitions of an incident's record.
import {
  handoverOf,
  historyOf,
  newEscalation,
  newIncident,
  reserveStep,
  resolve,
} from '#shared/domain/incident/transitions.ts';
import type { Attempt, Incident } from '#shared/domain/model/incident.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aDiagnosis, anAssessment } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

const would = aStopTaskPlan();

describe('a new incident', () => {
  const opened = (milliseconds = 0, given: Parameters<typeof anAssessment>[0] = {}) =>
    newIncident({ assessment: anAssessment(given), trigger: { kind: 'scheduled' }, now: NOW + milliseconds });

  it('is named after its service and the second, so that a retry has the same name', () => {
    const ids = [0, 999, 1_000].map((milliseconds) => opened(milliseconds).id);
    expect(ids).toEqual(['registry-20261123T100000Z', 'registry-20261123T100000Z', 'registry-20261123T100001Z']);
  });

  it('has cause and subject of the diagnosis', () => {
    const about = { cause: 'instance-grey', subject: 'task-1' } as const;
    const diagnosis = aDiagnosis({ ...about, restartHelps: true });
    expect(opened(0, { diagnosis })).toMatchObject({ status: 'open', ...about, attempts: [], alerts: [] });
  });
});

describe('a new incident that belongs to the operators at once', () => {
  const about = { cause: 'overload' } as const;
  const opening = {
    assessment: anAssessment({ diagnosis: aDiagnosis(about) }),
    trigger: { kind: 'scheduled' },
    now: NOW,
  } as const;

  it('has no known cause after a silent outage, whatever the diagnosis names', () => {
    const { incident, handover } = newEscalation({ ...opening, reason: 'silent-outage', detail: '9 of 100 failed' });
    expect(incident).toMatchObject({ status: 'open', cause: 'unknown' });
    expect(handover).toEqual({ reason: 'silent-outage', at: NOW, detail: '9 of 100 failed' });
  });

  it('has the cause of the diagnosis after any other reason', () => {
    const { incident, handover } = newEscalation({ ...opening, reason: 'insufficient-data' });
    expect(incident).toMatchObject(about);
    expect(handover).toEqual({ reason: 'insufficient-data', at: NOW });
  });
});

describe('a new incident after an escalated one', () => {
  const replacing = (earlier: Incident) =>
    newIncident({ assessment: anAssessment(), trigger: { kind: 'scheduled' }, now: NOW, earlier }).replaces;
  const escalated = anIncident({ status: 'escalated', id: 'first', cause: 'dependency-down', subject: 'database' });

  it('knows the causes that the operators were notified of, the newest first', () => {
    const first = { incident: 'first', causes: [{ cause: 'dependency-down', subject: 'database' }] } as const;
    expect(replacing(escalated)).toEqual(first);
    const second = anIncident({ status: 'escalated', id: 'second', cause: 'overload', replaces: first });
    expect(replacing(second)?.causes.map(({ cause }) => cause)).toEqual(['overload', 'dependency-down']);
  });

  it.each([
    { known: 8, kept: 9 },
    { known: 9, kept: 10 },
    { known: 10, kept: 10 },
  ])('keeps $kept causes when $known were known before', ({ known, kept }) => {
    const causes = Array(known).fill({ cause: 'overload' });
    expect(replacing({ ...escalated, replaces: { incident: 'earlier', causes } })?.causes).toHaveLength(kept);
  });

  it('replaces no incident that is resolved', () => {
    expect(replacing(anIncident({ status: 'resolved' }))).toBeUndefined();
  });
});

it('a new incident stores the usual state of the service', () => {
  const usual = { at: NOW - MINUTE, score: 72, findings: ['memory-saturated' as const] };
  const assessment = anAssessment({ usual });
  const { before } = newIncident({ assessment, trigger: { kind: 'scheduled' }, now: NOW });
  expect(before).toEqual({ score: 72, findings: ['memory-saturated'] });
});

it('a new incident can be about another cause than the diagnosed one', () => {
  const about = { cause: 'unknown' } as const;
  const incident = newIncident({ assessment: anAssessment(), trigger: { kind: 'scheduled' }, now: NOW, about });
  expect([incident.cause, 'subject' in incident]).toEqual(['unknown', false]);
});

describe('a reserved step', () => {
  const reserve = (attempts: readonly Attempt[], plan = aStopTaskPlan()) =>
    reserveStep(anIncident({ attempts }), { plan, digest: 'd', epoch: 3, now: NOW }).attempts;

  it('begins the first attempt', () => {
    const step = aStep({ digest: 'd', epoch: 3, outcome: { kind: 'reserved' } });
    expect(reserve([])).toEqual([anAttempt({ number: 1, steps: [step] })]);
  });

  it('continues the pending attempt with the same action and target', () => {
    const attempts = reserve([anAttempt()], aStopTaskPlan({ step: 'retire' }));
    expect(attempts.map(({ steps }) => steps.map(({ plan }) => plan.step))).toEqual([['surge', 'retire']]);
  });

  it.each([
    { what: 'an attempt on another target', last: anAttempt(), plan: aStopTaskPlan({ target: 'task-2' }) },
    { what: 'an attempt that has ended', last: anAttempt({ verdict: 'did-not-work' }), plan: aStopTaskPlan() },
  ])('begins a new attempt after $what', ({ last, plan }) => {
    expect(reserve([last], plan).map(({ number }) => number)).toEqual([1, 2]);
  });
});

it.each([
  { before: {}, healthySince: NOW },
  { before: { healthySince: NOW - 15_000 }, healthySince: NOW - 15_000 },
])('a resolved incident that had $before is healthy since $healthySince', ({ before, healthySince }) => {
  const resolved = { status: 'resolved', closedAt: NOW, healthySince };
  expect(resolve(anIncident(before), NOW)).toMatchObject(resolved);
});

it.each([
  { decision: { kind: 'escalate', reason: 'manual-action-required' }, handover: { reason: 'manual-action-required' } },
  { decision: { kind: 'none', reason: 'observe-only', would }, handover: { reason: 'observe-only', would } },
  { decision: { kind: 'none', reason: 'healthy' }, handover: undefined },
  { decision: { kind: 'resolved', reason: 'restored' }, handover: undefined },
] as const)('the decision $decision.kind, $decision.reason, hands over $handover', ({ decision, handover }) => {
  expect(handoverOf(decision)).toEqual(handover);
});

describe('the past actions', () => {
  const before = { action: 'roll-back', at: NOW - MINUTE, target: 'r', incident: 'earlier' } as const;
  const refusal = { kind: 'refused', at: NOW, reason: 'facts-changed' } as const;
  const attempts = [anAttempt(), anAttempt({ number: 2, steps: [aStep({ outcome: refusal })] })];

  it('include those of the last incident once it has ended, without refused ones', () => {
    const ended = anIncident({ status: 'resolved', attempts });
    const action = { action: 'stop-task', at: NOW, target: 'task-1', incident: ended.id };
    expect(historyOf({ incident: ended, pastActions: [before] }).pastActions).toEqual([before, action]);
  });

  it('do not include those of an open incident', () => {
    expect(historyOf({ incident: anIncident({ attempts }), pastActions: [before] }).pastActions).toEqual([before]);
    expect(historyOf({ incident: undefined, pastActions: [] }).pastActions).toEqual([]);
  });
});
