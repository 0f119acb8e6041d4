// Unit layer: which failures to start are rolled back.
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import { observed } from '#shared/domain/model/part.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { aRelease, aTask } from '#tests/builders/parts.ts';
import { type Diagnosis, plannedFor, proposalFor } from './in-short.ts';

/** A release of half an hour ago, whose tasks fail to start; a task of the older revision runs. */
const released: Diagnosis = {
  deployments: [{ createdAt: minutesAgo(30) }],
  tasks: [1],
  older: [1],
  subject: REVISION,
};
const failing = (meaning?: MeaningId) => {
  const { meaning: _, ...finding } = aFinding();
  return { evidence: [{ ...finding, ...(meaning !== undefined && { meaning }) }] };
};

it.each<Diagnosis & { what: string; meaning: MeaningId | undefined; planned: string }>([
  { what: 'the new image is missing', meaning: 'image-missing', planned: 'roll-back redeploy' },
  {
    what: 'the registry limits pulls',
    meaning: 'image-rate-limited',
    planned: 'escalate: manual-action-required',
  },
  {
    what: 'the registry cannot be reached',
    meaning: 'registry-unreachable',
    planned: 'escalate: manual-action-required',
  },
  { what: 'no message tells why', meaning: undefined, planned: 'escalate: manual-action-required' },
  {
    what: 'no release is new',
    meaning: 'image-missing',
    deployments: [{}],
    planned: 'escalate: manual-action-required',
  },
  {
    what: 'a task of the release has run',
    meaning: 'image-missing',
    older: [],
    planned: 'escalate: manual-action-required',
  },
  {
    what: 'another revision fails',
    meaning: 'image-missing',
    subject: OLDER_REVISION,
    planned: 'escalate: manual-action-required',
  },
  {
    what: 'no revision is proven',
    meaning: 'image-missing',
    releases: [aRelease()],
    planned: 'escalate: no-proven-revision',
  },
  {
    what: 'several revisions fail',
    meaning: 'image-missing',
    subject: null,
    planned: 'escalate: manual-action-required',
  },
  {
    what: 'several revisions fail and the service cannot be read',
    meaning: 'image-missing',
    subject: null,
    missing: { ecs: 'throttled' },
    planned: 'escalate: manual-action-required',
  },
])('tasks fail to start and $what: $planned', ({ meaning, planned, ...diagnosis }) => {
  expect(plannedFor('image-unavailable', { ...released, ...failing(meaning), ...diagnosis })).toBe(planned);
});

it('the roll-back of a release whose tasks fail to start has the cause of the failure', () => {
  const { startedAt: _, ...pending } = aTask(2, { lastStatus: 'PENDING' });
  const cause = 'initialization-failure';
  const parts = { tasks: observed(NOW, [pending]) };
  expect(proposalFor(cause, { ...released, parts, ...failing('secret-unusable') })).toMatchObject({
    plan: { action: 'roll-back', cause, to: OLDER_REVISION },
  });
});
