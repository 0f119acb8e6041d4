import { SECOND } from '#shared/domain/model/time.ts';

/** Timing measures milliseconds from any origin and never runs backwards. */
export interface Timing {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Starts the work as soon as the rate allows. */
export type Pace = <T>(work: () => Promise<T>) => Promise<T>;

/** Virtual time does not advance during a call, so a caller that slept would never wake up. */
export const WITHOUT_WAITING: Timing = { now: () => 0, sleep: async () => undefined };

/**
 * Starts work in order of arrival, at most `perSecond` within any second. After an idle second that many start at once.
 * The window slides, because a token bucket that refills would let nearly twice as many start within its first second.
 */
export const pace = (perSecond: number, { now, sleep }: Timing): Pace => {
  const starts: number[] = [];
  return async (work) => {
    const asked = now();
    const oldest = starts.length < perSecond ? undefined : starts.shift();
    const start = oldest === undefined ? asked : Math.max(asked, oldest + SECOND);
    starts.push(start);
    if (start > asked) await sleep(start - asked);
    return work();
  };
};
