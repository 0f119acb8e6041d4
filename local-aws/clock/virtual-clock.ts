import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Instant } from '#shared/domain/model/time.ts';
import { createAgenda, planning } from './agenda.ts';
import type { WorldClock } from './clock.ts';

export interface VirtualClock extends WorldClock {
  /** Runs everything that is due up to and including `instant`, as fast as it goes, and leaves the clock at `instant`. */
  readonly runUntil: (instant: Instant) => Promise<void>;
}

/** Work that was tracked may have promises of its own still to settle: so many turns of the event loop must be quiet. */
const QUIET_TURNS = 2;

/**
 * Time as a number that jumps from one planned event to the next. It jumps only when nothing tracked is in flight; as
 * long as events are synchronous, no await is paid for. What is tracked must not itself wait for this clock.
 */
export const createVirtualClock = (start: Instant): VirtualClock => {
  const agenda = createAgenda();
  let now = start;
  let inFlight = 0;
  let unsettled = false;
  let landed: (() => void) | undefined;

  const land = (): void => {
    inFlight -= 1;
    if (inFlight === 0) landed?.();
  };
  const nothingInFlight = (): Promise<void> =>
    new Promise((resolve) => {
      landed = resolve;
    });
  const settle = async (): Promise<void> => {
    for (let quietTurns = 0; quietTurns < QUIET_TURNS; quietTurns += 1) {
      unsettled = false;
      if (inFlight > 0) await nothingInFlight();
      await nextTurn();
      if (unsettled || inFlight > 0) quietTurns = -1;
    }
  };
  const readNow = (): Instant => now;

  return {
    now: readNow,
    ...planning(readNow, (instant, run) => agenda.add(Math.max(instant, now), run)),
    track: (work) => {
      inFlight += 1;
      unsettled = true;
      work.then(land, land);
      return work;
    },
    runUntil: async (instant) => {
      for (;;) {
        if (unsettled || inFlight > 0) await settle();
        const nextAt = agenda.nextAt();
        if (nextAt === undefined || nextAt > instant) break;
        now = nextAt;
        agenda.take()?.run();
      }
      now = Math.max(now, instant);
    },
  };
};
