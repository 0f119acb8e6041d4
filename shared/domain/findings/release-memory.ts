import { readStoppedTask } from '../aws-messages/stopped-task.ts';
import { failuresOf } from '../evidence/release-failures.ts';
import { newRelease } from '../evidence/releases.ts';
import { isNewRevision } from '../evidence/revisions.ts';
import { WORK_GROWTH, workGrowthAt } from '../evidence/work-per-task.ts';
import { lastSegment } from '../model/arn.ts';
import { endsOf } from '../model/ends.ts';
import type { Deployment, Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { HOUR, type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** One kill may be chance, and two may be one large request that was repeated (engineering judgement, as are the next two). */
const MIN_KILLS = 3;
/** Kills that begin later than this after the release have another reason, such as a leak or a larger input. */
const MAX_ONSET_MS = 30 * MINUTE;
/** A task of the earlier revision that ran this long was not short of memory. */
const MIN_EARLIER_RUN_MS = HOUR;

/**
 * Tasks of a new revision are killed for memory soon after its release. Tasks of the earlier revision ran for long and never were, and
 * each task has about as much work as before.
 */
export const releaseOutOfMemory: FindingRule = ({ observation, now }) => {
  const primary = newRelease(observation, now)?.primary;
  if (primary === undefined || !isNewRevision(observation, primary)) return [];
  const killed = failuresOf(observation, primary.taskDefinition, primary.createdAt).filter(isOutOfMemory);
  const ends = endsOf(killed);
  if (ends === undefined || killed.length < MIN_KILLS) return [];
  const [first, newest] = ends;
  if (first.stoppedAt - primary.createdAt > MAX_ONSET_MS || !ranWellBefore(primary, observation)) return [];
  if (hasMoreWork(primary, first.stoppedAt, observation, now)) return [];
  return [
    {
      id: 'release-out-of-memory',
      strength: 'hard',
      subject: primary.taskDefinition,
      at: newest.stoppedAt,
      since: first.stoppedAt,
      numbers: { kills: killed.length },
      message: `since ${lastSegment(primary.taskDefinition)} was deployed, ${killed.length} tasks were killed for memory, the last with "${readStoppedTask(newest).text}", and none of the earlier revision was`,
    },
  ];
};

const isOutOfMemory = (task: StoppedTask): boolean => {
  const reading = readStoppedTask(task);
  return reading.kind === 'known' && reading.meaning === 'out-of-memory';
};

const ranWellBefore = ({ taskDefinition }: Deployment, { stoppedTasks }: Observation): boolean => {
  const earlier = itemsOf(stoppedTasks).filter((task) => task.taskDefinition !== taskDefinition);
  return !earlier.some(isOutOfMemory) && earlier.some(ranForLong);
};

const ranForLong = ({ startedAt, stoppedAt }: StoppedTask): boolean =>
  startedAt !== undefined && stoppedAt - startedAt >= MIN_EARLIER_RUN_MS;

const hasMoreWork = ({ createdAt }: Deployment, since: Instant, observation: Observation, now: Instant): boolean =>
  (workGrowthAt(observation, { before: createdAt, since }, now) ?? 1) >= WORK_GROWTH;
