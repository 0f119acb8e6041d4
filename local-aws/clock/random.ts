import { drawBinomial, drawNormal, drawPoisson } from './distributions.ts';
import { hash } from './hash.ts';

/** Seeded random numbers: the same seed gives the same sequence. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Uniform in [low, high). */
  readonly between: (low: number, high: number) => number;
  /** Integer, uniform in [low, high]. */
  readonly integer: (low: number, high: number) => number;
  readonly normal: (mean: number, deviation: number) => number;
  /** Number of events where `mean` are expected. */
  readonly poisson: (mean: number) => number;
  /** Number of successes in `trials`, each with `probability`. */
  readonly binomial: (trials: number, probability: number) => number;
  /** Throws a RangeError on an empty list. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** Derives an independent sequence from the seed and a name, regardless of the numbers drawn so far. */
  readonly fork: (name: string) => Random;
}

/** Mulberry32: one 32-bit word of state, fast, and good enough for a simulation. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const createRandom = (seed: number | string): Random => {
  const next = mulberry32(hash(String(seed)));
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    integer,
    normal: (mean, deviation) => drawNormal(next, mean, deviation),
    poisson: (mean) => drawPoisson(next, mean),
    binomial: (trials, probability) => drawBinomial(next, trials, probability),
    pick: (list) => {
      if (list.length === 0) throw new RangeError('cannot pick from an empty list');
      return list[integer(0, list.length - 1)] as (typeof list)[number];
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
};
