import type { Instant } from '#shared/domain/time.ts';

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
  healthyHosts: HostTally;
  unhealthyHosts: HostTally;
}

/** Host counts, sampled once a tick. */
export interface HostTally {
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

const NO_HOSTS: HostTally = { sum: 0, minimum: Number.POSITIVE_INFINITY, maximum: 0, count: 0 };

export const emptyMinute = (): MinuteTally => ({
  requests: 0,
  target2xx: 0,
  target5xx: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
  connectionErrors: 0,
  latencies: new Map(),
  healthyHosts: NO_HOSTS,
  unhealthyHosts: NO_HOSTS,
});

export const addSample = (tally: HostTally, hosts: number): HostTally => ({
  sum: tally.sum + hosts,
  minimum: Math.min(tally.minimum, hosts),
  maximum: Math.max(tally.maximum, hosts),
  count: tally.count + 1,
});

export const emptyTally = (minuteStart: Instant): TrafficTally => ({
  minuteStart,
  minute: emptyMinute(),
  counters: { total: 0, failed: 0, lastSecond: { requests: 0, failed: 0 } },
});
