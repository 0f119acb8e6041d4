// Unit layer: plan-checks against a recording queue.
import { planChecks } from '#functions/plan-checks/plan-checks.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/an-observation.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';

const tick = async (policies: Parameters<typeof fakeServices>[0], time = NOW) => {
  const { services, done } = fakeServices({ now: time, ...policies });
  const outcome = await planChecks(services)({ 'detail-type': 'Scheduled Event', source: 'aws.events', time });
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
    expect(Math.max(...delays)).toBeLessThan(60);
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

it('counts the delay from now, not from the tick, and lets nothing be late before it began', async () => {
  const policies = [aPolicy({ cadenceSeconds: 1 })];
  const { services, done } = fakeServices({ now: NOW + 2 * SECOND, policies });
  await planChecks(services)({ 'detail-type': 'Scheduled Event', source: 'aws.events', time: NOW });
  expect(done.checks.map(({ delaySeconds }) => delaySeconds).slice(0, 4)).toEqual([0, 0, 0, 1]);
});

it.each([
  { lateMs: MINUTE - 1, kind: 'planned' },
  { lateMs: MINUTE, kind: 'dropped' },
  { lateMs: MINUTE + 1, kind: 'dropped' },
])('a tick that arrives $lateMs ms late is $kind', async ({ lateMs, kind }) => {
  const { services } = fakeServices({ now: NOW + lateMs });
  expect((await planChecks(services)({ 'detail-type': 'Scheduled Event', source: 'aws.events', time: NOW })).kind).toBe(
    kind,
  );
});
