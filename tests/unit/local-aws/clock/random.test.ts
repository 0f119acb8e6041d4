// Unit layer: repeatable random numbers and ids.
import { createIds } from '#local-aws/clock/ids.ts';
import { createRandom } from '#local-aws/clock/random.ts';

const draws = (draw: () => number, count = 20_000): readonly number[] => Array.from({ length: count }, draw);
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const variance = (numbers: readonly number[]): number => {
  const middle = mean(numbers);
  return mean(numbers.map((number) => (number - middle) ** 2));
};

describe('a random source', () => {
  it('draws the same numbers for the same seed, and others for another seed', () => {
    const fiveOf = (seed: number) => draws(createRandom(seed).next, 5);
    expect(fiveOf(1)).toEqual(fiveOf(1));
    expect(fiveOf(1)).not.toEqual(fiveOf(2));
  });

  it('gives each fork a stream of its own, which earlier draws do not change', () => {
    const [fresh, used] = [createRandom(1), createRandom(1)];
    used.next();
    expect(used.fork('traffic').next()).toBe(fresh.fork('traffic').next());
    expect(fresh.fork('traffic').next()).not.toBe(fresh.fork('faults').next());
  });

  it.each([0.5, 8, 100])('draws Poisson counts with mean and variance %d', (expected) => {
    const random = createRandom(3);
    const drawn = draws(() => random.poisson(expected));
    expect(mean(drawn) / expected).toBeCloseTo(1, 1);
    expect(variance(drawn) / expected).toBeCloseTo(1, 1);
  });

  it.each([
    { trials: 25, probability: 0.01 },
    { trials: 25, probability: 0.5 },
    { trials: 25, probability: 0.97 },
    { trials: 1_000, probability: 0.3 },
  ])('draws binomial counts of $trials trials with probability $probability', ({ trials, probability }) => {
    const random = createRandom(5);
    const drawn = draws(() => random.binomial(trials, probability));
    expect(mean(drawn) / (trials * probability)).toBeCloseTo(1, 1);
    expect(variance(drawn) / (trials * probability * (1 - probability))).toBeCloseTo(1, 0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(trials);
  });

  it.each([
    { trials: 10, probability: 0, count: 0 },
    { trials: 10, probability: 1, count: 10 },
    { trials: 0, probability: 0.5, count: 0 },
  ])('always draws $count of $trials trials with probability $probability', ({ trials, probability, count }) => {
    expect(createRandom(1).binomial(trials, probability)).toBe(count);
  });

  it('draws integers from a range with both ends, and real numbers without the upper end', () => {
    const random = createRandom(9);
    expect(new Set(draws(() => random.integer(3, 5)))).toEqual(new Set([3, 4, 5]));
    expect(draws(() => random.between(2, 3)).every((value) => value >= 2 && value < 3)).toBe(true);
  });

  it('refuses to pick from an empty list', () => {
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
  });
});

describe('generated ids', () => {
  it('have the forms of AWS', () => {
    const ids = createIds(createRandom(1));
    expect(ids.hex(32)).toMatch(/^[0-9a-f]{32}$/);
    expect(ids.digits(19)).toMatch(/^[1-9][0-9]{18}$/);
    expect(ids.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
