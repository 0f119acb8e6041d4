import type { Instant } from '#shared/domain/model/time.ts';

/** Counts of one minute, which become that minute's metrics. */
export interface MinuteTally {
  requests: number;
  target2xx: number;
  target4xx: number;
  target5xx: number;
  elb502: number;
  elb503: number;
  elb504: number;
  connectionErrors: number;
  /** Numbers of answers by their median latency in milliseconds. */
  readonly latencies: Map<number, number>;
  healthyHosts: Samples;
  unhealthyHosts: Samples;
  /** CPU use of the running tasks, as shares of each task's CPU. */
  cpu: Samples;
  /** Memory use of the running tasks, as shares of each task's limit. */
  memory: Samples;
}

/** Values that are sampled once per tick. */
export interface Samples {
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly count: number;
}

/** Requests since the start of the simulation, and those of the latest second. */
export interface TrafficCounters {
  readonly total: number;
  readonly failed: number;
  readonly lastSecond: { readonly requests: number; readonly failed: number };
}

export interface TrafficTally {
  /** Start of the current minute. */
  minuteStart: Instant;
  minute: MinuteTally;
  counters: TrafficCounters;
}

const NO_SAMPLES: Samples = { sum: 0, minimum: Number.POSITIVE_INFINITY, maximum: 0, count: 0 };

export const emptyMinute = (): MinuteTally => ({
  requests: 0,
  target2xx: 0,
  target4xx: 0,
  target5xx: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
  connectionErrors: 0,
  latencies: new Map(),
  healthyHosts: NO_SAMPLES,
  unhealthyHosts: NO_SAMPLES,
  cpu: NO_SAMPLES,
  memory: NO_SAMPLES,
});

export const addSample = (samples: Samples, value: number): Samples => ({
  sum: samples.sum + value,
  minimum: Math.min(samples.minimum, value),
  maximum: Math.max(samples.maximum, value),
  count: samples.count + 1,
});

export const emptyTally = (minuteStart: Instant): TrafficTally => ({
  minuteStart,
  minute: emptyMinute(),
  counters: { total: 0, failed: 0, lastSecond: { requests: 0, failed: 0 } },
});
