import type { WallTime } from '#local-aws/clock/real-clock.ts';

/** Wall time that hurries at first, for what need not be waited for, until it is told to calm down. */
export interface HurriedWallTime extends WallTime {
  readonly calmDown: () => void;
}

/** `pace`: how many times as fast as real time it goes while it hurries. */
export const hurriedWallTime = (pace: number): HurriedWallTime => {
  let factor = pace;
  let since = performance.now();
  let shown = 0;
  const now = (): number => shown + (performance.now() - since) * factor;
  return {
    now,
    wake: (delayMs, run) => {
      const timeout = setTimeout(run, delayMs / factor);
      return () => clearTimeout(timeout);
    },
    calmDown: () => {
      shown = now();
      since = performance.now();
      factor = 1;
    },
  };
};
