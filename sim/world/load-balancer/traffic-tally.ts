import type { Instant } from '#shared/domain/model/time.ts';

/** What the load balancer counts in one minute; becomes that minute's metrics. */
export interface MinuteTally {
  requests: number;
  target2xx: number;
  target5xx: number;
  elb502: number;
  elb503: number;
  elb504: number;
  connectionErrors: number;
  /** Answers by their typical latency in milliseconds. */
  readonly latencies: Map<number, number>;
  healthyHosts: Samples;
  unhealthyHosts: Samples;
  /** Shares of what each running task has. */
  cpu: Samples;
  memory: Samples;
}

/** What is not counted but looked at, once a tick. */
export interface Samples {
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly count: number;
}

/** Requests since the world began, and how the latest second went. */
export interface TrafficCounters {
  readonly total: number;
  readonly failed: number;
  readonly lastSecond: { readonly requests: number; readonly failed: number };
}

export interface TrafficTally {
  /** The beginning of the minute that is being counted. */
  minuteStart: Instant;
  minute: MinuteTally;
  counters: TrafficCounters;
}

const NO_SAMPLES: Samples = { sum: 0, minimum: Number.POSITIVE_INFINITY, maximum: 0, count: 0 };

export const emptyMinute = (): MinuteTally => ({
  requests: 0,
  target2xx: 0,
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
