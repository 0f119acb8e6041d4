import type { Traffic } from '../model/observation.ts';

/** What users got a 5xx for; NaN where one of the counts cannot be true, lest another make up for it. */
export const failedRequests = ({ target5xx, elb502, elb503, elb504 }: Traffic): number => {
  const counts = [target5xx, elb502, elb503, elb504];
  return counts.every((count) => count >= 0) ? counts.reduce((sum, count) => sum + count) : Number.NaN;
};
