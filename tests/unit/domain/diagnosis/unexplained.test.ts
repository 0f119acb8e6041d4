// Unit layer: how long an unknown cause may still become known.
import { decide } from '#shared/domain/decide.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import { causeOf, hard, hungTask } from './diagnosis-of.ts';

const ALL = [1, 2, 3, 4];

it.each([
  { seconds: 179, kind: 'wait' },
  { seconds: 180, kind: 'escalate' },
  { seconds: 181, kind: 'escalate' },
])('tasks that have been silent for $seconds s and have not been measured since: $kind', ({ seconds, kind }) => {
  const at = secondsAgo(15);
  const silent = ALL.map((number) => hungTask(number, { at, since: secondsAgo(seconds), seen: 9 }));
  const evidence = given.evidence({
    hung: ALL,
    metrics: { cpu: level(5, 0.4) },
    newestMinute: minutesAgo(10),
    previous: [aReport({ at, findings: silent })],
  });
  expect(decide(evidence).decision).toMatchObject({ kind, reason: 'cause-unknown' });
});

describe('a cause that is left to ECS', () => {
  const STARTING = hard('replacement-under-way');
  const MISSING = hard('tasks-missing');

  it.each<[what: string, cause: Cause, ...findings: readonly Finding[]]>([
    ['missing tasks', 'in-transition', STARTING, MISSING],
    ['an unknown text', 'in-transition', STARTING, MISSING, hard('failure-unexplained')],
    ['tasks that all hang', 'unknown', STARTING, MISSING, ...ALL.map((number) => hungTask(number))],
    ['kills in a service that is being deleted', 'intended', hard('service-inactive'), hard('kill-loop')],
  ])('beside %s is diagnosed as %s', (_, cause, ...findings) => {
    expect(causeOf(findings)).toBe(cause);
  });
});

describe('log lines of one task', () => {
  const LINES = hard('log-pattern', { subject: 'task-1', meaning: 'workers-time-out' });

  it.each<[what: string, cause: Cause, movement: Finding]>([
    ['are no symptom', 'in-transition', hard('replacement-under-way')],
    ['count', 'instance-grey', hard('replacement-under-way', { numbers: { overdue: 1 } })],
  ])('%s beside missing tasks with this movement: %s', (_, cause, movement) => {
    expect(causeOf([LINES, hard('tasks-missing'), movement])).toBe(cause);
  });
});
