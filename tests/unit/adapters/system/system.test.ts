// Unit layer: the clock and the timing of the machine.
import { systemClock, systemTiming } from '#shared/adapters/system/system.ts';

it.each([systemClock, systemTiming])('the time does not run backwards', async ({ now }) => {
  const before = now();
  await systemTiming.sleep(0.5);
  expect(now()).toBeGreaterThanOrEqual(before);
});
