import type { Observation, Traffic } from '../model/observation.ts';

/** Fewer failures than this are no serious error rate, however few the requests are. */
export const MIN_ERRORS = 5;

/** A p95 needs ten values above it: 10 / (1 - 0.95). */
export const MIN_REQUESTS_FOR_P95 = 200;

/** True where no Application Load Balancer counts the requests of the service, as for workers and behind a Network Load Balancer. */
export const countsNoRequests = ({ traffic }: Observation): boolean =>
  traffic.state === 'missing' && traffic.reason === 'not-configured';

/** Counts the 5xx answers to users. An invalid count makes the sum NaN, so that no other count hides it. */
export const failedRequests = ({ target5xx, elb502, elb503, elb504 }: Traffic): number => {
  const counts = [target5xx, elb502, elb503, elb504];
  return counts.every((count) => count >= 0) ? counts.reduce((sum, count) => sum + count) : Number.NaN;
};

/** A load balancer that sends at least this share of its requests to the service belongs to it (engineering judgement). */
const MIN_SHARE_OF_OWNER = 0.95;

/** The counts describe one load balancer of a service, all over the same minutes. */
export interface BalancerUse {
  /** Requests that reached the service's target groups, and those that reached any target group. */
  readonly ownRequests: number;
  readonly allRequests: number;
  /** True while any of the service's targets behind this load balancer is healthy. */
  readonly hasHealthyTarget: boolean;
}

/** Which of the load balancer's own errors the service is held responsible for. */
export type Attribution = 'all' | 'only-503' | 'none';

/**
 * Attributes the errors that a load balancer answers itself, which CloudWatch does not count by target group. All of them belong to the
 * service that gets nearly all of the requests, or whose share is unknown. On a shared load balancer only a service without a healthy
 * target is held responsible for 503s, as those are the requests that find no target.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const attributionOf = (use: BalancerUse): Attribution => {
  if (ownShareOf(use) >= MIN_SHARE_OF_OWNER) return 'all';
  return use.hasHealthyTarget ? 'none' : 'only-503';
};

/** Answers the service's share of the requests. It is 1 where the counts are unknown or contradict each other. */
export const ownShareOf = ({ ownRequests, allRequests }: Pick<BalancerUse, 'ownRequests' | 'allRequests'>): number =>
  ownRequests >= 0 && allRequests > 0 ? Math.min(1, ownRequests / allRequests) : 1;
