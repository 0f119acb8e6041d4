import { inOneLine, normalise } from '../evidence/error-lines.ts';
import { primaryOf } from '../evidence/releases.ts';
import { lastSegment } from '../model/arn.ts';
import type { StoppedTask } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { HOUR, type Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** The report tells what happened within this time, whether or not it is a fault (engineering judgement). */
const LATELY_MS = HOUR;
/** So many reasons are quoted; the others are counted. */
const MOST_REASONS = 3;
/** A reason is quoted up to this length. */
const REASON_LENGTH = 120;

const isRecent = (at: Instant, now: Instant): boolean => at > now - LATELY_MS && at <= now;

/**
 * Tasks have stopped, for a fault, by a deployment, by scaling or for maintenance. Reasons that differ only in identifiers and numbers
 * count as one, and the newest of them is quoted.
 */
export const tasksStoppedLately: FindingRule = ({ observation, now }) => {
  const stopped = itemsOf(observation.stoppedTasks)
    .filter(({ stoppedAt }) => isRecent(stoppedAt, now))
    .toSorted((one, other) => other.stoppedAt - one.stoppedAt);
  const [newest] = stopped;
  if (newest === undefined) return [];
  const alike = [...Map.groupBy(stopped, (task) => normalise(reasonOf(task))).values()].toSorted(
    (one, other) => other.length - one.length,
  );
  const quotes = alike.slice(0, MOST_REASONS).flatMap(quoteOf);
  const others = alike.length - quotes.length;
  const more = others > 0 ? `, and ${pluralize(others, 'other reason')}` : '';
  return [
    {
      id: 'tasks-stopped-lately',
      strength: 'hard',
      at: newest.stoppedAt,
      numbers: { stopped: stopped.length, reasons: alike.length },
      message: `${pluralize(stopped.length, 'task')} stopped in the last hour: ${quotes.join(', ')}${more}`,
    },
  ];
};

/** `2 x EssentialContainerExited "OutOfMemoryError: Container killed due to memory usage"`, of the newest task. */
const quoteOf = (tasks: readonly StoppedTask[]): readonly string[] =>
  tasks.slice(0, 1).map((task) => `${tasks.length} x ${task.stopCode} "${cut(inOneLine(reasonOf(task)))}"`);

/** The reason of a container says more than that of the task. */
const reasonOf = ({ containers, stoppedReason }: StoppedTask): string =>
  containers.find(({ reason = '' }) => reason !== '')?.reason ?? stoppedReason;

const cut = (text: string): string => (text.length > REASON_LENGTH ? `${text.slice(0, REASON_LENGTH)}…` : text);

/** A deployment has completed. Operators compare it with the onset of a fault. */
export const deployedLately: FindingRule = ({ observation, now }) => {
  const service = valueIn(observation.ecs);
  const primary = service && primaryOf(service);
  if (primary === undefined || primary.rolloutState !== 'COMPLETED' || !isRecent(primary.createdAt, now)) return [];
  return [
    {
      id: 'deployed-lately',
      strength: 'hard',
      subject: primary.taskDefinition,
      at: primary.createdAt,
      numbers: {},
      message: `${lastSegment(primary.taskDefinition)} was deployed in the last hour`,
    },
  ];
};

/** So many activities are quoted: a scheduled action sets the limits, and the limits move the count by a second one. */
const MOST_ACTIVITIES = 2;

/** Application Auto Scaling has changed the service. Its own words name the policy or the schedule. */
export const scaledLately: FindingRule = ({ observation, now }) => {
  const recent = valueIn(observation.scaling)?.activities.filter(({ at }) => isRecent(at, now)) ?? [];
  const [newest] = recent;
  if (newest === undefined) return [];
  const quotes = recent.slice(0, MOST_ACTIVITIES).map(({ text }) => `"${inOneLine(text)}"`);
  return [
    {
      id: 'scaled-lately',
      strength: 'hard',
      at: newest.at,
      numbers: { activities: recent.length },
      message: `${pluralize(recent.length, 'change')} by Application Auto Scaling in the last hour: ${quotes.join(', ')}`,
    },
  ];
};
