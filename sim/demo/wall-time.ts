import type { WallTime } from '#local-aws/clock/real-clock.ts';

/** Wall time that runs faster until it is switched to normal speed. */
export interface AcceleratedWallTime extends WallTime {
  readonly toNormalSpeed: () => void;
}

/** Creates wall time that runs `factor` times as fast as the real one. */
export const acceleratedWallTime = (factor: number): AcceleratedWallTime => {
  let speed = factor;
  let since = performance.now();
  let offset = 0;
  const now = (): number => offset + (performance.now() - since) * speed;
  return {
    now,
    wake: (delayMs, run) => {
      const timeout = setTimeout(run, delayMs / speed);
      return () => clearTimeout(timeout);
    },
    toNormalSpeed: () => {
      offset = now();
      since = performance.now();
      speed = 1;
    },
  };
};
