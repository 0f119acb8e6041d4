// Unit layer: the middle, the line and the turn in a list of numbers.
import fc from 'fast-check';
import { changePoint, lineThrough, mean, median, sum } from '#shared/domain/model/statistics.ts';

describe('the sum and the mean', () => {
  it.each([
    { values: [], total: 0, average: Number.NaN },
    { values: [3], total: 3, average: 3 },
    { values: [1, 2, 6], total: 9, average: 3 },
  ])('of $values are $total and $average', ({ values, total, average }) => {
    expect([sum(values), mean(values)]).toEqual([total, average]);
  });
});

describe('the median', () => {
  it.each([
    { values: [], middle: Number.NaN },
    { values: [7], middle: 7 },
    { values: [9, 1], middle: 5 },
    { values: [100, 1, 2], middle: 2 },
    { values: [10, 9, 1, 100], middle: 9.5 },
  ])('of $values is $middle', ({ values, middle }) => {
    expect(median(values)).toBe(middle);
  });

  it('leaves the list as it is', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('the line of least squares', () => {
  it('goes through points that lie on one', () => {
    expect(lineThrough([-2, -1, 0, 3].map((x) => [x, 5 - 2 * x]))).toEqual({ slope: -2, intercept: 5, r2: 1 });
  });

  it('agrees with a sum done by hand', () => {
    const { slope, intercept, r2 } = lineThrough([
      [0, 1],
      [1, 3],
      [2, 2],
    ]);
    expect([slope, intercept, r2].map((value) => Number(value.toFixed(9)))).toEqual([0.5, 1.5, 0.25]);
  });

  it.each([
    { what: 'no points', points: [], slope: Number.NaN, r2: Number.NaN },
    { what: 'one point', points: [[1, 1]] as const, slope: Number.NaN, r2: Number.NaN },
    {
      what: 'a level',
      points: [
        [0, 4],
        [1, 4],
      ] as const,
      slope: 0,
      r2: Number.NaN,
    },
  ])('explains nothing of $what', ({ points, slope, r2 }) => {
    expect(lineThrough(points)).toMatchObject({ slope, r2 });
  });

  it('leaves less over than any other line', () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 30 });
    const shift = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, shift, shift, (ys, up, steeper) => {
        const { slope, intercept } = lineThrough(ys.map((y, x) => [x, y]));
        const leftOver = (a: number, b: number): number => sum(ys.map((y, x) => (y - a - b * x) ** 2));
        expect(leftOver(intercept, slope)).toBeLessThanOrEqual(leftOver(intercept + up, slope + steeper) + 1e-6);
      }),
    );
  });
});

describe('the point of change', () => {
  it.each([
    { excesses: [], index: 0, why: 'there is nothing' },
    { excesses: [-1, -2], index: 2, why: 'nothing is too much' },
    { excesses: [1, -1], index: 2, why: 'it comes out even' },
    { excesses: [-1, -1, 2, 3], index: 2, why: 'all from there on is too much' },
    { excesses: [-1, 3, -1, 2], index: 1, why: 'a good minute among bad ones ends nothing' },
    { excesses: [3, -4, 2], index: 2, why: 'enough good minutes do' },
    { excesses: [0, 2], index: 1, why: 'the shortest of equals is taken' },
    { excesses: [Number.NaN, 2], index: 2, why: 'what is not known proves nothing' },
  ])('of $excesses is $index, for $why', ({ excesses, index }) => {
    expect(changePoint(excesses)).toBe(index);
  });
});
