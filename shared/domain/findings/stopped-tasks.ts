import type { Reading } from '../aws-messages/known-message.ts';
import { readStoppedTask } from '../aws-messages/stopped-task.ts';
import { isRollingOut, primaryOf } from '../evidence/releases.ts';
import { servingTasks } from '../evidence/serving-tasks.ts';
import { FAILURE_WINDOW_MS, isTaskFailure } from '../evidence/task-failures.ts';
import type { Cause } from '../model/cause.ts';
import type { Detection } from '../model/finding.ts';
import { meaningOf } from '../model/message-meaning.ts';
import type { Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/**
 * ECS waits up to 27 minutes between starts that fail, so a failed start tells of now for so long, unless one has gone well since:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
const START_FAILURES_COUNT_MS = 30 * MINUTE;
/** One out-of-memory kill is ECS's to replace, two in ten minutes are a limit too low. Engineering judgement. */
const KILLS_THAT_PROVE = 2;
/** Ended three times in ten minutes, and tasks are missing still. Engineering judgement. */
const CRASHES_OF_A_LOOP = 3;
/** What another try may cure, and ECS tries by itself, has to have failed again. */
const FAILURES_AFTER_A_RETRY = 2;

interface Failure {
  readonly task: StoppedTask;
  readonly reading: Reading;
}

/** Failures with one meaning, or with one text that no row knows; newest first. */
interface Alike {
  readonly reading: Reading;
  readonly newest: StoppedTask;
  readonly tasks: readonly StoppedTask[];
}

/** What AWS says of the tasks that failed: for each meaning one piece of evidence, as far as it tells of how things are now. */
export const tasksFailingFor: FindingRule = ({ observation, now }) =>
  groupAlike(failuresOf(observation, now))
    .filter((alike) => isOfPrimary(alike, observation) && tellsOfNow(alike, observation, now))
    .map(toDetection);

/** Newest first; of revisions that still are deployed, and not of tasks that somebody meant to stop. */
const failuresOf = ({ ecs, stoppedTasks }: Observation, now: Instant): readonly Failure[] => {
  const deployed = new Set(valueIn(ecs)?.deployments.map(({ taskDefinition }) => taskDefinition));
  return itemsOf(stoppedTasks)
    .filter(
      ({ taskDefinition, stoppedAt }) => deployed.has(taskDefinition) && stoppedAt > now - START_FAILURES_COUNT_MS,
    )
    .map(withReading())
    .filter(({ task, reading }) => isTaskFailure(task) || causeOf(reading) === 'platform-maintenance')
    .sort((a, b) => b.task.stoppedAt - a.task.stoppedAt);
};

/** In a crash loop dozens of tasks end with the same words, which are read once. */
const withReading = (): ((task: StoppedTask) => Failure) => {
  const read = new Map<string, Reading>();
  return (task) => {
    const words = JSON.stringify([task.stopCode, task.stoppedReason, task.containers]);
    const reading = read.get(words) ?? readStoppedTask(task);
    read.set(words, reading);
    return { task, reading };
  };
};

const groupAlike = (failures: readonly Failure[]): readonly Alike[] => {
  const groups = new Map<string, Alike>();
  for (const { task, reading } of failures) {
    const key = reading.kind === 'known' ? reading.meaning : `"${reading.text}"`;
    const { tasks, ...first } = groups.get(key) ?? { reading, newest: task, tasks: [] };
    groups.set(key, { ...first, tasks: [...tasks, task] });
  }
  return [...groups.values()];
};

/** What only a revision fails for that is on its way out is over. */
const isOfPrimary = ({ tasks }: Alike, { ecs }: Observation): boolean => {
  const service = valueIn(ecs);
  const primary = service && primaryOf(service);
  return tasks.some(({ taskDefinition }) => taskDefinition === primary?.taskDefinition);
};

const causeOf = (reading: Reading): Cause => (reading.kind === 'known' ? meaningOf(reading.meaning).cause : 'unknown');

const tellsOfNow = ({ reading, newest, tasks }: Alike, observation: Observation, now: Instant): boolean => {
  const lately = tasks.filter(({ stoppedAt }) => stoppedAt > now - FAILURE_WINDOW_MS).length;
  const isShort = isShortOfTasks(observation);
  switch (causeOf(reading)) {
    case 'out-of-memory':
      return lately >= KILLS_THAT_PROVE;
    case 'crash-loop':
      return isShort && lately >= CRASHES_OF_A_LOOP;
    case 'instance-unhealthy':
      return false;
    case 'platform-maintenance':
      return isShort && lately >= failuresThatProve(reading);
    default:
      return isShort && tasks.length >= failuresThatProve(reading) && !hasStartedSince(newest, observation);
  }
};

/** Fewer tasks do work than are wanted, or new ones are still to come. */
export const isShortOfTasks = (observation: Observation): boolean => {
  const ecs = valueIn(observation.ecs);
  return ecs !== undefined && (isRollingOut(ecs) || servingTasks(observation).length < ecs.desiredCount);
};

const failuresThatProve = (reading: Reading): number =>
  reading.kind === 'known' && meaningOf(reading.meaning).restartHelps ? FAILURES_AFTER_A_RETRY : 1;

const hasStartedSince = (failed: StoppedTask, { tasks }: Observation): boolean =>
  itemsOf(tasks).some(
    ({ taskDefinition, startedAt = 0 }) => taskDefinition === failed.taskDefinition && startedAt > failed.stoppedAt,
  );

/** It is about a revision where no task of another one fails so. */
const toDetection = ({ reading, newest, tasks }: Alike): Detection => {
  const isOfOne = tasks.every(({ taskDefinition }) => taskDefinition === newest.taskDefinition);
  const evidence = {
    strength: 'hard',
    ...(isOfOne && { subject: newest.taskDefinition }),
    at: newest.stoppedAt,
    since: Math.min(...tasks.map(({ stoppedAt }) => stoppedAt)),
    numbers: { failed: tasks.length },
  } as const;
  return reading.kind === 'known'
    ? {
        ...evidence,
        id: 'tasks-failing-for',
        meaning: reading.meaning,
        message: `${pluralize(tasks.length, 'task')} failed: ${meaningOf(reading.meaning).message}: "${reading.text}"`,
      }
    : {
        ...evidence,
        id: 'failure-unexplained',
        message: `${pluralize(tasks.length, 'task')} failed for an unknown reason: "${reading.text}"`,
      };
};
