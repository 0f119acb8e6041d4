// Unit layer: seeded random numbers and identifiers.
import { createIds } from '#local-aws/clock/ids.ts';
import { createRandom } from '#local-aws/clock/random.ts';

const DRAWS = 20_000;

const draws = (draw: () => number): readonly number[] => Array.from({ length: DRAWS }, draw);
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const variance = (numbers: readonly number[]): number => {
  const middle = mean(numbers);
  return mean(numbers.map((number) => (number - middle) ** 2));
};

it('seeded random numbers are the same for the same seed, and others for another seed', () => {
  const five = (seed: number): readonly number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 5 }, random.next);
  };
  expect(five(1)).toEqual(five(1));
  expect(five(1)).not.toEqual(five(2));
});

it('seeded random numbers are independent in a fork, regardless of the numbers drawn so far', () => {
  const [fresh, used] = [createRandom(1), createRandom(1)];
  used.next();
  expect(used.fork('traffic').next()).toBe(fresh.fork('traffic').next());
  expect(fresh.fork('traffic').next()).not.toBe(fresh.fork('faults').next());
});

it.each([0.5, 8, 100])('seeded random numbers have Poisson counts with mean and variance %d', (expected) => {
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
])(
  'seeded random numbers have binomial counts of $trials trials with probability $probability',
  ({ trials, probability }) => {
    const random = createRandom(5);
    const drawn = draws(() => random.binomial(trials, probability));
    expect(mean(drawn) / (trials * probability)).toBeCloseTo(1, 1);
    expect(variance(drawn) / (trials * probability * (1 - probability))).toBeCloseTo(1, 0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(trials);
  },
);

it.each([
  { trials: 10, probability: 0, count: 0 },
  { trials: 10, probability: 1, count: 10 },
  { trials: 0, probability: 0.5, count: 0 },
])(
  'seeded random numbers have the certain binomial count $count of $trials trials with probability $probability',
  ({ trials, probability, count }) => {
    expect(createRandom(1).binomial(trials, probability)).toBe(count);
  },
);

it('seeded random numbers stay within the requested range', () => {
  const random = createRandom(9);
  const drawn = draws(() => random.integer(3, 5));
  expect(new Set(drawn)).toEqual(new Set([3, 4, 5]));
  expect(draws(() => random.between(2, 3)).every((value) => value >= 2 && value < 3)).toBe(true);
});

it('seeded random numbers cannot pick from an empty list', () => {
  expect(() => createRandom(1).pick([])).toThrow(RangeError);
});

it('identifiers have the formats that AWS uses', () => {
  const ids = createIds(createRandom(1));
  expect(ids.hex(32)).toMatch(/^[0-9a-f]{32}$/);
  expect(ids.digits(19)).toMatch(/^[1-9][0-9]{18}$/);
  expect(ids.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
