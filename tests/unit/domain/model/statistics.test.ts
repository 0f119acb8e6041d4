// Unit layer: sum, mean, median, least squares and change point of a list of numbers, and the Wilson interval.
import fc from 'fast-check';
import { changePoint, lineThrough, mean, median, sum } from '#shared/domain/model/statistics.ts';
import { wilson } from '#shared/domain/model/wilson.ts';

it.each([
  { values: [], total: 0, average: Number.NaN },
  { values: [3], total: 3, average: 3 },
  { values: [1, 2, 6], total: 9, average: 3 },
])('the sum of $values is $total, the mean $average', ({ values, total, average }) => {
  expect([sum(values), mean(values)]).toEqual([total, average]);
});

it.each([
  { values: [], middle: Number.NaN },
  { values: [7], middle: 7 },
  { values: [9, 1], middle: 5 },
  { values: [100, 1, 2], middle: 2 },
  { values: [10, 9, 1, 100], middle: 9.5 },
])('the median of $values is $middle, and the list stays as it is', ({ values, middle }) => {
  const before = [...values];
  expect(median(values)).toBe(middle);
  expect(values).toEqual(before);
});

describe('the line of least squares', () => {
  const of = (...ys: readonly number[]) => lineThrough(ys.map((y, x) => [x, y]));

  it('goes through points on a line', () => {
    expect(lineThrough([-2, -1, 0, 3].map((x) => [x, 5 - 2 * x]))).toEqual({ slope: -2, intercept: 5, r2: 1 });
  });

  it('agrees with a calculation by hand', () => {
    const { slope, intercept, r2 } = of(1, 3, 2);
    expect([slope, intercept, r2].map((value) => Number(value.toFixed(9)))).toEqual([0.5, 1.5, 0.25]);
  });

  it.each([
    { what: 'no points', line: of(), slope: Number.NaN },
    { what: 'one point', line: of(1), slope: Number.NaN },
    { what: 'a constant', line: of(4, 4), slope: 0 },
  ])('explains nothing of $what', ({ line, slope }) => {
    expect(line).toMatchObject({ slope, r2: Number.NaN });
  });

  it('leaves a smaller residual than any other line', () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 30 });
    const shift = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, shift, shift, (ys, up, steeper) => {
        const { slope, intercept } = of(...ys);
        const residual = (a: number, b: number): number => sum(ys.map((y, x) => (y - a - b * x) ** 2));
        expect(residual(intercept, slope)).toBeLessThanOrEqual(residual(intercept + up, slope + steeper) + 1e-6);
      }),
    );
  });
});

it.each([
  { excesses: [], index: 0, why: 'the list is empty' },
  { excesses: [-1, -2], index: 2, why: 'nothing is in excess' },
  { excesses: [1, -1], index: 2, why: 'the sum is zero' },
  { excesses: [-1, -1, 2, 3], index: 2, why: 'all from there on is in excess' },
  { excesses: [-1, 3, -1, 2], index: 1, why: 'one good minute ends nothing' },
  { excesses: [3, -4, 2], index: 2, why: 'enough good minutes end it' },
  { excesses: [0, 2], index: 1, why: 'the shortest of equals is taken' },
  { excesses: [Number.NaN, 2], index: 2, why: 'an unknown value proves nothing' },
])('the change point of $excesses is $index: $why', ({ excesses, index }) => {
  expect(changePoint(excesses)).toBe(index);
});

it.each([
  { failures: 0, total: 0, lower: 0, upper: 1 },
  { failures: 0, total: -1, lower: 0, upper: 1 },
  { failures: 0, total: 100, lower: 0, upper: 0.0262 },
  { failures: 1, total: 20, lower: 0.0113, upper: 0.1954 },
  { failures: 50, total: 100, lower: 0.4191, upper: 0.5809 },
  { failures: 100, total: 100, lower: 0.9738, upper: 1 },
])('the Wilson interval of $failures failures in $total is $lower to $upper', ({ failures, total, lower, upper }) => {
  const [from, to] = wilson(failures, total);
  expect(from).toBeCloseTo(lower, 3);
  expect(to).toBeCloseTo(upper, 3);
});
