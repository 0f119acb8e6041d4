import type { MinuteTally } from '../load-balancer/traffic-tally.ts';
import type { WorldState } from '../state.ts';
import type { Measurement } from './metric-store.ts';

/** Standard normal deviates at the centres of ten equal parts; the last part is split, so that p95 and p99 differ. */
const DEVIATES: readonly (readonly [deviate: number, weight: number])[] = [
  [-1.645, 0.1],
  [-1.036, 0.1],
  [-0.674, 0.1],
  [-0.385, 0.1],
  [-0.126, 0.1],
  [0.126, 0.1],
  [0.385, 0.1],
  [0.674, 0.1],
  [1.036, 0.1],
  [1.44, 0.05],
  [1.96, 0.04],
  [2.58, 0.01],
];

/** Draws a minute's latencies: log-normal around the median of every kind of answer, with some noise per minute (seconds). */
export const latencyMeasurement = (world: WorldState, { latencies }: MinuteTally): Measurement | undefined => {
  if (latencies.size === 0) return undefined;
  const noise = world.random.between(0.95, 1.05);
  const values = [...latencies].flatMap(([medianMs, answers]) =>
    DEVIATES.map(
      ([deviate, weight]) =>
        [(medianMs / 1000) * noise * Math.exp(world.constants.latencySpread * deviate), answers * weight] as const,
    ),
  );
  const seconds = values.map(([value]) => value);
  return {
    sum: values.reduce((sum, [value, weight]) => sum + value * weight, 0),
    minimum: Math.min(...seconds),
    maximum: Math.max(...seconds),
    count: [...latencies.values()].reduce((sum, answers) => sum + answers, 0),
    values,
  };
};
