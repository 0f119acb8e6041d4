// Unit layer: which failures to start are rolled back.
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import { observed } from '#shared/domain/model/part.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { aRelease, aTask } from '#tests/builders/parts.ts';
import { type Diagnosis, plannedFor, proposalFor } from './in-short.ts';

/** A release of half an hour ago, whose tasks fail to start; a task of the older revision runs. */
const released = { deployments: [{ createdAt: minutesAgo(30) }], tasks: [1], older: [1], subject: REVISION };
const failing = (meaning?: MeaningId) => {
  const { meaning: _, ...finding } = aFinding();
  return { evidence: [{ ...finding, ...(meaning !== undefined && { meaning }) }] };
};

const MANUAL = 'escalate: manual-action-required';
const IMAGE_MISSING = { meaning: 'image-missing' } as const;
const unreadable = { subject: null, missing: { ecs: 'throttled' } } as const;

it.each<Diagnosis & { what: string; meaning?: MeaningId; planned: string }>([
  { what: 'the new image is missing', ...IMAGE_MISSING, planned: 'roll-back redeploy' },
  { what: 'the registry limits pulls', meaning: 'image-rate-limited', planned: MANUAL },
  { what: 'the registry cannot be reached', meaning: 'registry-unreachable', planned: MANUAL },
  { what: 'no message gives a reason', planned: MANUAL },
  { what: 'no release is new', ...IMAGE_MISSING, deployments: [{}], planned: MANUAL },
  { what: 'a task of the release has run', ...IMAGE_MISSING, older: [], planned: MANUAL },
  { what: 'another revision fails', ...IMAGE_MISSING, subject: OLDER_REVISION, planned: MANUAL },
  { what: 'no revision is proven', ...IMAGE_MISSING, releases: [aRelease()], planned: 'escalate: no-proven-revision' },
  { what: 'several revisions fail', ...IMAGE_MISSING, subject: null, planned: MANUAL },
  { what: 'several revisions fail, of an unreadable service', ...IMAGE_MISSING, ...unreadable, planned: MANUAL },
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
