import { isRunning } from '../evidence/serving-tasks.ts';
import { isSystemic } from '../evidence/task-share.ts';
import type { Assessed } from '../model/evidence.ts';
import { type Finding, isConfirmed } from '../model/finding.ts';
import { itemsOf } from '../model/part.ts';
import { MINUTE } from '../model/time.ts';
import { hangsByItsLogs } from './logs.ts';
import { type DiagnosisRule, findingsOf, is, isNot } from './rule.ts';

/** The task that was bad first comes first, in whatever order ECS lists them: that one is treated. */
const oldestFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => a.since - b.since || (a.message < b.message ? -1 : 1));

export const instanceUnhealthy: DiagnosisRule = {
  cause: 'instance-unhealthy',
  judge: (assessed) => {
    const unhealthy = oldestFirst(findingsOf(assessed, 'target-unhealthy'));
    const [first] = unhealthy;
    if (first === undefined) return isNot('no target fails its health check');
    if (isSystemic(unhealthy.length, assessed.observation))
      return isNot(`${unhealthy.length} tasks fail alike, so the tasks are not the cause`);
    return is(unhealthy, first.subject);
  },
};

export const instanceGrey: DiagnosisRule = {
  cause: 'instance-grey',
  judge: (assessed) => {
    const grey = findingsOf(assessed, 'task-not-working', 'target-anomalous');
    const found = oldestFirst([...grey, ...hangsByItsLogs(assessed)]);
    const first = found.find(isConfirmed) ?? found[0];
    const tasks = new Set(found.map(({ subject }) => subject));
    if (first === undefined) return isNot('every task that passes its health check serves');
    if (isSystemic(tasks.size, assessed.observation))
      return isNot(`${tasks.size} tasks fail alike, so the tasks are not the cause`);
    if (wanders(assessed, tasks)) return isNot('the failure moves between tasks, so the tasks are not the cause');
    return is(found, first.subject);
  },
};

/** What failed longer ago is another story. Engineering judgement. */
const LATELY_MS = 2 * MINUTE;

/** Whether a task that works now did not lately, while others that did do not now: what fails is not in the task. */
const wanders = ({ observation, now }: Assessed, failing: ReadonlySet<string | undefined>): boolean => {
  const lately = observation.previous.filter(({ at }) => now - at <= LATELY_MS).flatMap(({ findings }) => findings);
  const failedLately = new Set(lately.filter(({ id }) => id === 'task-not-working').map(({ subject }) => subject));
  return itemsOf(observation.tasks).some(
    (task) => isRunning(task) && failedLately.has(task.id) && !failing.has(task.id),
  );
};
