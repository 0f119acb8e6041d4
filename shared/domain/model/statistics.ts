export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Answers NaN for an empty list. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Answers the middle value, or the mean of the two in the middle; NaN for an empty list. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return mean(sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1));
};

/** A line y = intercept + slope * x. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** The share of the variance of y that the line explains, 0 to 1; NaN where y does not vary. */
  readonly r2: number;
}

/** Answers the least-squares line; its slope is NaN for fewer than two different x. */
export const lineThrough = (points: readonly (readonly [x: number, y: number])[]): Line => {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const sxx = sum(points.map(([x]) => (x - meanX) ** 2));
  const syy = sum(points.map(([, y]) => (y - meanY) ** 2));
  const sxy = sum(points.map(([x, y]) => (x - meanX) * (y - meanY)));
  const slope = sxy / sxx;
  return { slope, intercept: meanY - slope * meanX, r2: sxy ** 2 / (sxx * syy) };
};

/**
 * Answers the index at which a change for the worse began: from there the excesses over the allowed value add up to the most. Answers
 * the length of the list where no sum is above zero.
 * Source: E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954), the cumulative sum.
 */
export const changePoint = (excesses: readonly number[]): number => {
  const totals = excesses.map((_, index) => sum(excesses.slice(index)));
  const most = Math.max(...totals);
  return most > 0 ? totals.lastIndexOf(most) : excesses.length;
};
