import { wereMeasuredSince } from '../evidence/metric-minutes.ts';
import type { Assessed } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import { valueIn } from '../model/part.ts';
import { MINUTE } from '../model/time.ts';
import { blockingDenials } from './access-denied.ts';
import { causeInAwsMessages } from './aws-messages.ts';
import { badReleaseSince } from './bad-release.ts';
import { instanceGrey, instanceUnhealthy } from './instance.ts';
import { causeInLogs, outOfMemoryInLogs, poolsExhausted } from './logs.ts';
import { overload } from './overload.ts';
import { causeOfFindings, type DiagnosisRule, findingsOf, is, isNot } from './rule.ts';

const insufficientData: DiagnosisRule = {
  cause: 'unknown',
  judge: (assessed) => {
    const unreadable = findingsOf(assessed, 'essentials-unreadable').filter(
      ({ subject }) => subject !== 'targetGroups',
    );
    const evidence = [...unreadable, ...blockingDenials(assessed)];
    return evidence.length > 0 ? is(evidence) : isNot('the ECS API answered');
  },
};

/** The service is deleted or scaled to zero on purpose. A count of zero is not intended when users get 503. */
const intended: DiagnosisRule = {
  cause: 'intended',
  judge: (assessed) => {
    const ecs = valueIn(assessed.observation.ecs);
    if (ecs !== undefined && ecs.status !== 'ACTIVE') return is([]);
    if (ecs?.desiredCount !== 0) return isNot('the desired count is above zero');
    return findingsOf(assessed, 'load-balancer-503').length > 0
      ? isNot('the desired count is zero, but users get 503')
      : is([]);
  },
};

const badRelease: DiagnosisRule = {
  cause: 'bad-release',
  judge: (assessed) => {
    const failing = findingsOf(assessed, 'release-failing-tasks');
    const notWorking = findingsOf(assessed, 'release-not-working');
    const [finding] = [...failing, ...notWorking];
    if (finding === undefined) return isNot('the tasks of the newest revision run and serve');
    if (!isCausedByRelease(assessed, failing, notWorking))
      return isNot('another cause may explain the failures as well');
    return is([...failing, ...notWorking], finding.subject);
  },
};

/**
 * True when only the release explains the failures: its tasks cannot start, or older tasks serve beside them. Tasks that start and
 * then fail may lack a dependency. Without older tasks to compare, an open breaker or more requests explain tasks that do not serve.
 * Overload explains tasks without any answer, unless their CPU was measured since and had headroom.
 */
const isCausedByRelease = (
  assessed: Assessed,
  failing: readonly Finding[],
  notWorking: readonly Finding[],
): boolean => {
  const neverStart = failing.some(({ numbers }) => numbers.neverStarted !== 0);
  const olderTasksServe = notWorking.some(({ numbers }) => numbers.olderTasks !== 0);
  if (neverStart || olderTasksServe) return true;
  if (findingsOf(assessed, 'dependency-unreachable').length > 0) return false;
  if (failing.length > 0) return true;
  if (findingsOf(assessed, 'breaker-open', 'requests-rising').length > 0) return false;
  return notWorking.every(
    (finding) => finding.numbers.silent !== finding.numbers.idle || hadCpuHeadroom(assessed, finding),
  );
};

const hadCpuHeadroom = (assessed: Assessed, { since }: Finding): boolean =>
  wereMeasuredSince(assessed.observation, since, assessed.now) && findingsOf(assessed, 'cpu-saturated').length === 0;

/** While a breaker is open few calls pass, so logged connection failures count as current for this long (engineering judgement). */
const REFUSAL_WINDOW_MS = MINUTE;

const logsRecentRefusals = (assessed: Assessed): boolean =>
  findingsOf(assessed, 'log-pattern').some(
    ({ meaning, strength, at }) =>
      strength === 'hard' &&
      (meaning === 'dependency-refuses' || meaning === 'dependency-unreached') &&
      assessed.now - at < REFUSAL_WINDOW_MS,
  );

const breakerStuckOpen: DiagnosisRule = {
  cause: 'breaker-stuck-open',
  judge: (assessed) => {
    const reachable = findingsOf(assessed, 'breaker-open-dependency-back');
    const [first] = reachable;
    if (first === undefined) return isNot('no breaker is open while its dependency answers');
    return logsRecentRefusals(assessed)
      ? isNot('the dependency answers the prober, but the tasks still log failures')
      : is(reachable, first.subject);
  },
};

