// Unit layer: findings about dependencies and about the breakers that protect them.

import { observed } from '#shared/domain/model/part.ts';
import type { DependencyProbe } from '#shared/domain/model/probe.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { level, type MinuteSeries } from '#tests/builders/metrics.ts';
import { aDependencyProbe, someTraffic } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const DOWN: ServiceState = { down: ['database'] };
/** Half of the requests fail. */
const ERRORS = { target5xx: 3_000 };
/** A history whose newest minute has just ended. */
const upToNow = (metrics: MinuteSeries): ServiceState => ({ metrics, newestMinute: minutesAgo(1) });

describe('dependency-unreachable', () => {
  it.each([
    { dependency: 'database', why: 'critical', expected: true },
    { dependency: 'discovery', why: 'not critical', expected: false },
    { dependency: 'elsewhere', why: 'not in the policy', expected: false },
  ])('is found for a dependency that is $why: $expected', ({ dependency, expected }) => {
    expect(isFound('dependency-unreachable', { down: [dependency] })).toBe(expected);
  });

  it.each([
    { answer: { error: 'ECONNREFUSED' }, message: 'database does not answer: ECONNREFUSED' },
    { answer: {}, message: 'database does not answer: no reason given' },
  ])('quotes the error: $message', ({ answer, message }) => {
    expect(found('dependency-unreachable', { ...DOWN, dependency: { database: answer } })).toMatchObject([{ message }]);
  });

  const openedAt = minutesAgo(5);
  it.each<{ why: string; state: ServiceState; strength: string; since: number }>([
    { why: 'there is no other evidence', state: {}, strength: 'soft', since: NOW },
    { why: 'its breaker is open', state: { breaker: { state: 'open', openedAt } }, strength: 'hard', since: openedAt },
    { why: 'its breaker has no known opening', state: { breaker: 'open' }, strength: 'soft', since: NOW },
    {
      why: 'its breaker is half-open',
      state: { breaker: { state: 'half-open', openedAt } },
      strength: 'soft',
      since: NOW,
    },
    {
      why: 'another breaker is open',
      state: { breaker: { name: 'other', state: 'open', openedAt } },
      strength: 'soft',
      since: NOW,
    },
    {
      why: 'users get errors',
      state: { parts: { traffic: observed(minutesAgo(1), someTraffic(ERRORS)) } },
      strength: 'hard',
      since: minutesAgo(1),
    },
    {
      why: 'users have got errors for eight minutes',
      state: { traffic: ERRORS, ...upToNow({ requests: level(8, 100), failed: level(8, 50) }) },
      strength: 'hard',
      since: minutesAgo(8) + MINUTE,
    },
  ])('is $strength evidence when $why', ({ state, strength, since }) => {
    expect(found('dependency-unreachable', { ...DOWN, ...state })).toMatchObject([{ strength, since }]);
  });

  it.each([
    { protects: 'database', strength: 'hard' },
    { protects: 'discovery', strength: 'soft' },
  ])(
    'is $strength evidence when one of two breakers is open, which protects the $protects',
    ({ protects, strength }) => {
      const breakers = [
        { name: 'backend', kind: 'shared', dependency: protects },
        { name: 'other', kind: 'shared', dependency: 'artifacts' },
      ] as const;
      const state = { ...DOWN, policy: { breakers }, breaker: { state: 'open', openedAt } } as const;
      expect(found('dependency-unreachable', state)).toMatchObject([{ strength }]);
    },
  );

  it('counts failed probes in a row and begins with the first', () => {
    const dependency = { database: { inARow: 3, since: secondsAgo(40) } };
    expect(found('dependency-unreachable', { ...DOWN, dependency })).toMatchObject([
      { since: secondsAgo(40), seen: 3, strength: 'soft' },
    ]);
  });
});

describe('dependency-slow', () => {
  const slow = (latencyMs: number): ServiceState => ({
    traffic: { latencyP95Ms: 900 },
    dependency: { database: { latencyMs } },
  });

  it.each([
    { latencyMs: 499, expected: false },
    { latencyMs: 500, expected: true },
    { latencyMs: 501, expected: true },
  ])('is found after $latencyMs ms while the service is slow: $expected', ({ latencyMs, expected }) => {
    expect(isFound('dependency-slow', slow(latencyMs))).toBe(expected);
  });

  it('is not found while the service meets its latency objective', () => {
    expect(isFound('dependency-slow', { ...slow(900), traffic: {} })).toBe(false);
  });

  it('is not found for a dependency that is not critical', () => {
    const dependencies = [{ name: 'database', kind: 'tcp', host: 'db', port: 1, critical: false } as const];
    expect(isFound('dependency-slow', { ...slow(900), policy: { dependencies } })).toBe(false);
  });

  it.each([
    { minutes: 2, strength: 'soft' },
    { minutes: 3, strength: 'hard' },
  ])('is $strength evidence once the service has been slow for $minutes minutes', ({ minutes, strength }) => {
    const state = { ...slow(900), ...upToNow({ latencyP95Ms: level(minutes, 900) }) };
    expect(found('dependency-slow', state)).toMatchObject([
      { strength, since: minutesAgo(minutes), subject: 'database' },
    ]);
  });
});

describe('names-unresolved', () => {
  const unresolved = (dependency: string, given: Partial<DependencyProbe> = {}) =>
    aDependencyProbe(dependency, { ok: false, error: 'getaddrinfo ENOTFOUND db', ...given });

  it.each([
    { names: ['database'], expected: false },
    { names: ['database', 'discovery'], expected: true },
    { names: ['database', 'discovery', 'artifacts'], expected: true },
  ])('is found when none of $names resolves: $expected', ({ names, expected }) => {
    expect(isFound('names-unresolved', { dependencies: names.map((name) => unresolved(name)) })).toBe(expected);
  });

  it.each([
    { why: 'answers', other: unresolved('discovery', { ok: true }) },
    { why: 'resolves and is refused', other: unresolved('discovery', { error: 'ECONNREFUSED' }) },
    { why: 'gives no error', other: aDependencyProbe('discovery', { ok: false }) },
  ])('is not found when another dependency $why', ({ other }) => {
    expect(isFound('names-unresolved', { dependencies: [unresolved('database'), other] })).toBe(false);
  });

  it.each([
    { traffic: {}, strength: 'soft' },
    { traffic: ERRORS, strength: 'hard' },
  ])('is $strength evidence with traffic $traffic', ({ traffic, strength }) => {
    const dependencies = [unresolved('database'), unresolved('discovery')];
    const message = 'the names of the dependencies do not resolve: database, discovery';
    expect(found('names-unresolved', { dependencies, traffic })).toMatchObject([
      { strength, meaning: 'names-unresolved', message },
    ]);
  });
});
