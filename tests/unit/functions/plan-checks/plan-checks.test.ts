// Unit layer: plan-checks against a recording queue.
import { planChecks } from '#functions/plan-checks/plan-checks.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';

interface Tick {
  readonly policies?: readonly ReturnType<typeof aPolicy>[];
  readonly at?: number;
  readonly lateMs?: number;
}

/** One tick of the schedule. Delays count from its arrival, `dueAt` in seconds of the clock. */
const tick = async ({ policies = [aPolicy()], at = NOW, lateMs = 0 }: Tick = {}) => {
  const { services, done } = fakeServices({ now: at + lateMs, policies });
  const event = { 'detail-type': 'Scheduled Event' as const, source: 'aws.events', time: at };
  const outcome = await planChecks(services)(event);
  const delays = done.checks.map(({ delaySeconds }) => delaySeconds);
  return { outcome, checks: done.checks, delays, dueAt: delays.map((delay) => (at + lateMs) / SECOND + delay) };
};

/** The times of all checks that a tick each minute plans. */
const ticks = async (minutes: number, given: Tick, lateMs: (minute: number) => number = () => 0) => {
  const { at = NOW } = given;
  const times = Array.from({ length: minutes }, (_, minute) =>
    tick({ ...given, at: at + minute * MINUTE, lateMs: lateMs(minute) }),
  );
  return (await Promise.all(times)).flatMap(({ dueAt }) => dueAt);
};

const every = (cadenceSeconds: number) => ({ policies: [aPolicy({ cadenceSeconds })] });
const gapsIn = (times: readonly number[]): readonly number[] =>
  times.slice(1).map((time, index) => time - (times[index] ?? 0));

describe('a service', () => {
  it.each([
    { cadenceSeconds: 10, times: 6 },
    { cadenceSeconds: 15, times: 4 },
    { cadenceSeconds: 30, times: 2 },
    { cadenceSeconds: 60, times: 1 },
  ])('with a cadence of $cadenceSeconds s is checked $times times a minute, evenly', async ({ times, ...given }) => {
    const { delays } = await tick(every(given.cadenceSeconds));
    expect(delays).toHaveLength(times);
    expect(gapsIn(delays)).toEqual(Array(times - 1).fill(given.cadenceSeconds));
  });

  it('with a cadence that does not divide a minute keeps it across minutes', async () => {
    expect(gapsIn(await ticks(5, every(25)))).toEqual(Array(11).fill(25));
  });

  it('with a cadence of five minutes is checked in one minute of five', async () => {
    expect(await ticks(5, every(300))).toHaveLength(1);
  });
});

describe('a fleet', () => {
  it('is spread over the minute, each service checked once', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `service-${index}`);
    const policies = names.map((name) => aPolicy({ name, cadenceSeconds: 60 }));
    const { checks, delays } = await tick({ policies });
    expect(checks.flatMap(({ check }) => check.services).sort()).toEqual(names.sort());
    expect(new Set(delays).size).toBeGreaterThan(30);
  });

  it.each([
    { services: 9, messages: 1 },
    { services: 10, messages: 1 },
    { services: 11, messages: 2 },
  ])('with $services services due in one second takes $messages messages', async ({ services, messages }) => {
    const policies = Array.from({ length: services }, () => aPolicy({ cadenceSeconds: 60 }));
    const { checks, outcome } = await tick({ policies });
    expect(checks).toHaveLength(messages);
    expect(outcome).toEqual({ kind: 'planned', messages, checks: services });
  });
});

describe('a rule that ticks in any second of the minute', () => {
  const seconds = Array.from({ length: 60 }, (_, second) => second);

  it.each(seconds.flatMap((second) => [0, 3, 10].map((lateSeconds) => ({ second, lateSeconds }))))(
    'such as $second, delivered $lateSeconds s late, plans a check every 15 s without a gap',
    async ({ second, lateSeconds }) => {
      const times = await ticks(6, { ...every(15), at: NOW + second * SECOND }, () => lateSeconds * SECOND);
      expect(gapsIn(times)).toEqual(Array(23).fill(15));
    },
  );

  it.each(seconds)('such as %i, delivered 0 to 10 s late, is off by at most a second', async (second) => {
    const lateMs = [0, 10_000, 200, 9_499, 1_501, 5_000];
    const times = await ticks(6, { ...every(15), at: NOW + second * SECOND }, (minute) => lateMs[minute] ?? 0);
    expect(times).toHaveLength(24);
    expect(Math.max(...gapsIn(times).map((gap) => Math.abs(gap - 15)))).toBeLessThanOrEqual(1);
  });
});

it('a tick that arrives after its minute plans the last missed check and those to come', async () => {
  const { delays, outcome } = await tick({ ...every(15), lateMs: 62 * SECOND });
  const [first, ...rest] = delays;
  expect(first).toBe(0);
  expect(rest.every((delay) => delay > 0 && delay <= 15)).toBe(true);
  expect(delays.length).toBeLessThanOrEqual(2);
  expect(outcome).toMatchObject({ checks: delays.length });
});

it.each([
  { lateMs: 75 * SECOND - 1, kind: 'planned' },
  { lateMs: 75 * SECOND, kind: 'dropped' },
  { lateMs: 75 * SECOND + 1, kind: 'dropped' },
])('a tick that is $lateMs ms late is $kind', async ({ lateMs, kind }) => {
  expect((await tick({ lateMs })).outcome).toMatchObject({ kind });
});
