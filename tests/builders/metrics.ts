import type { MetricHistory, MetricSeries, MinuteValue } from '#shared/domain/model/operational-context.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { NEWEST } from './constants.ts';

/** One value for each minute, the newest last. */
export type MinuteSeries = Partial<
  Readonly<Record<MetricSeries, readonly number[]>> & {
    readonly byTargetGroup: Readonly<
      Record<string, Partial<Readonly<Record<'requests' | 'failed' | 'refused', readonly number[]>>>>
    >;
  }
>;

export const aMetricHistory = (series: MinuteSeries = {}, newestAt: Instant = NEWEST): MetricHistory => {
  const minutes = (of: readonly number[] = []): readonly MinuteValue[] =>
    of.map((value, index) => ({ at: newestAt - (of.length - 1 - index) * MINUTE, value }));
  return {
    cpu: minutes(series.cpu),
    memory: minutes(series.memory),
    memoryMaximum: minutes(series.memoryMaximum),
    requests: minutes(series.requests),
    failed: minutes(series.failed),
    refused: minutes(series.refused),
    latencyP95Ms: minutes(series.latencyP95Ms),
    backlog: minutes(series.backlog),
    byTargetGroup: Object.entries(series.byTargetGroup ?? {}).map(([arn, group]) => ({
      arn,
      requests: minutes(group.requests),
      failed: minutes(group.failed),
      refused: minutes(group.refused),
    })),
  };
};

export const level = (count: number, value: number): readonly number[] => Array.from({ length: count }, () => value);

/** `count` values that end with `last`, each by `step` above the one before. */
export const rising = (count: number, last: number, step: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => last - (count - 1 - index) * step);
