import type { Instant } from '#shared/domain/model/time.ts';
import { createAgenda, planning } from './agenda.ts';
import type { WorldClock } from './clock.ts';

export interface RealClock extends WorldClock {
  /** Lets go of the last timer; nothing planned runs afterwards. */
  readonly stop: () => void;
}

/** Wall time as the clock needs it; in milliseconds, monotonic. */
export interface WallTime {
  readonly now: () => number;
  /** Calls `run` once after the delay; answers with the way to call it off. */
  readonly wake: (delayMs: number, run: () => void) => () => void;
}

const WALL_TIME: WallTime = {
  now: () => performance.now(),
  wake: (delayMs, run) => {
    const timeout = setTimeout(run, delayMs);
    return () => clearTimeout(timeout);
  },
};

export interface RealClockOptions {
  readonly start: Instant;
  /** World seconds per second of wall time. */
  readonly speed: number;
  readonly wallTime?: WallTime;
}

/**
 * Wall time made faster by a factor. It stands still while something tracked is in flight, and, while planned events
 * run, shows the instant for which they were planned: lateness of the machine is never seen in the world.
 */
export const createRealClock = ({ start, speed, wallTime = WALL_TIME }: RealClockOptions): RealClock => {
  const agenda = createAgenda();
  let worldAt = start;
  let wallAt = wallTime.now();
  let inFlight = 0;
  let running = false;
  let stopped = false;
  let cancelWake: () => void = () => undefined;

  const flowing = (): boolean => inFlight === 0 && !running && !stopped;
  const now = (): Instant => (flowing() ? worldAt + (wallTime.now() - wallAt) * speed : worldAt);

  const runDue = (): void => {
    const reached = now();
    const reachedWallAt = wallTime.now();
    running = true;
    for (let nextAt = agenda.nextAt(); nextAt !== undefined && nextAt <= reached; nextAt = agenda.nextAt()) {
      if (inFlight > 0 || stopped) break;
      worldAt = Math.max(worldAt, nextAt);
      agenda.take()?.run();
    }
    running = false;
    if (inFlight === 0 && !stopped) worldAt = Math.max(worldAt, reached);
    wallAt = reachedWallAt;
    arm();
  };
  const arm = (): void => {
    cancelWake();
    const nextAt = agenda.nextAt();
    if (nextAt === undefined || !flowing()) return;
    cancelWake = wallTime.wake(Math.max(0, (nextAt - now()) / speed), runDue);
  };
  const resume = (): void => {
    inFlight -= 1;
    if (inFlight > 0) return;
    wallAt = wallTime.now();
    arm();
  };

  return {
    now,
    ...planning(now, (instant, run) => {
      const timer = agenda.add(instant, run);
      if (!running) arm();
      return timer;
    }),
    track: (work) => {
      worldAt = now();
      inFlight += 1;
      cancelWake();
      work.then(resume, resume);
      return work;
    },
    stop: () => {
      worldAt = now();
      stopped = true;
      cancelWake();
    },
  };
};
