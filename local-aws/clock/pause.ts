import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Timer, WorldClock } from './clock.ts';

/**
 * Plans a call that settles promises, and stops the time until the code that waits for them has run. Otherwise a
 * virtual clock would take its next event first.
 */
export const wakeAfter = (clock: WorldClock, delayMs: number, wake: () => void): Timer =>
  clock.after(Math.max(0, delayMs), () => {
    wake();
    void clock.track(nextTurn());
  });

/** Resolves after `delayMs` of the clock's time. */
export const pause = (clock: WorldClock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    wakeAfter(clock, delayMs, resolve);
  });
