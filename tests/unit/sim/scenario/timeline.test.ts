// Unit layer: the timeline lines of changes of the medic's records.
import type { JournalLink } from '#shared/adapters/stores/journal.ts';
import type { JournalEntry } from '#shared/ports/services.ts';
import type { MedicRecord } from '#sim/scenario/medic-view.ts';
import { linesFor } from '#sim/scenario/timeline.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStopTaskPlan, INCIDENT_ID } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/an-observation.ts';

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

  it.each([
    {
      report: 'with a finding shows it below the score, which is rounded down',
      before: undefined,
      after: degraded,
      shown: ['observed: score 65 degraded, confidence 0.99', 'observed:   task-1 does not answer'],
    },
    {
      report: 'without findings after one with a finding shows that none are left',
      before: degraded,
      after: healthy,
      shown: ['observed: score 98 healthy, confidence 0.95: no findings left'],
    },
    { report: 'with a known finding shows nothing', before: degraded, after: later(10, degraded), shown: [] },
    { report: 'that is the same shows nothing', before: degraded, after: degraded, shown: [] },
    { report: 'without findings, as before, shows nothing', before: healthy, after: later(40, {}), shown: [] },
  ])('$report', ({ before, after, shown }) => {
    expect(lines({ report: before }, { report: after })).toEqual(shown);
  });

  it('shows a known finding about another task', () => {
    const findings = [hung, aFinding({ subject: 'task-2', message: 'nor does task-2' })];
    expect(lines({ report: degraded }, { report: later(10, { ...degraded, findings }) })).toContain(
      'observed:   nor does task-2',
    );
  });
});

describe('a new entry of the journal', () => {
  const plan = aStopTaskPlan({ message: 'replace task-1' });
  const acted = (outcome: object) => link('acted', { plan, outcome });
  const gates = [
    { gate: 'switches', verdict: 'pass' },
    { gate: 'budget', verdict: 'hold' },
  ];

  it.each<[string, JournalLink]>([
    [`opened: incident ${INCIDENT_ID}: overload`, link('opened', { cause: 'overload' })],
    [
      `opened: incident ${INCIDENT_ID}: instance-grey (task-1)`,
      link('opened', { cause: 'instance-grey', subject: 'task-1' }),
    ],
    [
      'decided: stop-task / surge: replace task-1\n  because the cause is known and this action treats it\n  gates switches, budget hold',
      link('decided', { plan, reason: 'treat-cause', gates }),
    ],
    ['acted: done: stop-task / surge: replace task-1', acted({ kind: 'done' })],
    [
      'acted: refused (capacity-floor): stop-task / surge: replace task-1',
      acted({ kind: 'refused', reason: 'capacity-floor' }),
    ],
    [
      'acted: failed (AccessDeniedException: no): stop-task / surge: replace task-1',
      acted({ kind: 'failed', error: 'AccessDeniedException: no' }),
    ],
    ['alerted: escalated: help', link('alerted', { alert: 'escalated', title: 'help' })],
    [`closed: incident ${INCIDENT_ID} resolved`, link('closed', { status: 'resolved' })],
    [
      `closed: incident ${INCIDENT_ID} escalated: some reason`,
      link('closed', { status: 'escalated', reason: 'some reason' }),
    ],
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
