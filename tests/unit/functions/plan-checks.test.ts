// Unit layer: plan-checks against a recording queue.
import { planChecks } from '#functions/plan-checks/plan-checks.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';

const aTick = (time: number) => ({ 'detail-type': 'Scheduled Event' as const, source: 'aws.events', time });

const tick = async (policies: Parameters<typeof fakeServices>[0], time = NOW) => {
  const { services, done } = fakeServices({ now: time, ...policies });
  const outcome = await planChecks(services)(aTick(time));
  return { outcome, checks: done.checks, delays: done.checks.map(({ delaySeconds }) => delaySeconds) };
};

const gaps = (delays: readonly number[]): readonly number[] =>
  delays.slice(1).map((delay, index) => delay - (delays[index] ?? 0));

describe('a service in its minute', () => {
  it.each([
    { cadenceSeconds: 10, times: 6 },
    { cadenceSeconds: 15, times: 4 },
    { cadenceSeconds: 30, times: 2 },
    { cadenceSeconds: 60, times: 1 },
  ])('with a cadence of $cadenceSeconds s is checked $times times, evenly', async ({ cadenceSeconds, times }) => {
    const { delays } = await tick({ policies: [aPolicy({ cadenceSeconds })] });
    expect(delays).toHaveLength(times);
    expect(new Set(gaps(delays)).size).toBeLessThanOrEqual(1);
    expect(gaps(delays).every((gap) => gap === cadenceSeconds)).toBe(true);
    expect(Math.max(...delays) - Math.min(...delays)).toBeLessThan(60);
  });

  it('keeps its pace over the minutes, also when they do not divide by it', async () => {
    const policies = [aPolicy({ cadenceSeconds: 25 })];
    const minutes = await Promise.all([0, 1, 2, 3, 4].map((minute) => tick({ policies }, NOW + minute * MINUTE)));
    const times = minutes.flatMap(({ delays }, minute) => delays.map((delay) => minute * 60 + delay));
    expect(gaps(times).every((gap) => gap === 25)).toBe(true);
    expect(times).toHaveLength(12);
  });

  it('with a cadence of five minutes gets its turn in one minute of five', async () => {
    const policies = [aPolicy({ cadenceSeconds: 300 })];
    const minutes = await Promise.all([0, 1, 2, 3, 4].map((minute) => tick({ policies }, NOW + minute * MINUTE)));
    expect(minutes.flatMap(({ checks }) => checks)).toHaveLength(1);
  });
});

describe('a fleet', () => {
  const fleet = (size: number) =>
    Array.from({ length: size }, (_, index) => aPolicy({ name: `service-${index}`, cadenceSeconds: 60 }));

  it('is spread over the minute, every service once', async () => {
    const { checks, delays } = await tick({ policies: fleet(120) });
    expect(checks.flatMap(({ check }) => check.services).sort()).toEqual(
      fleet(120)
        .map(({ name }) => name)
        .sort(),
    );
    expect(new Set(delays).size).toBeGreaterThan(30);
  });

  it.each([
    { services: 9, messages: 1 },
    { services: 10, messages: 1 },
    { services: 11, messages: 2 },
  ])('of which $services are due in the same second fits $messages messages', async ({ services, messages }) => {
    const { checks, outcome } = await tick({
      policies: Array.from({ length: services }, () => aPolicy({ cadenceSeconds: 60 })),
    });
    expect(checks).toHaveLength(messages);
    expect(outcome).toEqual({ kind: 'planned', messages, checks: services });
  });
});

describe('a rule that ticks at any second of the minute', () => {
  const MINUTES = 6;
  const phases = Array.from({ length: 60 }, (_, second) => second);

  /** The times, in seconds, at which a service is checked when each tick arrives so late. */
  const checkedAt = async (cadenceSeconds: number, phase: number, lateMs: (minute: number) => number) => {
    const policies = [aPolicy({ cadenceSeconds })];
    const times: number[] = [];
    for (let minute = 0; minute < MINUTES; minute += 1) {
      const time = NOW + phase * SECOND + minute * MINUTE;
      const arrives = time + lateMs(minute);
      const { services, done } = fakeServices({ now: arrives, policies });
      await planChecks(services)(aTick(time));
      times.push(...done.checks.map(({ delaySeconds }) => arrives / SECOND + delaySeconds));
    }
    return times;
  };

  it.each(phases.flatMap((phase) => [0, 3, 10].map((lateSeconds) => ({ phase, lateSeconds }))))(
    'at second $phase, delivered $lateSeconds s late, checks every 15 s without a gap',
    async ({ phase, lateSeconds }) => {
      const times = await checkedAt(15, phase, () => lateSeconds * SECOND);
      expect(times).toHaveLength(4 * MINUTES);
      expect(new Set(gaps(times))).toEqual(new Set([15]));
    },
  );

  it.each(phases)(
    'at second %i, delivered 0 to 10 s late as it comes, is off by no more than a second',
    async (phase) => {
      const times = await checkedAt(15, phase, (minute) => [0, 10_000, 200, 9_499, 1_501, 5_000][minute] ?? 0);
      expect(times).toHaveLength(4 * MINUTES);
      expect(Math.max(...gaps(times).map((gap) => Math.abs(gap - 15)))).toBeLessThanOrEqual(1);
    },
  );

  it('makes the last of the turns that a tick delivered too late has missed, and those to come', async () => {
    const policies = [aPolicy({ cadenceSeconds: 15 })];
    const { services, done } = fakeServices({ now: NOW + 62 * SECOND, policies });
    await planChecks(services)(aTick(NOW));
    const [first, ...rest] = done.checks.map(({ delaySeconds }) => delaySeconds);
    expect(first).toBe(0);
    expect(rest.every((delay) => delay > 0 && delay <= 15)).toBe(true);
    expect(done.checks.length).toBeLessThanOrEqual(2);
  });
});

it.each([
  { lateMs: 75 * SECOND - 1, kind: 'planned' },
  { lateMs: 75 * SECOND, kind: 'dropped' },
  { lateMs: 75 * SECOND + 1, kind: 'dropped' },
])('a tick whose minute ended, $lateMs ms after it, is $kind', async ({ lateMs, kind }) => {
  const { services } = fakeServices({ now: NOW + lateMs });
  expect((await planChecks(services)(aTick(NOW))).kind).toBe(kind);
});
