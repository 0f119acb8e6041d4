// Unit layer: the story that a change of the medic's record tells.
import type { JournalLink } from '#shared/adapters/stores/journal.ts';
import type { JournalEntry } from '#shared/ports/stores.ts';
import type { MedicRecord } from '#sim/scenario/medic-view.ts';
import { linesFor } from '#sim/scenario/timeline.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { INCIDENT_ID, NOW } from '#tests/builders/constants.ts';

const record = (given: Partial<MedicRecord> = {}): MedicRecord => ({
  report: undefined,
  incident: undefined,
  journal: [],
  ...given,
});

const told = (before: Partial<MedicRecord>, after: Partial<MedicRecord>): readonly string[] =>
  linesFor(record(before), record(after)).map(({ kind, text }) => `${kind}: ${text}`);

const link = (kind: JournalEntry['kind'], detail: JournalEntry['detail'], sequence = 1): JournalLink => ({
  sequence,
  hash: 'h',
  entry: { service: 'registry', at: NOW, kind, incident: INCIDENT_ID, detail },
});

const hung = aFinding({ message: 'task-1 does not answer' });
const sick = aReport({ at: NOW + 5, score: 65.9, state: 'degraded', confidence: 0.994, findings: [hung] });

describe('a look at the service', () => {
  it('tells the score, rounded down so that no threshold seems met, and what is new', () => {
    expect(told({}, { report: sick })).toEqual([
      'saw: score 65 degraded, confidence 0.99',
      'saw:   task-1 does not answer',
    ]);
  });

  it('tells nothing of what is known already', () => {
    expect(told({ report: sick }, { report: aReport({ ...sick, at: NOW + 10, score: 40 }) })).toEqual([]);
  });

  it('tells of the same finding about another task', () => {
    const next = aReport({
      ...sick,
      at: NOW + 10,
      findings: [hung, aFinding({ subject: 'task-2', message: 'nor task-2' })],
    });
    expect(told({ report: sick }, { report: next })).toContain('saw:   nor task-2');
  });

  it('tells that it is over, once', () => {
    const well = aReport({ at: NOW + 20 });
    expect(told({ report: sick }, { report: well })).toEqual([
      'saw: score 98 healthy, confidence 0.95: nothing is wrong any more',
    ]);
    expect(told({ report: well }, { report: aReport({ at: NOW + 40 }) })).toEqual([]);
  });

  it('is not told twice', () => {
    expect(told({ report: sick }, { report: sick })).toEqual([]);
  });
});

describe('the journal', () => {
  const plan = aStopTaskPlan({ message: 'replace task-1' });

  it.each<{ entry: JournalLink; line: string }>([
    { entry: link('opened', { cause: 'overload' }), line: `opened: incident ${INCIDENT_ID}: overload` },
    {
      entry: link('opened', { cause: 'instance-grey', subject: 'task-1' }),
      line: `opened: incident ${INCIDENT_ID}: instance-grey (task-1)`,
    },
    {
      entry: link('decided', {
        plan,
        reason: 'treat-cause',
        gates: [
          { gate: 'switches', verdict: 'pass' },
          { gate: 'budget', verdict: 'hold' },
        ],
      }),
      line: 'decided: stop-task / surge: replace task-1\n  because the cause is known and this action treats it\n  gates switches, budget hold',
    },
    { entry: link('acted', { plan, outcome: { kind: 'done' } }), line: 'did: done: stop-task / surge: replace task-1' },
    {
      entry: link('acted', { plan, outcome: { kind: 'refused', reason: 'capacity-floor' } }),
      line: 'did: refused (capacity-floor): stop-task / surge: replace task-1',
    },
    {
      entry: link('acted', { plan, outcome: { kind: 'failed', error: 'AccessDeniedException: no' } }),
      line: 'did: failed (AccessDeniedException: no): stop-task / surge: replace task-1',
    },
    { entry: link('alerted', { alert: 'escalated', title: 'help' }), line: 'alerted: escalated: help' },
    { entry: link('closed', { status: 'resolved' }), line: `closed: incident ${INCIDENT_ID} resolved` },
    {
      entry: link('closed', { status: 'escalated', reason: 'insufficient-data' }),
      line: `closed: incident ${INCIDENT_ID} escalated: there is not enough data to act on`,
    },
  ])('is told in its own words: $line', ({ entry, line }) => {
    expect(told({}, { journal: [entry] })).toEqual([line]);
  });

  it('is told from where it was left off', () => {
    const [first, second] = [
      link('opened', { cause: 'overload' }),
      link('alerted', { alert: 'resolved', title: 'well' }, 2),
    ];
    expect(told({ journal: [first] }, { journal: [first, second] })).toEqual(['alerted: resolved: well']);
  });
});

describe('the proof', () => {
  const pending = anIncident({ attempts: [anAttempt()], healthyObservations: 2 });
  const proven = anIncident({ attempts: [anAttempt({ verdict: 'worked' })], healthyObservations: 3 });

  it('is told before what follows from it', () => {
    const journal = [link('closed', { status: 'resolved' })];
    expect(told({ incident: pending }, { incident: proven, journal, report: sick }).slice(2)).toEqual([
      'verified: attempt 1, stop-task: worked',
      'verified: good observation 3 of 3',
      `closed: incident ${INCIDENT_ID} resolved`,
    ]);
  });

  it('of an attempt that changed nothing says so', () => {
    const failed = anIncident({ attempts: [anAttempt({ verdict: 'did-not-work' })], healthyObservations: 0 });
    expect(told({ incident: pending }, { incident: failed })).toEqual(['verified: attempt 1, stop-task: did not work']);
  });

  it('of another incident is no news of this one', () => {
    expect(told({ incident: anIncident({ id: 'earlier' }) }, { incident: proven })).toEqual([]);
  });
});
