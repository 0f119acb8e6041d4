// Unit layer: how long an unknown cause may still become known.
import { decide } from '#shared/domain/decide.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import { hungTask } from './diagnosis-of.ts';

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
