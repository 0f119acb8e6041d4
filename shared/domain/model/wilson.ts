/** A two-sided interval of 90 %: each bound is wrong once in twenty times. */
const Z = 1.64;

/**
 * Answers the Wilson score interval of a share, `[lower, upper]`, each 0 to 1; `[0, 1]` when nothing was counted. The lower bound proves
 * a fault and the upper bound proves health, so that small samples decide nothing.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
export const wilson = (failures: number, total: number): readonly [lower: number, upper: number] => {
  if (total <= 0) return [0, 1];
  const share = failures / total;
  const z2 = Z * Z;
  const centre = share + z2 / (2 * total);
  const spread = Z * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total));
  const scale = 1 + z2 / total;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
};
