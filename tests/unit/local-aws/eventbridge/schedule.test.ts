// Unit layer: schedule expressions of EventBridge.
import { schedulePeriodMs } from '#local-aws/eventbridge/schedule.ts';

it.each([
  { expression: 'rate(1 minute)', minutes: 1 },
  { expression: 'rate(5 minutes)', minutes: 5 },
  { expression: 'rate(1 hour)', minutes: 60 },
  { expression: 'rate(2 days)', minutes: 2 * 24 * 60 },
])('the schedule $expression has a period of $minutes minutes', ({ expression, minutes }) => {
  expect(schedulePeriodMs(expression)).toBe(minutes * 60_000);
});

it.each(['every minute', 'rate(0 minutes)', 'rate(5 weeks)', 'cron(0 12 * * ? *)'])(
  'the schedule %s is refused, with an example of a supported one',
  (expression) => {
    expect(() => schedulePeriodMs(expression)).toThrow(
      `the schedule ${expression} is not supported; write it as rate(5 minutes)`,
    );
  },
);
