// Unit layer: EventBridge schedules on the world's clock.

import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { cronSchedule, onSchedule } from '#local-aws/eventbridge/schedule.ts';
import { runFor, START } from './parts.ts';

const runsOf = async (expression: string, minutes: number): Promise<readonly string[]> => {
  const clock = createVirtualClock(START);
  const runs: string[] = [];
  onSchedule(clock, expression, () => runs.push(new Date(clock.now()).toISOString().slice(11, 16)));
  await runFor(clock, minutes * 60);
  return runs;
};

describe('a schedule', () => {
  it.each([
    { expression: 'rate(1 minute)', minutes: 3, runs: ['10:01', '10:02', '10:03'] },
    { expression: 'rate(5 minutes)', minutes: 11, runs: ['10:05', '10:10'] },
    { expression: 'rate(1 hour)', minutes: 121, runs: ['11:00', '12:00'] },
    { expression: 'rate(1 day)', minutes: 24 * 60, runs: ['10:00'] },
    { expression: 'cron(0/15 * * * ? *)', minutes: 45, runs: ['10:15', '10:30', '10:45'] },
    { expression: 'cron(30 11 * * ? *)', minutes: 26 * 60, runs: ['11:30', '11:30'] },
  ])('$expression runs at $runs', async ({ expression, minutes, runs }) => {
    expect(await runsOf(expression, minutes)).toEqual(runs);
  });

  it.each(['rate(1 minute)', 'cron(* * * * ? *)'])('%s runs no more once it is cancelled', async (expression) => {
    const clock = createVirtualClock(START);
    let runs = 0;
    const timer = onSchedule(clock, expression, () => {
      runs += 1;
    });
    await runFor(clock, 60);
    timer.cancel();
    await runFor(clock, 300);
    expect(runs).toBe(1);
  });

  it.each([
    { expression: 'every minute', problem: 'neither rate(...) nor cron(...)' },
    { expression: 'rate(0 minutes)', problem: 'rate(0 minutes) is not like rate(5 minutes)' },
    { expression: 'rate(5 weeks)', problem: 'is not like' },
    { expression: 'cron(0 12 * * ?)', problem: 'needs six fields' },
    { expression: 'cron(60 12 * * ? *)', problem: '60 is not a number from 0 to 59' },
    { expression: 'cron(0 12 L * ? *)', problem: 'cron field L is not played' },
    { expression: 'cron(0/0 12 * * ? *)', problem: 'cron field 0/0 is not played: 0 is not a step' },
  ])('$expression is refused: $problem', ({ expression, problem }) => {
    expect(() => onSchedule(createVirtualClock(START), expression, () => undefined)).toThrow(problem);
  });
});

describe('a cron expression', () => {
  it.each([
    { fields: '0 12 * * ? *', next: '2026-11-23T12:00' },
    { fields: '0 10 * * ? *', next: '2026-11-24T10:00' },
    { fields: '*/20 * * * ? *', next: '2026-11-23T10:20' },
    { fields: '5,50 9-10 * * ? *', next: '2026-11-23T10:05' },
    { fields: '0 8 1 * ? *', next: '2026-12-01T08:00' },
    { fields: '0 8 ? * MON-FRI *', next: '2026-11-24T08:00' },
    { fields: '0 8 ? * 1 *', next: '2026-11-29T08:00' },
    { fields: '0 0 1 JAN ? *', next: '2027-01-01T00:00' },
    { fields: '0 0 29 2 ? *', next: '2028-02-29T00:00' },
    { fields: '0 0 1 1 ? 2030', next: '2030-01-01T00:00' },
  ])('$fields comes round at $next', ({ fields, next }) => {
    expect(new Date(cronSchedule(fields)(START)).toISOString().slice(0, 16)).toBe(next);
  });

  it('that names a day there is not is found out', () => {
    expect(() => cronSchedule('0 0 31 2 ? *')(START)).toThrow('cron(0 0 31 2 ? *) never comes round');
  });
});
