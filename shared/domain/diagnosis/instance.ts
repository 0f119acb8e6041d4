import { isRunning } from '../evidence/serving-tasks.ts';
import { isSystemic } from '../evidence/task-share.ts';
import { type Finding, isConfirmed } from '../model/finding.ts';
import { itemsOf } from '../model/part.ts';
import { MINUTE } from '../model/time.ts';
import { hangsByItsLogs } from './logs.ts';
import { type DiagnosisRule, type Evidenced, findingsOf, is, isNot } from './rule.ts';

/** The task that was bad first comes first, in whatever order ECS lists them: that one is treated. */
const oldestFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => a.since - b.since || (a.message < b.message ? -1 : 1));

export const instanceUnhealthy: DiagnosisRule = {
  cause: 'instance-unhealthy',
  judge: (evidenced) => {
    const unhealthy = oldestFirst(findingsOf(evidenced, 'target-unhealthy'));
    const [first] = unhealthy;
    if (first === undefined) return isNot('no target fails its health check');
    if (isSystemic(unhealthy.length, evidenced.observation))
      return isNot(`${unhealthy.length} tasks fail alike, so it is not the tasks`);
    return is(unhealthy, first.subject);
  },
};

export const instanceGrey: DiagnosisRule = {
  cause: 'instance-grey',
  judge: (evidenced) => {
    const grey = findingsOf(evidenced, 'task-not-working', 'target-anomalous');
    const found = oldestFirst([...grey, ...hangsByItsLogs(evidenced)]);
    const first = found.find(isConfirmed) ?? found[0];
    const tasks = new Set(found.map(({ subject }) => subject));
    if (first === undefined) return isNot('every green task does its work');
    if (isSystemic(tasks.size, evidenced.observation))
      return isNot(`${tasks.size} tasks fail alike, so it is not the tasks`);
    if (wanders(evidenced, tasks)) return isNot('now one task fails and now another, so it is not the tasks');
    return is(found, first.subject);
  },
};

/** What failed longer ago is another story. Engineering judgement. */
const LATELY_MS = 2 * MINUTE;

/** Whether a task that works now did not lately, while others that did do not now: what fails is not in the task. */
const wanders = ({ observation, now }: Evidenced, failing: ReadonlySet<string | undefined>): boolean => {
  const lately = observation.previous.filter(({ at }) => now - at <= LATELY_MS).flatMap(({ findings }) => findings);
  const failedLately = new Set(lately.filter(({ id }) => id === 'task-not-working').map(({ subject }) => subject));
  return itemsOf(observation.tasks).some(
    (task) => isRunning(task) && failedLately.has(task.id) && !failing.has(task.id),
  );
};
