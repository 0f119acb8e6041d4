import { isRunning } from '../evidence/serving-tasks.ts';
import { isSystemic } from '../evidence/task-share.ts';
import type { Assessed } from '../model/evidence.ts';
import { type Finding, isConfirmed } from '../model/finding.ts';
import { itemsOf } from '../model/part.ts';
import { MINUTE } from '../model/time.ts';
import { hungTasksInLogs } from './logs.ts';
import { type DiagnosisRule, findingsOf, is, isNot } from './rule.ts';

/** Sorts the task that failed first to the front, independent of the order of ECS. That task is treated. */
const oldestFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => a.since - b.since || (a.message < b.message ? -1 : 1));

export const instanceUnhealthy: DiagnosisRule = {
  cause: 'instance-unhealthy',
  judge: (assessed) => {
    const unhealthy = oldestFirst(findingsOf(assessed, 'target-unhealthy'));
    const [first] = unhealthy;
    if (first === undefined) return isNot('no target fails its health check');
    if (isSystemic(unhealthy.length, assessed.observation))
      return isNot(`${unhealthy.length} tasks fail in the same way, so the tasks are not the cause`);
    return is(unhealthy, first.subject);
  },
};

export const instanceGrey: DiagnosisRule = {
  cause: 'instance-grey',
  judge: (assessed) => {
    const grey = findingsOf(assessed, 'task-not-working', 'target-anomalous');
    const found = oldestFirst([...grey, ...hungTasksInLogs(assessed)]);
    const first = found.find(isConfirmed) ?? found[0];
    const tasks = new Set(found.map(({ subject }) => subject));
    if (first === undefined) return isNot('every task that passes its health check serves');
    if (isSystemic(tasks.size, assessed.observation))
      return isNot(`${tasks.size} tasks fail in the same way, so the tasks are not the cause`);
    if (movesBetweenTasks(assessed, tasks))
      return isNot('the failure moves between tasks, so the tasks are not the cause');
    return is(found, first.subject);
  },
};

/** A failure longer ago is unrelated (engineering judgement). */
const RECENT_MS = 2 * MINUTE;

/**
 * True when failures move between tasks, which rules out a fault of one task. A task that failed recently runs and no longer fails,
 * while others do.
 */
const movesBetweenTasks = ({ observation, now }: Assessed, failing: ReadonlySet<string | undefined>): boolean => {
  const recent = observation.previous.filter(({ at }) => now - at <= RECENT_MS).flatMap(({ findings }) => findings);
  const failedRecently = new Set(recent.filter(({ id }) => id === 'task-not-working').map(({ subject }) => subject));
  return itemsOf(observation.tasks).some(
    (task) => isRunning(task) && failedRecently.has(task.id) && !failing.has(task.id),
  );
};
