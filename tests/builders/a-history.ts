import type { MetricHistory, MinuteValue } from '#shared/domain/model/operational-context.ts';
import { observed, type Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import { NOW } from './an-observation.ts';

/** When the newest minute began that CloudWatch shows. */
export const NEWEST = NOW - 2 * MINUTE;

type Values = Partial<Readonly<Record<keyof MetricHistory, readonly number[]>>>;

/** One value for each minute, the newest last. */
export const aHistory = (values: Values, newestAt: Instant = NEWEST): Part<MetricHistory> => {
  const minutes = (of: readonly number[] = []): readonly MinuteValue[] =>
    of.map((value, index) => ({ at: newestAt - (of.length - 1 - index) * MINUTE, value }));
  return observed(NOW, {
    cpu: minutes(values.cpu),
    memory: minutes(values.memory),
    requests: minutes(values.requests),
    failed: minutes(values.failed),
    latencyP95Ms: minutes(values.latencyP95Ms),
  });
};

export const level = (count: number, value: number): readonly number[] => Array.from({ length: count }, () => value);

/** `count` values that end with `last`, each by `step` above the one before. */
export const rising = (count: number, last: number, step: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => last - (count - 1 - index) * step);
