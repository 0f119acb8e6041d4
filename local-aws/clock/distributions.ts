/** Draws a uniform number in [0, 1). */
export type Uniform = () => number;

/** Above this mean the normal distribution approximates the count: faster, and close enough for traffic. */
const LARGE_MEAN = 30;

export const drawNormal = (next: Uniform, mean: number, deviation: number): number =>
  mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

export const drawPoisson = (next: Uniform, mean: number): number => {
  if (mean <= 0) return 0;
  return mean > LARGE_MEAN
    ? wholeNumber(drawNormal(next, mean, Math.sqrt(mean)), Number.MAX_SAFE_INTEGER)
    : smallPoisson(next, mean);
};

export const drawBinomial = (next: Uniform, trials: number, probability: number): number => {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - drawBinomial(next, trials, 1 - probability);
  const mean = trials * probability;
  return mean > LARGE_MEAN
    ? wholeNumber(drawNormal(next, mean, Math.sqrt(mean * (1 - probability))), trials)
    : smallBinomial(next, trials, probability);
};

const wholeNumber = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));

/** Multiplies uniform numbers until the product falls below e^-mean (Knuth). */
const smallPoisson = (next: Uniform, mean: number): number => {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count += 1;
  return count;
};

/** Jumps from success to success, so that rare successes take few draws. */
const smallBinomial = (next: Uniform, trials: number, probability: number): number => {
  const logFailure = Math.log(1 - probability);
  const gap = (): number => Math.log(1 - next()) / logFailure;
  let successes = 0;
  for (let trial = gap(); trial < trials; trial = Math.floor(trial) + (1 + gap())) successes += 1;
  return successes;
};
