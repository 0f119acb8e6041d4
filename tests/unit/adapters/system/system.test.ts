// Unit layer: the clock, the timing and the ids of the machine.
import { systemClock, systemIds, systemTiming } from '#shared/adapters/system/system.ts';

it.each([systemClock, systemTiming])('the time does not run backwards', async ({ now }) => {
  const before = now();
  await systemTiming.sleep(0.5);
  expect(now()).toBeGreaterThanOrEqual(before);
});

it('two ids differ', () => {
  expect(systemIds.next()).not.toBe(systemIds.next());
});
