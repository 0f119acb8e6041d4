// Unit layer: the text of alerts.
import { type AlertOccasion, composeAlert, runbookOf } from '#shared/domain/incident/alert-text.ts';
import { handOver } from '#shared/domain/incident/transitions.ts';
import { ALERT_KINDS } from '#shared/domain/model/alert.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { anAttempt, anIncident, aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';

const alertOn = (given: Partial<AlertOccasion>) =>
  composeAlert({ kind: 'escalated', incident: anIncident(), report: aReport(), now: NOW, ...given });

it('an escalation has the reason, the subject and the numbers', () => {
  const dependency = anIncident({ cause: 'dependency-down', subject: 'database' });
  const { title, subject, text } = alertOn({
    incident: handOver(dependency, { reason: 'dependency-is-down' }),
    report: aReport({
      score: 39.6,
      confidence: 0.9,
      state: 'critical',
      why: 'dependencies take 40.',
      findings: [aFinding({ message: 'database does not answer' })],
    }),
  });
  expect(title).toBe('registry is unhealthy, action required: dependency-down (database)');
  expect(subject).toBe('database');
  expect(text.split('\n')).toEqual([
    'registry is unhealthy: action required. Reason: a dependency does not answer; restarting tasks would not help.',
    '',
    'Cause: dependency-down (database)',
    '  - database does not answer',
    '',
    'Actions: none.',
    '',
    'Score: 40 of 100, confidence 0.90, critical. dependencies take 40.',
    'Incident: registry-20261123T100000Z, opened 2026-11-23T10:00:00.000Z',
    'Runbook: docs/runbooks/escalated.md',
  ]);
});

it('a resolution has the duration and each step with its outcome', () => {
  const steps = [
    aStep({ plan: aStopTaskPlan({ message: 'one task more' }) }),
    aStep({ plan: aStopTaskPlan({ step: 'retire', message: 'one task less' }) }),
  ];
  const incident = anIncident({ attempts: [anAttempt({ steps, verdict: 'worked' })] });
  const { text } = alertOn({ kind: 'resolved', incident, now: NOW + 90 * SECOND });
  expect(text).toContain('registry is healthy again, 90 s after its incident was opened.');
  expect(text).toContain('  1. 2026-11-23T10:00:00.000Z stop-task, surge: one task more (done)');
  expect(text).toContain('  1. 2026-11-23T10:00:00.000Z stop-task, retire: one task less (done; the attempt worked)');
});

it('advice has the plan that the mode forbids', () => {
  const would = aStopTaskPlan({ message: 'replace task-1' });
  const { text } = alertOn({ kind: 'advice', incident: handOver(anIncident(), { reason: 'observe-only', would }) });
  expect(text).toContain(
    'registry is unhealthy, and ecs-medic took no action. Reason: the service is in mode observe.',
  );
  expect(text).toContain('Advised: stop-task: replace task-1');
});

it('a failed recovery leaves the service without one, with or without a report', () => {
  const { text } = alertOn({ kind: 'recovery-failed', report: undefined });
  expect(text).toContain('action required');
  expect(text).toContain('Score: unknown');
});

it('a reminder has the time since the opening, and the numbers behind the reason', () => {
  const handover = { reason: 'silent-outage', detail: '9 of 100 requests of a minute failed' } as const;
  const incident = handOver(anIncident({ cause: 'unknown' }), handover);
  const { title, text } = alertOn({ kind: 'reminder', incident, now: NOW + 30 * MINUTE });
  expect(title).toBe('registry is still unhealthy, action required: unknown (task-1)');
  expect(text.split('\n')[0]).toBe(
    'registry is still unhealthy, 30 min after its incident was opened: action required. Reason: requests are being lost, and no rule has opened an incident for it (9 of 100 requests of a minute failed).',
  );
});

it('the other causes with evidence are named, with what would rule a rival out, and what stays unexplained', () => {
  const considered = {
    candidates: ['bad-release', 'overload'],
    rivals: [{ cause: 'overload', ruledOutBy: ['the CPU is idle', 'the requests are as before'] }],
    unexplained: ['2 of 4 tasks serve'],
  } as const;
  const lines = alertOn({ report: aReport({ considered }) }).text.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'Not explained by any cause:',
      '  - 2 of 4 tasks serve',
      'Other causes with evidence: bad-release, overload',
      '  overload would be ruled out if the CPU is idle; or if the requests are as before',
    ]),
  );
});

it('an alert without another cause names none', () => {
  const considered = { candidates: [], rivals: [], unexplained: [] };
  expect(alertOn({ report: aReport({ considered }) }).text).toBe(alertOn({}).text);
});

it('a superseded attempt did not fail', () => {
  const incident = anIncident({ attempts: [anAttempt({ verdict: 'superseded' })] });
  expect(alertOn({ incident }).text).toContain('(done; the attempt gave way to a more severe cause)');
});

it.each([
  { outcome: { kind: 'reserved' }, words: '(not started)' },
  { outcome: { kind: 'begun', at: NOW }, words: '(outcome unknown)' },
  {
    outcome: { kind: 'refused', at: NOW, reason: 'facts-changed' },
    words: '(refused: the facts that the plan rests on have changed)',
  },
  { outcome: { kind: 'failed', at: NOW, error: 'AccessDenied: no' }, words: '(failed: AccessDenied: no)' },
] as const)('a step that is $outcome.kind reads $words', ({ outcome, words }) => {
  const incident = anIncident({ attempts: [anAttempt({ steps: [aStep({ outcome })] })] });
  expect(alertOn({ incident }).text).toContain(words);
});

it.each([
  { length: 98, kept: 98 },
  { length: 99, kept: 99 },
  { length: 100, kept: 99 },
])('a title of $length characters keeps $kept', ({ length, kept }) => {
  const others = alertOn({ incident: anIncident({ subject: '' }) }).title.length;
  expect(alertOn({ incident: anIncident({ subject: 'x'.repeat(length - others) }) }).title).toHaveLength(kept);
});

it('an incident without a subject is named by its cause', () => {
  const { subject: _, ...incident } = anIncident({ cause: 'overload' });
  expect(alertOn({ incident }).title).toBe('registry is unhealthy, action required: overload');
  expect(alertOn({ incident })).not.toHaveProperty('subject');
});

it.each(ALERT_KINDS)('an alert of kind %s has its own runbook', (kind) => {
  expect(runbookOf(kind)).toBe(`docs/runbooks/${kind}.md`);
  expect(alertOn({ kind }).runbook).toBe(runbookOf(kind));
});
