import { isRunning, registeredTargets } from '../../evidence/serving-tasks.ts';
import { countsNoRequests } from '../../evidence/traffic.ts';
import type { Assessed } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import { itemsOf } from '../../model/part.ts';
import type { CauseModel, Contradiction } from '../cause-model.ts';
import { contradictedBy, findingsOf, has, linesMeaning, NO_SYMPTOM, seen } from '../clues.ts';
import { symptomsIn } from '../symptoms.ts';

const hasTargetTimeout = ({ observation }: Assessed): boolean =>
  registeredTargets(observation).some(({ state, reason }) => state === 'unhealthy' && reason === 'Target.Timeout');

/** A busy service that answers in time is not overloaded. */
const USERS_ARE_SERVED: Contradiction = {
  when: 'the tasks are busy, but users are served',
  holds: (assessed, evidence) =>
    !isUnseen(assessed, evidence) &&
    !has(assessed, 'requests-rising', 'work-per-task-rising', 'latency-above-objective') &&
    symptomsIn(assessed).every(({ id }) => !USER_SYMPTOMS.has(id)) &&
    !hasTargetTimeout(assessed),
};

/** Without an Application Load Balancer nothing counts requests, so saturation that lasts stands for itself (engineering judgement). */
const LONG_SATURATION_MINUTES = 10;

const isUnseen = ({ observation }: Assessed, evidence: readonly Finding[]): boolean =>
  countsNoRequests(observation) &&
  evidence.some(({ id, numbers }) => id === 'cpu-saturated' && Number(numbers.minutes) >= LONG_SATURATION_MINUTES);

const USER_SYMPTOMS: ReadonlySet<string> = new Set([
  'errors-above-objective',
  'load-balancer-503',
  'backlog-above-objective',
]);

/** True when one task fails and the others do not, unless CPU is saturated. Such a task is hot or stuck. */
const isSingleTask = (assessed: Assessed): boolean => {
  const failing = new Set(
    findingsOf(assessed, 'target-unhealthy', 'container-unhealthy', 'task-not-working').map(({ subject }) => subject),
  );
  const hasOthers = itemsOf(assessed.observation.tasks).some((task) => isRunning(task) && !failing.has(task.id));
  return failing.size === 1 && hasOthers && !has(assessed, 'cpu-saturated');
};

/** Answers the lines about exhausted pools if most tasks log them. Then the service has more requests than connections. */
const exhaustedPoolsOfMostTasks = (assessed: Assessed): readonly Finding[] => {
  const running = itemsOf(assessed.observation.tasks).filter(isRunning).length;
  return linesMeaning(assessed, 'pool-exhausted').filter(({ numbers }) => 2 * (numbers.tasks ?? 0) > running);
};

/** Connections run out by load, or because they are not returned. Only load is overload. */
const NO_LOAD: Contradiction = {
  when: 'connections are used up, but neither CPU nor the request rate is high',
  holds: (assessed) => !has(assessed, 'cpu-saturated', 'requests-rising', 'work-per-task-rising'),
};

export const overload: CauseModel = {
  cause: 'overload',
  absent: 'the tasks have CPU, memory and connections left',
  indicates: [
    {
      ...seen(
        'CPU is at 90 % or more, or memory at 95 % or more, and users notice or more requests arrive',
        'cpu-saturated',
        'memory-saturated',
      ),
      unless: [USERS_ARE_SERVED, { when: 'only one task fails, and CPU is not saturated', holds: isSingleTask }],
    },
    {
      when: 'each task has much more work than before, and users notice',
      find: (assessed) => findingsOf(assessed, 'work-per-task-rising'),
      unless: [
        { when: 'each task has more work, but users are served', holds: (assessed) => !usersNotice(assessed) },
        contradictedBy('the service returns to an earlier revision, whose tasks are still taking over', 'going-back'),
        contradictedBy('health checks take the tasks away, which leaves more work for the others', 'kill-loop'),
      ],
    },
    {
      when: 'most tasks log exhausted connection pools, and the load is high',
      find: exhaustedPoolsOfMostTasks,
      unless: [NO_SYMPTOM, NO_LOAD],
    },
  ],
  details: ['requests-rising', 'desired-count-lowered', 'scaled-to-maximum', 'scale-out-under-way'],
  isOfService: true,
  explains: [
    {
      symptoms: [
        'errors-above-objective',
        'latency-above-objective',
        'load-balancer-503',
        'backlog-above-objective',
        'log-errors-lasting',
        'all-targets-unhealthy',
        'target-unhealthy',
        'container-unhealthy',
        'task-not-working',
        'tasks-missing',
        'kill-loop',
      ],
    },
  ],
  contradicts: [
    {
      when: 'answers got worse with a release, and each task has as much work as before it',
      holds: (assessed) =>
        has(assessed, 'worse-since-release') && !has(assessed, 'requests-rising', 'work-per-task-rising'),
    },
  ],
  treatedBy: ['scale-out', 'operator'],
  response: 'Escalated, unless the autoscaler has just added tasks or answers get better; that is given ten minutes.',
};

const usersNotice = (assessed: Assessed): boolean =>
  has(assessed, 'latency-above-objective', 'errors-above-objective', 'load-balancer-503');
