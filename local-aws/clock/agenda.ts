import type { Instant } from '#shared/domain/model/time.ts';
import type { Timer } from './clock.ts';

interface Entry {
  readonly at: Instant;
  readonly sequence: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** What is to happen, earliest first; entries of one instant keep the order in which they were made. */
export interface Agenda {
  readonly add: (at: Instant, run: () => void) => Timer;
  /** When the next entry is due; `undefined` when nothing is planned. */
  readonly nextAt: () => Instant | undefined;
  /** Takes the next entry off the agenda. */
  readonly take: () => { readonly at: Instant; readonly run: () => void } | undefined;
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.sequence < other.sequence);

/** A binary heap; a cancelled entry stays in it until it comes to the top. */
export const createAgenda = (): Agenda => {
  const heap: Entry[] = [];
  let sequence = 0;

  const swap = (one: number, other: number): void => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return;
    heap[one] = b;
    heap[other] = a;
  };
  const precedes = (one: number, other: number): boolean => {
    const [a, b] = [heap[one], heap[other]];
    return a !== undefined && b !== undefined && isBefore(a, b);
  };
  const rise = (from: number): void => {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!precedes(index, parent)) return;
      swap(index, parent);
      index = parent;
    }
  };
  const sink = (): void => {
    let index = 0;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const child = precedes(right, left) ? right : left;
      if (!precedes(child, index)) return;
      swap(index, child);
      index = child;
    }
  };
  const removeTop = (): Entry | undefined => {
    swap(0, heap.length - 1);
    const top = heap.pop();
    sink();
    return top;
  };
  const dropCancelled = (): void => {
    while (heap[0]?.cancelled) removeTop();
  };

  return {
    add: (at, run) => {
      const entry: Entry = { at, sequence: sequence++, run, cancelled: false };
      heap.push(entry);
      rise(heap.length - 1);
      return {
        cancel: () => {
          entry.cancelled = true;
        },
      };
    },
    nextAt: () => {
      dropCancelled();
      return heap[0]?.at;
    },
    take: () => {
      dropCancelled();
      return removeTop();
    },
  };
};

/** The three ways of planning ahead that a clock offers, given its way to read the time and to plan one thing. */
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
