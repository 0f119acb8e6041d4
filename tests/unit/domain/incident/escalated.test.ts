// Unit layer: when an escalated incident is over, replaced by a new cause, or tried again.
import { hasNewCause, isFault, isOver, mayBeRetried, servesWithoutFault } from '#shared/domain/incident/escalated.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Decision } from '#shared/domain/model/decision.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { EscalatedIncident, PastAction } from '#shared/domain/model/incident.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { aDiagnosis, aFinding, anAssessment, aReport } from '#tests/builders/a-report.ts';
import { anIncident, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

it.each([
  { cause: 'none', fault: false },
  { cause: 'in-transition', fault: false },
  { cause: 'intended', fault: false },
  { cause: 'unknown', fault: true },
  { cause: 'bad-release', fault: true },
] as const)('the cause $cause is a fault: $fault', ({ cause, fault }) => {
  expect(isFault(cause)).toBe(fault);
});

const escalated = (given: Partial<EscalatedIncident> = {}): EscalatedIncident =>
  anIncident({ status: 'escalated', cause: 'dependency-down', subject: 'database', ...given });

const availability = (value: number): HealthReport['parts'] => [
  { id: 'availability', mode: 'observed', value, sampleSize: 4, score: 0, weight: 20, loss: 0, cap: 100 },
  { id: 'latency', mode: 'observed', value: 0, sampleSize: 4, score: 0, weight: 20, loss: 0, cap: 100 },
];
const harm = aFinding({ id: 'errors-above-objective', strength: 'hard' });

it.each<{ what: string; report: Partial<HealthReport>; serves: boolean }>([
  { what: 'has a low score', report: { score: 55 }, serves: true },
  { what: 'is in transition', report: { cause: 'in-transition', score: 55 }, serves: true },
  { what: 'is stopped on purpose', report: { cause: 'intended', score: 55 }, serves: true },
  { what: 'has a fault', report: { cause: 'overload' }, serves: false },
  { what: 'has an unknown state', report: { state: 'unknown' }, serves: false },
  { what: 'answers 503', report: { served503: true }, serves: false },
  { what: 'has no healthy target', report: { noHealthyTargetSince: NOW }, serves: false },
  { what: 'has few serving tasks', report: { parts: availability(0.25) }, serves: true },
  { what: 'has no serving task', report: { parts: availability(0) }, serves: false },
  { what: 'loses requests', report: { findings: [harm] }, serves: false },
  { what: 'may lose requests', report: { findings: [{ ...harm, strength: 'soft' }] }, serves: true },
  { what: 'misses tasks', report: { findings: [aFinding({ id: 'tasks-missing', strength: 'hard' })] }, serves: true },
])('a service that $what serves without a fault: $serves', ({ report, serves }) => {
  expect(servesWithoutFault(aReport(report))).toBe(serves);
});

describe('an escalated incident is over', () => {
  const healthy = aReport();
  const low = aReport({ score: 55, cause: 'in-transition' });
  const faulty = aReport({ score: 55, cause: 'overload' });
  const suspect = aReport({ findings: [aFinding()] });

  it.each<{ what: string; reports: readonly HealthReport[]; over: boolean }>([
    { what: 'no report', reports: [], over: false },
    { what: 'two healthy reports', reports: [healthy, healthy], over: false },
    { what: 'three healthy reports', reports: [healthy, healthy, healthy], over: true },
    { what: 'three healthy reports after a faulty one', reports: [healthy, healthy, healthy, faulty], over: true },
    { what: 'three reports without a fault', reports: [low, low, low], over: true },
    { what: 'a faulty one among three', reports: [low, faulty, low], over: false },
    { what: 'soft evidence in the newest', reports: [suspect, healthy, healthy], over: false },
    { what: 'soft evidence among three', reports: [healthy, suspect, healthy], over: false },
    { what: 'soft evidence among four', reports: [healthy, suspect, healthy, healthy], over: true },
  ])('after $what: $over', ({ reports, over }) => {
    expect(isOver(escalated(), reports)).toBe(over);
  });
});

describe('a cause is new to the operators', () => {
  const about = (cause: Cause, subject?: string, decision: Decision = { kind: 'escalate', reason: 'cause-unknown' }) =>
    anAssessment({
      decision,
      diagnosis: aDiagnosis({ cause, ...(subject && { subject }) }),
    });
  const replaces = { incident: 'earlier', causes: [{ cause: 'overload' }] } as const;
  const noData = { reason: 'insufficient-data' } as const;

  it.each<{ what: string; given?: Partial<EscalatedIncident>; assessment: ReturnType<typeof about>; isNew: boolean }>([
    { what: 'another cause', assessment: about('overload'), isNew: true },
    { what: 'a cause of the series', given: { replaces }, assessment: about('overload'), isNew: false },
    { what: 'the same cause', assessment: about('dependency-down', 'database'), isNew: false },
    { what: 'another dependency', assessment: about('dependency-down', 'artifacts'), isNew: true },
    { what: 'a dependency without a name', assessment: about('dependency-down'), isNew: false },
    {
      what: 'another task',
      given: { cause: 'instance-grey', subject: 'task-1' },
      assessment: about('instance-grey', 'task-2'),
      isNew: false,
    },
    { what: 'no fault', assessment: about('in-transition'), isNew: false },
    { what: 'an unknown cause', assessment: about('unknown'), isNew: false },
    {
      what: 'symptoms after missing data',
      given: { cause: 'unknown', handover: noData },
      assessment: about('unknown'),
      isNew: true,
    },
    {
      what: 'more missing data',
      given: { cause: 'unknown', handover: noData },
      assessment: about('unknown', undefined, { kind: 'escalate', reason: 'insufficient-data' }),
      isNew: false,
    },
  ])('$what: $isNew', ({ given, assessment, isNew }) => {
    expect(hasNewCause(escalated(given), assessment)).toBe(isNew);
  });
});

describe('a treatment is tried again', () => {
  const plan = aStopTaskPlan();
  const ACT: Decision = { kind: 'act', reason: 'treat-cause', plan };
  const handedOver = (reason: Reason, agoMs: number) => escalated({ handover: { reason, at: NOW - agoMs } });
  const tried = (agoMs: number, given: Partial<PastAction> = {}): PastAction => ({
    action: 'stop-task',
    target: 'task-1',
    at: NOW - agoMs,
    incident: 'earlier',
    ...given,
  });

  it.each<{ what: string; reason?: Reason; agoMs?: number; decision?: Decision; past?: PastAction; again: boolean }>([
    { what: 'once its budget is free', again: true },
    { what: 'not within five minutes', agoMs: 5 * MINUTE - 1, again: false },
    { what: 'from five minutes on', agoMs: 5 * MINUTE, again: true },
    { what: 'not without a plan', decision: { kind: 'escalate', reason: 'budget-spent' }, again: false },
    { what: 'not an hour before it failed', past: tried(HOUR - 1), again: false },
    { what: 'an hour after it failed', past: tried(HOUR), again: true },
    { what: 'on another target', past: tried(MINUTE, { target: 'task-2' }), again: true },
    { what: 'after another action', past: tried(MINUTE, { action: 'roll-back' }), again: true },
    { what: 'not within an hour of exhausting all', reason: 'attempts-exhausted', agoMs: HOUR - 1, again: false },
    { what: 'an hour after exhausting all', reason: 'attempts-exhausted', agoMs: HOUR, again: true },
    { what: 'not within an hour of a failed workflow', reason: 'recovery-failed', agoMs: HOUR - 1, again: false },
    { what: 'not within an hour of taking too long', reason: 'took-too-long', agoMs: HOUR - 1, again: false },
  ])('$what: $again', ({ reason = 'budget-spent', agoMs = 30 * MINUTE, decision = ACT, past, again }) => {
    const history = { incident: undefined, pastActions: past ? [past] : [] };
    const retry = { assessment: anAssessment({ decision }), history, now: NOW };
    expect(mayBeRetried(handedOver(reason, agoMs), retry)).toBe(again);
  });
});
