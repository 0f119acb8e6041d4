// Unit layer: reset-breaker with one reserved step, against the stores in memory.
import { resetBreaker } from '#functions/reset-breaker/reset-breaker.ts';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aResetBreakerPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { carriedOut, rejecting, replacing, reserved } from '../services-in-memory.ts';

/** A plan for version 7 of a breaker that opened a minute ago and is at the version given. */
const withBreaker = async (version: number, given: Partial<BreakerRecord> = {}) => {
  const fake = await reserved(aResetBreakerPlan());
  const open = { name: 'backend', state: 'open', openedAt: NOW - MINUTE, failedResets: 0 } as const;
  for (let at = 1; at <= version; at += 1)
    await fake.stores.breakers.write('registry', { ...open, version: at, ...given }, at - 1);
  return fake;
};

it('an open breaker becomes half-open at the lowest step of its ramp', async () => {
  const fake = await withBreaker(7);
  expect(await carriedOut(fake, resetBreaker)).toMatchObject({ result: 'done' });
  expect(await fake.stores.breakers.readAll('registry')).toMatchObject([
    { state: 'half-open', version: 8, ramp: { percent: 1 } },
  ]);
});

it('a half-open breaker begins its ramp anew', async () => {
  const ramp = { percent: 25, since: NOW - 10 * MINUTE, calls: 3, failures: 0 } as const;
  const fake = await withBreaker(7, { state: 'half-open', ramp });
  expect(await carriedOut(fake, resetBreaker)).toMatchObject({ result: 'done' });
  expect(await fake.stores.breakers.readAll('registry')).toMatchObject([
    { state: 'half-open', version: 8, failedResets: 1, ramp: { percent: 1, calls: 0 } },
  ]);
});

it.each([
  { what: 'has been written since', version: 8, given: {} },
  { what: 'has made progress since', version: 8, given: { state: 'half-open' } },
  { what: 'was forced open by an operator', version: 7, given: { state: 'forced-open' } },
  { what: 'is closed', version: 7, given: { state: 'closed' } },
  { what: 'does not exist', version: 0, given: {} },
] as const)('a reset is refused when the breaker $what', async ({ version, given }) => {
  const fake = await withBreaker(version, given);
  expect(await carriedOut(fake, resetBreaker)).toMatchObject({ result: 'refused: facts-changed' });
});

it.each([
  { error: new WriteConflict('busy'), result: 'refused: facts-changed' },
  { error: new TypeError('broken'), result: 'failed: TypeError' },
])('a reset whose write ends in $error.name is $result', async ({ error, result }) => {
  const fake = await withBreaker(7);
  const services = replacing(fake, 'breakers', { write: rejecting(error) });
  expect(await carriedOut(fake, resetBreaker, services)).toMatchObject({ result });
});
