import { type Instant, SECOND } from '#shared/domain/model/time.ts';

export type Dimensions = Readonly<Record<string, string>>;

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

/** Summary of one period. `values`, each with its count, are present only on metrics with percentiles. */
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
  /** Start of the first period, inclusive. */
  readonly start: Instant;
  /** Start of the last period, exclusive. */
  readonly end: Instant;
  /** Data points that become available later are not returned. */
  readonly asOf: Instant;
}

export interface MetricPoint {
  readonly at: Instant;
  readonly value: number;
}

export interface MetricStore {
  /** Stores a period that starts at `at` and can be read from `availableAt` on. */
  readonly put: (metric: MetricName, measurement: Measurement, times: { at: Instant; availableAt: Instant }) => void;
  /** Returns points oldest first, without periods that have no data, as CloudWatch does. */
  readonly query: (query: MetricQuery) => readonly MetricPoint[];
}

interface Stored extends Measurement {
  readonly at: Instant;
  readonly availableAt: Instant;
}

/** Summarises `count` samples of the same value. */
export const measured = (value: number, count = 1): Measurement => ({
  sum: value * count,
  minimum: value,
  maximum: value,
  count,
  values: [[value, count]],
});

/** Statistics of CloudWatch that the store supports; a percentile may have decimals, such as `p99.9`. */
export const isStatistic = (text: string): text is Statistic =>
  /^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?|p100)$/.test(text);

export const createMetricStore = (retentionSeconds: number): MetricStore => {
  const series = new Map<string, Stored[]>();

  return {
    put: (metric, measurement, { at, availableAt }) => {
      const key = keyOf(metric);
      const points = series.get(key) ?? [];
      series.set(key, points);
      points.push({ ...measurement, at, availableAt });
      const firstRetained = points.findIndex((point) => point.at >= at - retentionSeconds * SECOND);
      if (firstRetained > 0) points.splice(0, firstRetained);
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

/** Finds the smallest value that at least `percent` of the samples do not exceed. A measurement without values counts with its mean. */
const percentile = (measurements: readonly Measurement[], percent: number): number => {
  const values = measurements
    .flatMap((one) => one.values ?? [[one.sum / one.count, one.count] as const])
    .sort(([one], [other]) => one - other);
  const rank = (percent / 100) * total(values.map(([, count]) => count));
  let counted = 0;
  for (const [value, count] of values) {
    counted += count;
    if (counted >= rank) return value;
  }
  return Math.max(...measurements.map((one) => one.maximum));
};