/** Tasks are missing without any failure, because ECS is replacing or deploying them. */
const inTransition: DiagnosisRule = {
  cause: 'in-transition',
  judge: (assessed) => {
    const moving = findingsOf(assessed, 'replacement-under-way', 'deployment-in-progress');
    return moving.length > 0 ? is(moving) : isNot('no task is starting or draining and no deployment is in progress');
  },
};

const noTargets: DiagnosisRule = {
  cause: 'no-targets',
  judge: (assessed) => {
    const none = findingsOf(assessed, 'no-targets-registered');
    if (none.length > 0) return is(none);
    const noneDesired = valueIn(assessed.observation.ecs)?.desiredCount === 0;
    const rejected = findingsOf(assessed, 'load-balancer-503');
    return noneDesired && rejected.length > 0 ? is(rejected) : isNot('targets are registered');
  },
};

/** The score leaves the healthy range when latency exceeds the objective by this factor. */
const USER_VISIBLE_RATIO = 2;

/** True when latency has been high for minutes and by enough for users to notice. */
const isUserVisible = ({ strength, numbers: { latencyP95Ms, objectiveMs } }: Finding): boolean =>
  strength === 'hard' && Number(latencyP95Ms) >= USER_VISIBLE_RATIO * Number(objectiveMs);

/** Users are affected, and no rule explains it. */
const unexplained: DiagnosisRule = {
  cause: 'unknown',
  judge: (assessed) => {
    const slow = findingsOf(assessed, 'latency-above-objective').filter(isUserVisible);
    const others = findingsOf(
      assessed,
      'errors-above-objective',
      'load-balancer-503',
      'all-targets-unhealthy',
      'target-unhealthy',
      'task-not-working',
      'tasks-missing',
      'failure-unexplained',
      'essentials-unreadable',
    );
    const symptoms = [...others, ...slow];
    return symptoms.length > 0 ? is(symptoms) : isNot('users are served');
  },
};

/**
 * The rules stand in order of precedence: the rule that explains more comes first. A task is never blamed for its release, nor a
 * release for the platform or a shared database.
 */
export const DIAGNOSIS_RULES: readonly DiagnosisRule[] = [
  insufficientData,
  intended,
  causeInAwsMessages('image-unavailable', 'no image pull failed'),
  causeInAwsMessages('initialization-failure', 'no task failed to initialize'),
  causeInAwsMessages('network-path', 'no message reports a blocked network path'),
  causeInAwsMessages('capacity-shortage', 'the scheduler places every task'),
  causeInAwsMessages('load-balancer-fault', 'the load balancer reports no error of its own'),
  causeInAwsMessages('target-misconfiguration', 'the target settings match the health check'),
  badRelease,
  badReleaseSince,
  causeOfFindings(
    'dependency-down',
    'every critical dependency answers its probe in time',
    'dependency-unreachable',
    'dependency-slow',
  ),
  breakerStuckOpen,
  // The rule stands before the task rules, because the tasks in the zone are not at fault.
  // A replacement may land in the same zone, so this cause is escalated and never leads to a restart.
  causeOfFindings('az-impairment', 'no zone fails as a whole while the others serve', 'zone-failing'),
  causeInLogs('network-path', 'no log line reports names that do not resolve'),
  causeInLogs('dependency-down', 'no log line reports a failing dependency'),
  causeInLogs('initialization-failure', 'no log line reports a failed initialization'),
  causeInAwsMessages('out-of-memory', 'no message reports tasks killed for memory'),
  outOfMemoryInLogs,
  poolsExhausted,
  // The rule needs no symptom, because the rise predicts one within minutes.
  causeOfFindings('memory-leak', 'memory does not rise towards its limit without more requests', 'memory-rising'),
  overload,
  causeInAwsMessages('crash-loop', 'no task exits repeatedly'),
  instanceUnhealthy,
  instanceGrey,
  causeOfFindings('initialization-failure', 'no task start hangs', 'tasks-not-starting'),
  inTransition,
  causeInAwsMessages('platform-maintenance', 'AWS stopped no task'),
  noTargets,
  unexplained,
];
