/** Repeatable chance: the same seed gives the same draws. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Uniform in [low, high). */
  readonly between: (low: number, high: number) => number;
  /** A whole number, uniform in [low, high], both included. */
  readonly integer: (low: number, high: number) => number;
  readonly normal: (mean: number, deviation: number) => number;
  /** How many events happen where `mean` are expected. */
  readonly poisson: (mean: number) => number;
  /** How many of `trials` succeed when each does so with `probability`. */
  readonly binomial: (trials: number, probability: number) => number;
  /** Throws a RangeError on an empty list. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** A stream of its own for one part of the world, the same whatever has been drawn here before. */
  readonly fork: (name: string) => Random;
}

/** Above this expectation the normal distribution stands in: fast, and nobody will see the difference. */
const LARGE = 30;

/** FNV-1a: spreads a name and a seed over 32 bits. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
};

/** Mulberry32: one 32-bit word of state, good enough for a world and very fast. */
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
  const normal = (mean: number, deviation: number): number =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const whole = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));

  /** Knuth's product of uniforms. */
  const smallPoisson = (mean: number): number => {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = next(); product > limit; product *= next()) count += 1;
    return count;
  };
  /** Leaps from success to success, so that rare successes cost next to nothing. */
  const smallBinomial = (trials: number, probability: number): number => {
    const logFailure = Math.log(1 - probability);
    let successes = 0;
    for (
      let trial = Math.log(1 - next()) / logFailure;
      trial < trials;
      trial += 1 + Math.log(1 - next()) / logFailure
    ) {
      successes += 1;
      trial = Math.floor(trial);
    }
    return successes;
  };
  const binomial = (trials: number, probability: number): number => {
    if (trials <= 0 || probability <= 0) return 0;
    if (probability >= 1) return trials;
    if (probability > 0.5) return trials - binomial(trials, 1 - probability);
    const mean = trials * probability;
    return mean > LARGE
      ? whole(normal(mean, Math.sqrt(mean * (1 - probability))), trials)
      : smallBinomial(trials, probability);
  };

  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    integer,
    normal,
    poisson: (mean) =>
      mean > LARGE ? whole(normal(mean, Math.sqrt(mean)), Number.MAX_SAFE_INTEGER) : mean > 0 ? smallPoisson(mean) : 0,
    binomial,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('cannot pick from an empty list');
      return list[integer(0, list.length - 1)] as (typeof list)[number];
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
};
