import type { Assessed } from '../model/evidence.ts';
import { type Finding, type FindingId, kindOf } from '../model/finding.ts';

/** Users notice these symptoms. The others show in tasks and targets only. */
const HARM: ReadonlySet<FindingId> = new Set<FindingId>([
  'errors-above-objective',
  'latency-above-objective',
  'load-balancer-503',
  'client-errors-rising',
  'backlog-above-objective',
  'log-errors-lasting',
  'tasks-out-of-contact',
  'all-targets-unhealthy',
  'no-targets-registered',
]);

export const isHarm = ({ id }: Finding): boolean => HARM.has(id);

/** Answers the symptoms that a diagnosis has to explain. */
export const symptomsIn = ({ findings }: Pick<Assessed, 'findings'>): readonly Finding[] =>
  findings.filter((finding) => kindOf(finding.id) === 'symptom' && isNoticed(finding));

/** The score leaves the healthy range when latency exceeds the objective by this factor. */
const USER_VISIBLE_RATIO = 2;

/** Latency counts once it has been high for minutes and by enough for users to notice, a backlog once it has been high for minutes. */
const isNoticed = ({ id, strength, numbers: { latencyP95Ms, objectiveMs } }: Finding): boolean => {
  switch (id) {
    case 'latency-above-objective':
      return strength === 'hard' && Number(latencyP95Ms) >= USER_VISIBLE_RATIO * Number(objectiveMs);
    case 'backlog-above-objective':
      return strength === 'hard';
    default:
      return true;
  }
};

/** These findings corroborate what a service logs, though a diagnosis need not explain them. */
const CORROBORATING: ReadonlySet<FindingId> = new Set<FindingId>([
  'latency-above-objective',
  'task-crashed',
  'tasks-failing-for',
]);

/** Answers the replacements, deployments and moves between zones that are in progress. They explain for a bounded time only. */
export const movementsIn = ({ findings }: Pick<Assessed, 'findings'>): readonly Finding[] =>
  findings.filter(({ id, numbers }) => MOVEMENTS.has(id) && numbers.overdue !== 1);

const MOVEMENTS: ReadonlySet<FindingId> = new Set<FindingId>([
  'replacement-under-way',
  'deployment-in-progress',
  'deployment-completed-early',
  'rebalancing-zones',
]);

/**
 * True when anything shows beside log lines. Missing tasks show nothing while tasks are on their way, nor does a deployment that takes
 * long while all tasks serve.
 */
export const isCorroborated = (assessed: Pick<Assessed, 'findings'>): boolean => {
  const { findings } = assessed;
  const isMoving = movementsIn(assessed).length > 0;
  return findings.some(
    ({ id }) =>
      (kindOf(id) === 'symptom' && id !== 'deployment-overdue' && !(isMoving && id === 'tasks-missing')) ||
      CORROBORATING.has(id),
  );
};
