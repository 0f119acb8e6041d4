// Contract layer: leases, over memory and over DynamoDB.
import { LeaseLost } from '#shared/domain/model/errors.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { errorsOf, overEveryTable } from './every-table.ts';

const HELD_UNTIL = NOW + 120 * SECOND;

overEveryTable((given) => {
  const acquire = (owner: string, now = NOW, service = 'registry') => given().leases.acquire(service, owner, now, 120);

  it.each([
    { after: 'one millisecond before it expires', now: HELD_UNTIL - 1, isGiven: false },
    { after: 'when it expires', now: HELD_UNTIL, isGiven: true },
    { after: 'after it expired', now: HELD_UNTIL + 1, isGiven: true },
  ])('a lease is given to another owner $after: $isGiven', async ({ now, isGiven }) => {
    expect(await acquire('one')).toBe(1);
    const second = acquire('two', now);
    await (isGiven
      ? expect(second).resolves.toBe(2)
      : expect(second).rejects.toThrow('held by one until 2026-11-23T10:02:00.000Z'));
  });

  it('the owner renews a lease under a higher epoch', async () => {
    expect([await acquire('one'), await acquire('one')]).toEqual([1, 2]);
  });

  it('a released lease is free at once, and the epochs go on', async () => {
    const first = await acquire('one');
    await given().leases.release('registry', 'one');
    expect(await acquire('two')).toBeGreaterThan(first);
  });

  it('only its owner releases a lease', async () => {
    await acquire('one');
    await given().leases.release('registry', 'two');
    await given().leases.release('gateway', 'two');
    await expect(acquire('two')).rejects.toThrow(LeaseLost);
  });

  it('one of two concurrent owners gets the lease', async () => {
    expect(await errorsOf([acquire('one'), acquire('two')])).toEqual([expect.any(LeaseLost)]);
  });

  it('each service has its own lease', async () => {
    await acquire('one');
    expect(await acquire('two', NOW, 'gateway')).toBe(1);
  });
});
