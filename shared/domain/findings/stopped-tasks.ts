import type { Reading } from '../aws-messages/known-message.ts';
import { readStoppedTask } from '../aws-messages/stopped-task.ts';
import { isRollingOut, primaryOf } from '../evidence/releases.ts';
import { servingTasks } from '../evidence/serving-tasks.ts';
import { endInWords, FAILURE_WINDOW_MS, isTaskFailure } from '../evidence/task-failures.ts';
import type { Cause } from '../model/cause.ts';
import type { Detection } from '../model/finding.ts';
import { meaningOf } from '../model/message-meaning.ts';
import type { Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/**
 * ECS waits up to 27 minutes between failing starts. A failed start counts for this long unless a later start succeeded:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
const START_FAILURE_WINDOW_MS = 30 * MINUTE;
/** ECS replaces a task after one out-of-memory kill. Two in ten minutes show that the memory limit is too low (engineering judgement). */
const MIN_KILLS = 2;
/** Three exits in ten minutes with tasks still missing are a crash loop (engineering judgement). */
const MIN_CRASHES = 3;
/** A failure that a retry may cure, and that ECS retries by itself, counts only once it has recurred. */
const MIN_FAILURES_IF_RETRYABLE = 2;

interface Failure {
  readonly task: StoppedTask;
  readonly reading: Reading;
}

/** A group holds the failures with one meaning, or with one text that matches no known pattern. Its tasks are newest first. */
interface SameReason {
  readonly reading: Reading;
  readonly newest: StoppedTask;
  readonly tasks: readonly StoppedTask[];
}

/** Reports one finding for each reason that AWS gives for failed tasks, as long as that reason still applies. */
export const tasksFailingFor: FindingRule = ({ observation, now }) =>
  groupByReason(failuresOf(observation, now))
    .filter((group) => isOfPrimary(group, observation) && isOngoing(group, observation, now))
    .map(toDetection);

/** Answers the failures of deployed revisions, newest first, without tasks that were stopped on purpose. */
const failuresOf = ({ ecs, stoppedTasks }: Observation, now: Instant): readonly Failure[] => {
  const deployed = new Set(valueIn(ecs)?.deployments.map(({ taskDefinition }) => taskDefinition));
  return itemsOf(stoppedTasks)
    .filter(
      ({ taskDefinition, stoppedAt }) => deployed.has(taskDefinition) && stoppedAt > now - START_FAILURE_WINDOW_MS,
    )
    .map(reasonReader())
    .filter(({ task, reading }) => isTaskFailure(task) || causeOf(reading) === 'platform-maintenance')
    .sort((a, b) => b.task.stoppedAt - a.task.stoppedAt);
};

/** Reads each distinct stop reason once, because in a crash loop dozens of tasks end with the same one. */
const reasonReader = (): ((task: StoppedTask) => Failure) => {
  const readings = new Map<string, Reading>();
  return (task) => {
    const key = JSON.stringify([task.stopCode, task.stoppedReason, task.containers]);
    const reading = readings.get(key) ?? readStoppedTask(task);
    readings.set(key, reading);
    return { task, reading };
  };
};

const groupByReason = (failures: readonly Failure[]): readonly SameReason[] => {
  const groups = new Map<string, SameReason>();
  for (const { task, reading } of failures) {
    const key = reading.kind === 'known' ? reading.meaning : `"${reading.text}"`;
    const { tasks, ...first } = groups.get(key) ?? { reading, newest: task, tasks: [] };
    groups.set(key, { ...first, tasks: [...tasks, task] });
  }
  return [...groups.values()];
};

/** True when a task of the deployed revision failed. Failures that occurred only on a revision that is being replaced are ignored. */
const isOfPrimary = ({ tasks }: SameReason, { ecs }: Observation): boolean => {
  const service = valueIn(ecs);
  const primary = service && primaryOf(service);
  return tasks.some(({ taskDefinition }) => taskDefinition === primary?.taskDefinition);
};

const causeOf = (reading: Reading): Cause => (reading.kind === 'known' ? meaningOf(reading.meaning).cause : 'unknown');

const isOngoing = ({ reading, newest, tasks }: SameReason, observation: Observation, now: Instant): boolean => {
  const recent = tasks.filter(({ stoppedAt }) => stoppedAt > now - FAILURE_WINDOW_MS).length;
  const areTasksMissing = isShortOfTasks(observation);
  switch (causeOf(reading)) {
    case 'out-of-memory':
      return recent >= MIN_KILLS;
    case 'crash-loop':
      return areTasksMissing && recent >= MIN_CRASHES;
    case 'instance-unhealthy':
      return false;
    case 'platform-maintenance':
      return areTasksMissing && recent >= minFailures(reading);
    default:
      return areTasksMissing && tasks.length >= minFailures(reading) && !hasStartedSince(newest, observation);
  }
};

/** True when fewer tasks serve than desired, or a rollout is still in progress. */
export const isShortOfTasks = (observation: Observation): boolean => {
  const ecs = valueIn(observation.ecs);
  return ecs !== undefined && (isRollingOut(ecs) || servingTasks(observation).length < ecs.desiredCount);
};

const minFailures = (reading: Reading): number =>
  reading.kind === 'known' && meaningOf(reading.meaning).restartHelps ? MIN_FAILURES_IF_RETRYABLE : 1;

const hasStartedSince = (failed: StoppedTask, { tasks }: Observation): boolean =>
  itemsOf(tasks).some(
    ({ taskDefinition, startedAt = 0 }) => taskDefinition === failed.taskDefinition && startedAt > failed.stoppedAt,
  );

/** Names a revision as the subject when all of the tasks belong to it. */
const toDetection = ({ reading, newest, tasks }: SameReason): Detection => {
  const isOneRevision = tasks.every(({ taskDefinition }) => taskDefinition === newest.taskDefinition);
  const evidence = {
    strength: 'hard',
    ...(isOneRevision && { subject: newest.taskDefinition }),
    at: newest.stoppedAt,
    since: Math.min(...tasks.map(({ stoppedAt }) => stoppedAt)),
    numbers: { failed: tasks.length },
  } as const;
  return reading.kind === 'known'
    ? {
        ...evidence,
        id: 'tasks-failing-for',
        meaning: reading.meaning,
        message: `${pluralize(tasks.length, 'task')} failed, last ${endInWords(newest)}: ${meaningOf(reading.meaning).message}: "${reading.text}"`,
      }
    : {
        ...evidence,
        id: 'failure-unexplained',
        message: `${pluralize(tasks.length, 'task')} failed for an unknown reason, last ${endInWords(newest)}: "${reading.text}"`,
      };
};
