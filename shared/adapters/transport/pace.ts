import { SECOND } from '#shared/domain/model/time.ts';

/** Time as calls see it: milliseconds since any beginning, never running back. */
export interface Timing {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Begins the work when it is its turn. */
export type Pace = <T>(work: () => Promise<T>) => Promise<T>;

/** For a world whose time stands still while it is asked: whoever waited there would wait for ever. */
export const WITHOUT_WAITING: Timing = { now: () => 0, sleep: async () => undefined };

/**
 * Lets work begin in the order in which it comes, at most `perSecond` of it within any second; after a quiet second so much
 * begins at once. The second slides: a bucket that refills would let nearly twice as much begin in the first one.
 */
export const pace = (perSecond: number, { now, sleep }: Timing): Pace => {
  const begins: number[] = [];
  return async (work) => {
    const asked = now();
    const before = begins.length < perSecond ? undefined : begins.shift();
    const begin = before === undefined ? asked : Math.max(asked, before + SECOND);
    begins.push(begin);
    if (begin > asked) await sleep(begin - asked);
    return work();
  };
};
