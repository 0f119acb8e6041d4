import type { Curve } from '../model/policy.ts';

/** Answers the score for a value on a piecewise linear curve. The curve is flat before its first and after its last point. */
export const scoreOn = (curve: Curve, value: number): number => {
  const above = curve.find(([x]) => x >= value);
  const below = curve.findLast(([x]) => x < value);
  if (above === undefined || below === undefined) return (above ?? below)?.[1] ?? 0;
  const share = (value - below[0]) / (above[0] - below[0]);
  return below[1] + share * (above[1] - below[1]);
};
