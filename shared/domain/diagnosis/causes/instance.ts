import { isRunning, isServing, servingTasks, targetOf } from '../../evidence/serving-tasks.ts';
import { isStillStarting } from '../../evidence/start-time.ts';
import { healthCheckFailures, isSystemic } from '../../evidence/task-share.ts';
import type { Candidate } from '../../model/diagnosis.ts';
import type { Assessed } from '../../model/evidence.ts';
import type { Finding, FindingId } from '../../model/finding.ts';
import type { Task } from '../../model/observation.ts';
import { itemsOf } from '../../model/part.ts';
import type { Contradiction, Explanation } from '../cause-model.ts';
import { contradictedBy, runsOnHostUnderRepair } from '../clues.ts';

/** Sorts the task that failed first to the front, independent of the order of ECS. That task is treated. */
export const oldestFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => a.since - b.since || (a.message < b.message ? -1 : 1));

const tasksIn = (evidence: readonly Finding[]): ReadonlySet<string | undefined> =>
  new Set(evidence.map(({ subject }) => subject));

const OF_HEALTH_CHECKS: ReadonlySet<FindingId> = new Set<FindingId>(['target-unhealthy', 'container-unhealthy']);

/** Nearly all tasks fail in the same way. Replacing one of them would change nothing. */
export const FAIL_ALIKE: Contradiction = {
  when: 'nearly all tasks fail in the same way, so the tasks are not the cause',
  holds: ({ observation, now }, evidence) =>
    isSystemic(tasksIn(evidence).size, observation) ||
    (evidence.some(({ id }) => OF_HEALTH_CHECKS.has(id)) && healthCheckFailures(observation, now).isSystemic),
};

/** Answers the running tasks without those that start and do not fail, which show neither a fault nor health. */
const settledTasks = ({ observation, now }: Assessed): readonly Task[] =>
  itemsOf(observation.tasks).filter(
    (task) =>
      isRunning(task) &&
      (targetOf(observation, task)?.state === 'unhealthy' || !isStillStarting(observation, task, now)),
  );

/**
 * A fault of one task shows by comparison. A service with a single task has none to compare with, nor does one whose other tasks are
 * still starting.
 */
export const NO_HEALTHY_PEER: Contradiction = {
  when: 'no other task serves now, so nothing shows that the fault is in the task',
  holds: (assessed, evidence) => {
    const failing = tasksIn(evidence);
    const peers = settledTasks(assessed).filter(({ id }) => !failing.has(id));
    return peers.length > 0 && !peers.some((task) => isServing(assessed.observation, task));
  },
};

export const EXPLAINED_BY_PLACE: Contradiction = contradictedBy(
  'the failing tasks share a zone or a container instance',
  'zone-failing',
  'host-failing',
);

/** ECS replaces the instance with all of its tasks, so replacing one of them would only race it. */
export const ECS_REPAIRS_THE_HOST: Contradiction = {
  when: 'ECS repairs the container instance of the failing tasks',
  holds: (assessed, evidence) => evidence.every(({ subject }) => runsOnHostUnderRepair(assessed, subject)),
};

/** Users suffer in proportion to the tasks that fail. A task that fails at once may attract more requests than its share. */
const MAX_HARM_RATIO = 2;
const ALWAYS_PLAUSIBLE_SHARE = 0.5;

/** True when the failing tasks can account for the share of the requests that failed. */
const isInProportion = (
  { numbers: { failed, requests } }: Finding,
  { evidence }: Candidate,
  { observation }: Assessed,
): boolean => {
  if (failed === undefined || requests === undefined || servingTasks(observation).length === 0) return true;
  const running = itemsOf(observation.tasks).filter(isRunning).length;
  const plausible = Math.max(ALWAYS_PLAUSIBLE_SHARE, (MAX_HARM_RATIO * tasksIn(evidence).size) / Math.max(1, running));
  return failed <= plausible * requests;
};

/** Explains the symptoms of the tasks in the evidence, and the harm to users that these tasks can do. */
export const OWN_SYMPTOMS: readonly Explanation[] = [
  {
    symptoms: ['target-unhealthy', 'container-unhealthy', 'task-not-working'],
    when: 'the symptom is of a task in the evidence',
    covers: ({ subject }, { evidence }) => tasksIn(evidence).has(subject),
  },
  { symptoms: ['tasks-missing', 'latency-above-objective', 'load-balancer-503', 'failure-unexplained'] },
  {
    symptoms: ['errors-above-objective'],
    when: 'the failing tasks can account for the share of the requests that failed',
    covers: isInProportion,
  },
  {
    symptoms: ['all-targets-unhealthy'],
    when: 'the service has a single task',
    covers: (_symptom, _candidate, assessed) => settledTasks(assessed).length === 1,
  },
];
