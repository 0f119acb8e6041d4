import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Timer, WorldClock } from './clock.ts';

/**
 * Runs something later that wakes promises, and holds the world until the code that they wake has run: a virtual clock
 * would otherwise take its next event first.
 */
export const wakeAfter = (clock: WorldClock, delayMs: number, wake: () => void): Timer =>
  clock.after(Math.max(0, delayMs), () => {
    wake();
    void clock.track(nextTurn());
  });

/** Resolves once `delayMs` of world time have passed. */
export const pause = (clock: WorldClock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    wakeAfter(clock, delayMs, resolve);
  });
