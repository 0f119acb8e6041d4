import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#shared/ports/system.ts';
import type { Timing } from '../transport/pace.ts';

export const systemClock: Clock = { now: () => Date.now() };

/** The timing uses the monotonic clock, because the system time can be set back. */
export const systemTiming: Timing = {
  now: () => performance.now(),
  sleep: (milliseconds) => wait(Math.ceil(milliseconds)),
};
