import type { Instant } from '#shared/domain/model/time.ts';
import { type Agenda, createAgenda, planning } from './agenda.ts';
import type { WorldClock } from './clock.ts';

export interface RealClock extends WorldClock {
  /** Cancels the wake-up; no planned call runs afterwards. */
  readonly stop: () => void;
}

/** Monotonic wall time in milliseconds, with its timer. */
export interface WallTime {
  readonly now: () => number;
  /** Calls `run` once after the delay; returns the function that cancels the call. */
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
  /** Simulated seconds per second of wall time. */
  readonly speed: number;
  readonly wallTime?: WallTime;
}

/** The clock showed `shownAt` when wall time was `wallAt`. */
interface ClockState {
  readonly agenda: Agenda;
  readonly speed: number;
  readonly wallTime: WallTime;
  shownAt: Instant;
  wallAt: number;
  inFlight: number;
  isRunningCalls: boolean;
  isStopped: boolean;
  cancelWake: () => void;
}

/**
 * Creates a clock that follows wall time at a multiple of its speed. It stands still while tracked work is in flight.
 * A planned call sees the instant for which it was planned, so that a late machine never shows in the simulated time.
 */
export const createRealClock = ({ start, speed, wallTime = WALL_TIME }: RealClockOptions): RealClock => {
  const state: ClockState = {
    agenda: createAgenda(),
    speed,
    wallTime,
    shownAt: start,
    wallAt: wallTime.now(),
    inFlight: 0,
    isRunningCalls: false,
    isStopped: false,
    cancelWake: () => undefined,
  };
  const now = (): Instant => nowOf(state);
  const onSettled = (): void => release(state);
  return {
    now,
    ...planning(now, (instant, run) => {
      const timer = state.agenda.add(instant, run);
      if (!state.isRunningCalls) wakeForNext(state);
      return timer;
    }),
    track: (work) => {
      hold(state);
      work.then(onSettled, onSettled);
      return work;
    },
    stop: () => {
      state.shownAt = now();
      state.isStopped = true;
      state.cancelWake();
    },
  };
};

const isFlowing = ({ inFlight, isRunningCalls, isStopped }: ClockState): boolean =>
  inFlight === 0 && !isRunningCalls && !isStopped;

const nowOf = (state: ClockState): Instant =>
  isFlowing(state) ? state.shownAt + (state.wallTime.now() - state.wallAt) * state.speed : state.shownAt;

const hold = (state: ClockState): void => {
  state.shownAt = nowOf(state);
  state.inFlight += 1;
  state.cancelWake();
};

const release = (state: ClockState): void => {
  state.inFlight -= 1;
  if (state.inFlight > 0) return;
  state.wallAt = state.wallTime.now();
  wakeForNext(state);
};

const wakeForNext = (state: ClockState): void => {
  state.cancelWake();
  const nextAt = state.agenda.nextAt();
  if (nextAt === undefined || !isFlowing(state)) return;
  const delayMs = Math.max(0, (nextAt - nowOf(state)) / state.speed);
  state.cancelWake = state.wallTime.wake(delayMs, () => runDue(state));
};

const runDue = (state: ClockState): void => {
  const reached = nowOf(state);
  const reachedWallAt = state.wallTime.now();
  state.isRunningCalls = true;
  runCallsUntil(state, reached);
  state.isRunningCalls = false;
  if (isFlowing(state)) state.shownAt = Math.max(state.shownAt, reached);
  state.wallAt = reachedWallAt;
  wakeForNext(state);
};

const runCallsUntil = (state: ClockState, reached: Instant): void => {
  const { agenda } = state;
  for (let nextAt = agenda.nextAt(); nextAt !== undefined && nextAt <= reached; nextAt = agenda.nextAt()) {
    if (state.inFlight > 0 || state.isStopped) return;
    state.shownAt = Math.max(state.shownAt, nextAt);
    agenda.take()?.run();
  }
};
