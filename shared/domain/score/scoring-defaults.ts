import type { ScoringPolicy } from '../model/policy.ts';

/**
 * The defaults are calibrated so that one lost task of four scores 65 and a critical dependency down scores 60. A single 503 from
 * the load balancer keeps the score below "healthy" (engineering judgement).
 */
export const DEFAULT_SCORING: ScoringPolicy = {
  version: '1',
  parts: {
    availability: { weight: 25, cap: 0, floor: 0 },
    targets: { weight: 15, cap: 5, floor: 0 },
    errors: { weight: 20, cap: 10, floor: 50 },
    latency: { weight: 10, cap: 40, floor: 50 },
    saturation: { weight: 10, cap: 45, floor: 50 },
    dependencies: { weight: 8, cap: 60, floor: 50 },
    breaker: { weight: 4, floor: 60 },
    deployment: { weight: 5, cap: 50, floor: 60 },
    zones: { weight: 3, floor: 60 },
  },
  curves: {
    share: [
      [0, 0],
      [0.5, 35],
      [0.75, 65],
      [0.9, 85],
      [1, 100],
    ],
    errorsLog10: [
      [-3, 100],
      [-2, 80],
      [Math.log10(0.05), 40],
      [Math.log10(0.2), 0],
    ],
    latencyRatio: [
      [1, 100],
      [1.5, 80],
      [2, 60],
      [4, 20],
      [8, 0],
    ],
    cpu: [
      [0.7, 100],
      [0.8, 90],
      [0.9, 65],
      [0.95, 45],
      [1, 20],
    ],
    memory: [
      [0.75, 100],
      [0.85, 80],
      [0.9, 60],
      [0.95, 30],
      [1, 5],
    ],
    restarts: [
      [0, 100],
      [3, 70],
      [10, 20],
    ],
  },
  capWhen503: 79,
};
