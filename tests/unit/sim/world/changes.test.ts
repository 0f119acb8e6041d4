// Unit layer: the record of calls that the simulated CloudTrail returns.
import { HOUR, SECOND } from '#shared/domain/model/time.ts';
import { recordCall } from '#sim/world/changes.ts';
import { aWorld } from '../a-world.ts';

const CALL = { role: 'operator', operation: 'UpdateService', input: {}, result: { kind: 'done', output: {} } } as const;

describe('the record of calls', () => {
  it('shows each call two to five minutes later, under an id of its own', () => {
    const { world, clock } = aWorld();
    for (let count = 0; count < 50; count += 1) recordCall(world, CALL);
    const delays = world.calls.map(({ visibleAt }) => (visibleAt - clock.now()) / SECOND);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(120);
    expect(Math.max(...delays)).toBeLessThanOrEqual(300);
    expect(new Set(delays).size).toBeGreaterThan(40);
    expect(new Set(world.calls.map(({ id }) => id)).size).toBe(50);
  });

  it.each([
    { after: 3 * HOUR, retained: 2 },
    { after: 3 * HOUR + SECOND, retained: 1 },
  ])('retains $retained of two calls that are $after ms apart', async ({ after, retained }) => {
    const { world, runFor } = aWorld();
    recordCall(world, CALL);
    await runFor(after / SECOND);
    recordCall(world, CALL);
    expect(world.calls).toHaveLength(retained);
  });
});
