import { isRunning } from '../../evidence/serving-tasks.ts';
import type { Assessed } from '../../model/evidence.ts';
import { type Finding, isConfirmed } from '../../model/finding.ts';
import { itemsOf } from '../../model/part.ts';
import { MINUTE } from '../../model/time.ts';
import type { CauseModel, Contradiction } from '../cause-model.ts';
import { contradictedBy, findingsOf, linesMeaning, NO_SYMPTOM, seen } from '../clues.ts';
import {
  ECS_REPAIRS_THE_HOST,
  EXPLAINED_BY_PLACE,
  FAIL_ALIKE,
  NO_HEALTHY_PEER,
  OWN_SYMPTOMS,
  oldestFirst,
} from './instance.ts';

/** Answers log lines about a hanging process of a single task. With one running task every line is its own. */
const hungTasksInLogs = (assessed: Assessed): readonly Finding[] => {
  const [first, ...others] = itemsOf(assessed.observation.tasks).filter(isRunning);
  const onlyTask = others.length === 0 ? first : undefined;
  return linesMeaning(assessed, 'pool-exhausted', 'workers-time-out').flatMap((line) => {
    const subject = line.subject ?? onlyTask?.id;
    return subject === undefined ? [] : { ...line, subject };
  });
};

/** A failure longer ago is unrelated (engineering judgement). */
const RECENT_MS = 2 * MINUTE;

/** A task that failed recently runs and no longer fails, while others do. That rules out a fault of one task. */
const MOVES_BETWEEN_TASKS: Contradiction = {
  when: 'the failure moves between tasks, so the tasks are not the cause',
  holds: ({ observation, now }, evidence) => {
    const failing = new Set(evidence.map(({ subject }) => subject));
    const recent = observation.previous.filter(({ at }) => now - at <= RECENT_MS).flatMap(({ findings }) => findings);
    const failedRecently = new Set(recent.filter(({ id }) => id === 'task-not-working').map(({ subject }) => subject));
    return itemsOf(observation.tasks).some(
      (task) => isRunning(task) && failedRecently.has(task.id) && !failing.has(task.id),
    );
  },
};

const confirmedFirst = (findings: readonly Finding[]): readonly Finding[] => {
  const sorted = oldestFirst(findings);
  return [...sorted.filter(isConfirmed), ...sorted.filter((finding) => !isConfirmed(finding))];
};

export const instanceGrey: CauseModel = {
  cause: 'instance-grey',
  absent: 'every task that passes its health check serves',
  indicates: [
    {
      when: 'one task, or fewer than two thirds of them, passes its health check but fails its work probe, or fails more requests than its peers',
      find: (assessed) => findingsOf(assessed, 'task-not-working', 'target-anomalous'),
    },
    {
      when: 'one task alone logs hanging workers or an exhausted pool, beside a symptom',
      find: hungTasksInLogs,
      unless: [NO_SYMPTOM],
    },
    {
      ...seen('one task logs far more errors than its peers, beside a symptom', 'log-errors-in-one-task'),
      unless: [NO_SYMPTOM],
    },
    {
      ...seen('ECS has lost contact with the agent of a task, beside a symptom', 'tasks-disconnected'),
      unless: [NO_SYMPTOM],
    },
  ],
  order: confirmedFirst,
  explains: OWN_SYMPTOMS,
  contradicts: [
    FAIL_ALIKE,
    NO_HEALTHY_PEER,
    MOVES_BETWEEN_TASKS,
    EXPLAINED_BY_PLACE,
    ECS_REPAIRS_THE_HOST,
    contradictedBy('nearly all tasks of the new revision do not serve', 'release-not-working'),
  ],
  treatedBy: ['stop-task', 'force-deployment'],
  response:
    'Each task is replaced, the replacement first, up to a third of them; more are escalated after two minutes.',
};
