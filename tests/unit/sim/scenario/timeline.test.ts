// Unit layer: the timeline lines of changes of the medic's records.
import type { JournalLink } from '#shared/adapters/stores/journal.ts';
import type { JournalEntry } from '#shared/ports/stores.ts';
import type { MedicRecord } from '#sim/scenario/medic-view.ts';
import { linesFor } from '#sim/scenario/timeline.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID, NOW } from '#tests/builders/constants.ts';

const EMPTY: MedicRecord = { report: undefined, incident: undefined, journal: [] };

const lines = (before: Partial<MedicRecord>, after: Partial<MedicRecord>): readonly string[] =>
  linesFor({ ...EMPTY, ...before }, { ...EMPTY, ...after }).map(({ kind, text }) => `${kind}: ${text}`);

const link = (kind: JournalEntry['kind'], detail: JournalEntry['detail'], sequence = 1): JournalLink => ({
  sequence,
  hash: 'h',
  entry: { service: 'registry', at: NOW, kind, incident: INCIDENT_ID, detail },
});

const hung = aFinding({ message: 'task-1 does not answer' });
const degraded = aReport({ at: NOW + 5, score: 65.9, state: 'degraded', confidence: 0.994, findings: [hung] });
const later = (seconds: number, given: Parameters<typeof aReport>[0]) => aReport({ ...given, at: NOW + seconds });

describe('a new report', () => {
  const healthy = later(20, {});
  const first = ['observed: score 65 degraded, confidence 0.99', 'observed:   task-1 does not answer'];
  const cleared = ['observed: score 98 healthy, confidence 0.95: no findings left'];
  const findings = [hung, aFinding({ subject: 'task-2', message: 'nor does task-2' })];
  const second = ['observed: score 65 degraded, confidence 0.99', 'observed:   nor does task-2'];

  it.each([
    ['with a finding shows it below the score, which is rounded down', undefined, degraded, first],
    [
      'with a known finding about another task shows that finding',
      degraded,
      later(10, { ...degraded, findings }),
      second,
    ],
    ['with the findings of the one before shows nothing', degraded, later(10, degraded), []],
    ['that is the one before shows nothing', degraded, degraded, []],
    ['without findings, after some, shows that none are left', degraded, healthy, cleared],
    ['without findings, as before, shows nothing', healthy, later(40, {}), []],
  ])('%s', (_, before, after, shown) => {
    expect(lines({ report: before }, { report: after })).toEqual(shown);
  });
});

describe('a new entry of the journal', () => {
  const plan = aStopTaskPlan({ message: 'replace task-1' });
  const acted = (outcome: object) => link('acted', { plan, outcome });
  const gates = [
    { gate: 'switches', verdict: 'pass' },
    { gate: 'budget', verdict: 'hold' },
  ];
  const decided = link('decided', { plan, reason: 'treat-cause', gates });
  const because = 'because the cause is known and this action treats it';

  it.each<[string, JournalLink]>([
    [`opened: incident ${INCIDENT_ID}: overload`, link('opened', { cause: 'overload' })],
    [`opened: incident ${INCIDENT_ID}: x (task-1)`, link('opened', { cause: 'x', subject: 'task-1' })],
    [`decided: stop-task / surge: replace task-1\n  ${because}\n  gates switches, budget hold`, decided],
    ['acted: done: stop-task / surge: replace task-1', acted({ kind: 'done' })],
    ['acted: refused (floor): stop-task / surge: replace task-1', acted({ kind: 'refused', reason: 'floor' })],
    ['acted: failed (denied): stop-task / surge: replace task-1', acted({ kind: 'failed', error: 'denied' })],
    ['alerted: escalated: help', link('alerted', { alert: 'escalated', title: 'help' })],
    [`closed: incident ${INCIDENT_ID} resolved`, link('closed', { status: 'resolved' })],
    [`closed: incident ${INCIDENT_ID} escalated: y`, link('closed', { status: 'escalated', reason: 'y' })],
  ])('is shown as %j', (line, entry) => {
    expect(lines({}, { journal: [entry] })).toEqual([line]);
  });

  it('is shown without the entries before it', () => {
    const first = link('opened', { cause: 'overload' });
    const second = link('alerted', { alert: 'resolved', title: 'healthy' }, 2);
    expect(lines({ journal: [first] }, { journal: [first, second] })).toEqual(['alerted: resolved: healthy']);
  });
});

describe('a verification', () => {
  const pending = anIncident({ attempts: [anAttempt()], healthyObservations: 2 });
  const verified = anIncident({ attempts: [anAttempt({ verdict: 'worked' })], healthyObservations: 3 });
  const failed = anIncident({ attempts: [anAttempt({ verdict: 'did-not-work' })], healthyObservations: 0 });

  it('is shown before the end of the incident', () => {
    const after = { incident: verified, journal: [link('closed', { status: 'resolved' })] };
    expect(lines({ incident: pending }, after)).toEqual([
      'verified: attempt 1, stop-task: worked',
      'verified: healthy observation 3 of 3',
      `closed: incident ${INCIDENT_ID} resolved`,
    ]);
  });

  it('of an attempt without effect says so', () => {
    expect(lines({ incident: pending }, { incident: failed })).toEqual([
      'verified: attempt 1, stop-task: did not work',
    ]);
  });

  it('of another incident is not shown', () => {
    expect(lines({ incident: anIncident({ id: 'earlier' }) }, { incident: verified })).toEqual([]);
  });
});
