import type { Instant } from '#shared/domain/model/time.ts';
import { createAgenda, planning } from './agenda.ts';
import type { WorldClock } from './clock.ts';
import { createInFlight } from './in-flight.ts';

export interface VirtualClock extends WorldClock {
  /** Runs every call planned up to and including `instant` without waiting, then shows `instant`. */
  readonly runUntil: (instant: Instant) => Promise<void>;
}

/**
 * Creates a clock that jumps from one planned call to the next. It jumps only when all tracked work has settled, and
 * awaits nothing as long as calls are synchronous. Tracked work must not itself wait for this clock.
 */
export const createVirtualClock = (start: Instant): VirtualClock => {
  const agenda = createAgenda();
  const inFlight = createInFlight();
  let now = start;
  const readNow = (): Instant => now;

  return {
    now: readNow,
    ...planning(readNow, (instant, run) => agenda.add(Math.max(instant, now), run)),
    track: inFlight.track,
    runUntil: async (instant) => {
      for (;;) {
        if (!inFlight.isSettled()) await inFlight.settle();
        const nextAt = agenda.nextAt();
        if (nextAt === undefined || nextAt > instant) break;
        now = nextAt;
        agenda.take()?.run();
      }
      now = Math.max(now, instant);
    },
  };
};
