import type { WallTime } from '#sim/world/real-clock.ts';

/** Wall time that can be made to leap, for what need not be waited for. */
export interface LeapingWallTime extends WallTime {
  readonly leap: (milliseconds: number) => void;
}

export const leapingWallTime = (): LeapingWallTime => {
  let leapt = 0;
  return {
    now: () => performance.now() + leapt,
    wake: (delayMs, run) => {
      const timeout = setTimeout(run, delayMs);
      return () => clearTimeout(timeout);
    },
    leap: (milliseconds) => {
      leapt += milliseconds;
    },
  };
};
