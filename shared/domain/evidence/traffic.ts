import type { Traffic } from '../model/observation.ts';

/** Fewer failures than this are no serious error rate, however few the requests are. */
export const MIN_ERRORS = 5;

/** A p95 needs ten values above it: 10 / (1 - 0.95). */
export const MIN_REQUESTS_FOR_P95 = 200;

/** Counts the 5xx answers to users. An invalid count makes the sum NaN, so that no other count hides it. */
export const failedRequests = ({ target5xx, elb502, elb503, elb504 }: Traffic): number => {
  const counts = [target5xx, elb502, elb503, elb504];
  return counts.every((count) => count >= 0) ? counts.reduce((sum, count) => sum + count) : Number.NaN;
};
