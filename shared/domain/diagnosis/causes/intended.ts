import type { Assessed } from '../../model/evidence.ts';
import type { FindingId } from '../../model/finding.ts';
import type { CauseModel } from '../cause-model.ts';
import { ALL_SYMPTOMS, contradictedBy, findingsOf, has, seen } from '../clues.ts';

/** A service that is stopped on schedule still gets some requests from crawlers and monitors (engineering judgement). */
const STRAY_REQUESTS_PER_MINUTE = 60;

/** A schedule that stopped the service accounts for stray requests. */
const isOnSchedule = (assessed: Assessed): boolean =>
  findingsOf(assessed, 'scaled-on-schedule').some(
    ({ numbers }) => Number(numbers.requestsPerMinute) <= STRAY_REQUESTS_PER_MINUTE,
  );

const usersAreRejected = (assessed: Assessed): boolean => has(assessed, 'load-balancer-503') && !isOnSchedule(assessed);

const NEVER_INTENDED: readonly FindingId[] = [
  'errors-above-objective',
  'latency-above-objective',
  'client-errors-rising',
];

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
  details: ['scaled-on-schedule'],
  isOfService: true,
  explains: [
    {
      symptoms: ['errors-above-objective'],
      when: 'a schedule stopped the service, and only stray requests arrive',
      covers: (_symptom, _candidate, assessed) => isOnSchedule(assessed),
    },
    { symptoms: ALL_SYMPTOMS.symptoms.filter((id) => !NEVER_INTENDED.includes(id)) },
  ],
  contradicts: [],
  treatedBy: ['none'],
  response: 'None.',
};
