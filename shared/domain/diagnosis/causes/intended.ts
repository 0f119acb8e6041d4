import type { Assessed } from '../../model/evidence.ts';
import type { CauseModel } from '../cause-model.ts';
import { contradictedBy, findingsOf, has, seen } from '../clues.ts';

/** A service that is stopped on schedule still gets some requests from crawlers and monitors (engineering judgement). */
const STRAY_REQUESTS_PER_MINUTE = 60;

/** True when users get 503 and no schedule explains a few of them. */
const usersAreRejected = (assessed: Assessed): boolean =>
  findingsOf(assessed, 'load-balancer-503').some(
    ({ numbers }) => !has(assessed, 'scaled-on-schedule') || !(Number(numbers.count) <= STRAY_REQUESTS_PER_MINUTE),
  );

export const intended: CauseModel = {
  cause: 'intended',
  absent: 'the service is active and its desired count is above zero',
  indicates: [
    seen('the service is not ACTIVE', 'service-inactive'),
    {
      ...seen('the desired count is zero', 'no-tasks-desired'),
      unless: [
        { when: 'the desired count is zero, but users get 503', holds: usersAreRejected },
        contradictedBy('a scaling policy removed the last task while requests arrive', 'scaled-to-zero'),
      ],
    },
  ],
  isOfService: true,
  explains: [{ symptoms: ['tasks-missing', 'no-targets-registered', 'all-targets-unhealthy', 'load-balancer-503'] }],
  contradicts: [],
  treatedBy: ['none'],
  response: 'None.',
};
