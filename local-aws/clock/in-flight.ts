import { setImmediate as nextTurn } from 'node:timers/promises';

/** Tracked work that has not settled. */
export interface InFlight {
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  /** True when all tracked work and everything that follows from it has settled. */
  readonly isSettled: () => boolean;
  readonly settle: () => Promise<void>;
}

/** Turns of the event loop without new work, after which the promises that follow from tracked work have settled. */
const QUIET_TURNS = 2;

export const createInFlight = (): InFlight => {
  let count = 0;
  let isUnsettled = false;
  let onLastLanded: (() => void) | undefined;
  const land = (): void => {
    count -= 1;
    if (count === 0) onLastLanded?.();
  };
  const lastLanded = (): Promise<void> =>
    new Promise((resolve) => {
      onLastLanded = resolve;
    });

  return {
    isSettled: () => !isUnsettled && count === 0,
    track: (work) => {
      count += 1;
      isUnsettled = true;
      work.then(land, land);
      return work;
    },
    settle: async () => {
      for (let quietTurns = 0; quietTurns < QUIET_TURNS; quietTurns += 1) {
        isUnsettled = false;
        if (count > 0) await lastLanded();
        await nextTurn();
        if (isUnsettled || count > 0) quietTurns = -1;
      }
    },
  };
};
