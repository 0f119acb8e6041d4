import { lastSegment } from '../model/arn.ts';
import type { Cause } from '../model/cause.ts';
import type { Assessed } from '../model/evidence.ts';
import { FINDING_IDS, type Finding, type FindingId, isConfirmed, kindOf } from '../model/finding.ts';
import { type LogMeaning, meaningOf } from '../model/message-meaning.ts';
import { itemsOf } from '../model/part.ts';
import type { Contradiction, Explanation, Indication } from './cause-model.ts';
import { isCorroborated } from './symptoms.ts';

export const findingsOf = (
  { findings }: Pick<Assessed, 'findings'>,
  ...ids: readonly FindingId[]
): readonly Finding[] => findings.filter(({ id }) => ids.includes(id));

export const has = (assessed: Assessed, ...ids: readonly FindingId[]): boolean =>
  findingsOf(assessed, ...ids).length > 0;

/** Indicated by the presence of one of these findings. */
export const seen = (when: string, ...ids: readonly FindingId[]): Indication => ({
  when,
  find: (assessed) => findingsOf(assessed, ...ids),
});

/** Indicated by a message of AWS about tasks, targets or the scheduler. */
export const reportedByAws = (cause: Cause, when: string): Indication => ({
  when,
  find: ({ findings }) =>
    findings.filter(
      ({ id, meaning }) => id !== 'log-pattern' && meaning !== undefined && meaningOf(meaning).cause === cause,
    ),
});

/** Answers the confirmed lines of the service's own logs with one of these meanings. */
export const linesMeaning = (assessed: Assessed, ...meanings: readonly LogMeaning[]): readonly Finding[] =>
  confirmedLines(assessed).filter((line) => meanings.some((meaning) => meaning === line.meaning));

const confirmedLines = (assessed: Assessed): readonly Finding[] =>
  findingsOf(assessed, 'log-pattern').filter(isConfirmed);

/** True for lines that the service as a whole logs. What only some tasks log is about those tasks. */
export const isOfService = ({ subject, numbers }: Finding): boolean => subject === undefined && numbers.subset !== 1;

/** Indicated when the service as a whole logs a line of this cause. */
export const logged = (cause: Cause, when: string, ...unless: readonly Contradiction[]): Indication => ({
  when,
  find: (assessed) =>
    confirmedLines(assessed).filter(
      (line) => isOfService(line) && line.meaning !== undefined && meaningOf(line.meaning).cause === cause,
    ),
  unless: [NO_SYMPTOM, ...unless],
});

/** Log lines explain a symptom. A service that logs problems and serves its users is healthy. */
export const NO_SYMPTOM: Contradiction = {
  when: 'the logs report it, but no symptom shows',
  holds: (assessed) => !isCorroborated(assessed),
};

/** Contradicted by the presence of one of these findings. */
export const contradictedBy = (when: string, ...ids: readonly FindingId[]): Contradiction => ({
  when,
  holds: (assessed) => has(assessed, ...ids),
});

/** A cause of the whole service explains everything that users, targets and tasks suffer. */
export const ALL_SYMPTOMS: Explanation = {
  symptoms: FINDING_IDS.filter((id) => kindOf(id) === 'symptom' && id !== 'essentials-unreadable'),
};

/** Tasks that cannot start, or that stop, are missing; the others then have more work, or none is left to answer. */
export const LOST_CAPACITY: readonly Explanation[] = [
  {
    symptoms: [
      'tasks-missing',
      'tasks-not-starting',
      'no-targets-registered',
      'failure-unexplained',
      'release-failing-tasks',
      'release-not-working',
      'deployment-overdue',
    ],
  },
  {
    symptoms: [
      'errors-above-objective',
      'latency-above-objective',
      'load-balancer-503',
      'all-targets-unhealthy',
      'backlog-above-objective',
      'log-errors-lasting',
    ],
    when: 'tasks are missing',
    covers: (_symptom, _candidate, assessed) => has(assessed, 'tasks-missing'),
  },
];

/** True when ECS repairs the container instance on which the task runs. */
export const runsOnHostUnderRepair = (assessed: Assessed, taskId: string | undefined): boolean => {
  const task = itemsOf(assessed.observation.tasks).find(({ id }) => id === taskId);
  const host = task?.containerInstance;
  return (
    host !== undefined && findingsOf(assessed, 'host-under-repair').some(({ subject }) => subject === lastSegment(host))
  );
};
