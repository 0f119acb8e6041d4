import TinyQueue from 'tinyqueue';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Timer } from './clock.ts';

interface Entry {
  readonly at: Instant;
  readonly sequence: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Planned calls in order of time. Calls for the same instant keep the order in which they were added. */
export interface Agenda {
  readonly add: (at: Instant, run: () => void) => Timer;
  /** Returns the instant of the next call; `undefined` when nothing is planned. */
  readonly nextAt: () => Instant | undefined;
  /** Removes the next call and returns it. */
  readonly take: () => { readonly at: Instant; readonly run: () => void } | undefined;
}

const byTime = (one: Entry, other: Entry): number => one.at - other.at || one.sequence - other.sequence;

/** Creates an empty agenda. A cancelled entry stays in the queue until it is the next one. */
export const createAgenda = (): Agenda => {
  const queue = new TinyQueue<Entry>([], byTime);
  let sequence = 0;
  const next = (): Entry | undefined => {
    while (queue.peek()?.cancelled) queue.pop();
    return queue.peek();
  };

  return {
    add: (at, run) => {
      const entry: Entry = { at, sequence: sequence++, run, cancelled: false };
      queue.push(entry);
      return {
        cancel: () => {
          entry.cancelled = true;
        },
      };
    },
    nextAt: () => next()?.at,
    take: () => next() && queue.pop(),
  };
};

/** The methods by which a clock plans calls, built from its time and its way to plan a single call. */
export const planning = (now: () => Instant, at: (instant: Instant, run: () => void) => Timer) => ({
  at,
  after: (delayMs: number, run: () => void): Timer => at(now() + delayMs, run),
  every: (periodMs: number, run: () => void): Timer => {
    let next = now() + periodMs;
    let timer = at(next, again);
    let cancelled = false;
    function again(): void {
      run();
      if (cancelled) return;
      next += periodMs;
      timer = at(next, again);
    }
    return {
      cancel: () => {
        cancelled = true;
        timer.cancel();
      },
    };
  },
});
