import { type Instant, SECOND } from '#shared/domain/model/time.ts';

export type Dimensions = Readonly<Record<string, string>>;

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

/** What was measured in one period. `values` (each with how often it was seen) are kept only where percentiles are asked for. */
export interface Measurement {
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly count: number;
  readonly values?: readonly (readonly [value: number, count: number])[];
}

export type Statistic = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount' | `p${number}`;

export interface MetricQuery extends MetricName {
  readonly stat: Statistic;
  readonly periodSeconds: number;
  /** First period's beginning, included. */
  readonly start: Instant;
  /** Last period's beginning, excluded. */
  readonly end: Instant;
  /** What has not arrived by then is not seen. */
  readonly asOf: Instant;
}

export interface MetricPoint {
  readonly at: Instant;
  readonly value: number;
}

export interface MetricStore {
  /** `at` is the beginning of the period that was measured; it can be read from `availableAt` on. */
  readonly put: (metric: MetricName, measurement: Measurement, times: { at: Instant; availableAt: Instant }) => void;
  /** Oldest first; periods without data are left out, as CloudWatch leaves them out. */
  readonly query: (query: MetricQuery) => readonly MetricPoint[];
}

interface Stored extends Measurement {
  readonly at: Instant;
  readonly availableAt: Instant;
}

/** One measurement of `value`, seen `count` times. */
export const measured = (value: number, count = 1): Measurement => ({
  sum: value * count,
  minimum: value,
  maximum: value,
  count,
  values: [[value, count]],
});

/** CloudWatch's statistics that the world can answer; a number of a percentile may have decimals: `p99.9`. */
export const isStatistic = (text: string): text is Statistic =>
  /^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?|p100)$/.test(text);

export const createMetricStore = (keptSeconds: number): MetricStore => {
  const series = new Map<string, Stored[]>();

  return {
    put: (metric, measurement, { at, availableAt }) => {
      const key = keyOf(metric);
      const points = series.get(key) ?? [];
      series.set(key, points);
      points.push({ ...measurement, at, availableAt });
      const fresh = points.findIndex((point) => point.at >= at - keptSeconds * SECOND);
      if (fresh > 0) points.splice(0, fresh);
    },
    query: (query) => {
      const points = series.get(keyOf(query)) ?? [];
      const visible = points.filter(
        (point) => point.at >= query.start && point.at < query.end && point.availableAt <= query.asOf,
      );
      const periodMs = query.periodSeconds * SECOND;
      const periods = Map.groupBy(visible, (point) => Math.floor(point.at / periodMs) * periodMs);
      return [...periods]
        .map(([at, inPeriod]) => ({ at, value: summarise(inPeriod, query.stat) }))
        .sort((one, other) => one.at - other.at);
    },
  };
};

const keyOf = ({ namespace, name, dimensions }: MetricName): string => {
  const sorted = Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const summarise = (measurements: readonly Measurement[], stat: Statistic): number => {
  const sum = total(measurements.map((one) => one.sum));
  const count = total(measurements.map((one) => one.count));
  switch (stat) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return count;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return Math.min(...measurements.map((one) => one.minimum));
    case 'Maximum':
      return Math.max(...measurements.map((one) => one.maximum));
    default:
      return percentile(measurements, Number(stat.slice(1)));
  }
};

/** The smallest value that at least `percent` of the observations do not exceed; without values, all we know is the mean. */
const percentile = (measurements: readonly Measurement[], percent: number): number => {
  const values = measurements
    .flatMap((one) => one.values ?? [[one.sum / one.count, one.count] as const])
    .sort(([one], [other]) => one - other);
  const wanted = (percent / 100) * total(values.map(([, count]) => count));
  let seen = 0;
  for (const [value, count] of values) {
    seen += count;
    if (seen >= wanted) return value;
  }
  return Math.max(...measurements.map((one) => one.maximum));
};
