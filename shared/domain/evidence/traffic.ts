import type { Traffic } from '../model/observation.ts';

/** Counts the 5xx answers to users. An invalid count makes the sum NaN, so that no other count hides it. */
export const failedRequests = ({ target5xx, elb502, elb503, elb504 }: Traffic): number => {
  const counts = [target5xx, elb502, elb503, elb504];
  return counts.every((count) => count >= 0) ? counts.reduce((sum, count) => sum + count) : Number.NaN;
};
