import type { Assessed } from '../../model/evidence.ts';
import type { CauseModel } from '../cause-model.ts';
import { contradictedBy, findingsOf, has, LOST_CAPACITY, logged, reportedByAws, seen } from '../clues.ts';
import { EXPLAINS_LOG_LINES } from './logged-refusals.ts';

/** A known message about tasks that do not start says more than the time that they take. */
const isReported = (assessed: Assessed): boolean => has(assessed, 'tasks-failing-for', 'scheduler-message');

export const initializationFailure: CauseModel = {
  cause: 'initialization-failure',
  absent: 'no task failed to initialize',
  indicates: [
    reportedByAws(
      'initialization-failure',
      'AWS reports a failure with a secret, the execution role, the log driver, a volume or the command; tasks are missing, and none has started since',
    ),
    logged(
      'initialization-failure',
      'the logs report a database schema that does not match the release, beside a symptom',
      EXPLAINS_LOG_LINES,
      contradictedBy('a failing dependency explains the log lines', 'dependency-unreachable'),
    ),
    {
      when: 'health checks stop every task before its containers have started',
      find: (assessed) =>
        findingsOf(assessed, 'kill-loop').filter(
          ({ numbers }) => Number(numbers.beforeRunning) > 0 && numbers.beforeRunning === numbers.kills,
        ),
    },
    {
      ...seen('tasks have been starting for at least ten minutes without a reason', 'tasks-not-starting'),
      unless: [{ when: 'a message of AWS gives another reason', holds: isReported }],
    },
  ],
  explains: [
    ...LOST_CAPACITY,
    {
      symptoms: ['kill-loop'],
      when: 'no task of the loop ever ran',
      covers: (symptom, { evidence }) => evidence.includes(symptom),
    },
    {
      symptoms: [
        'errors-above-objective',
        'latency-above-objective',
        'backlog-above-objective',
        'log-errors-lasting',
        'target-unhealthy',
        'container-unhealthy',
        'task-not-working',
      ],
      when: 'the logs report it',
      covers: (_symptom, { evidence }) => evidence.some(({ id }) => id === 'log-pattern'),
    },
  ],
  contradicts: [],
  treatedBy: ['roll-back', 'operator'],
  response: 'Rolled back if the newest revision introduced it; otherwise escalated.',
};
