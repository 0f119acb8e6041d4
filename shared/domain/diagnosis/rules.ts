import { wereMeasuredSince } from '../evidence/metric-minutes.ts';
import type { Assessed } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import { valueIn } from '../model/part.ts';
import { MINUTE } from '../model/time.ts';
import { blockingDenials } from './access-denied.ts';
import { causeInTexts } from './aws-messages.ts';
import { badReleaseSince } from './bad-release.ts';
import { instanceGrey, instanceUnhealthy } from './instance.ts';
import { causeInLogs, outOfMemoryInLogs, poolsExhausted } from './logs.ts';
import { overload } from './overload.ts';
import { causeOfFindings, type DiagnosisRule, findingsOf, is, isNot } from './rule.ts';

const blind: DiagnosisRule = {
  cause: 'unknown',
  judge: (assessed) => {
    const unreadable = findingsOf(assessed, 'essentials-unreadable').filter(
      ({ subject }) => subject !== 'targetGroups',
    );
    const evidence = [...unreadable, ...blockingDenials(assessed)];
    return evidence.length > 0 ? is(evidence) : isNot('the ECS API answered');
  },
};

/** Deleted, or scaled to nothing while nobody asks for anything; where users are answered 503, that may be nobody's intention. */
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
    if (!isItsOwn(assessed, failing, notWorking)) return isNot('another cause may explain the failures as well');
    return is([...failing, ...notWorking], finding.subject);
  },
};

/**
 * Whether the trouble can only be the release's own: its tasks cannot even start, or older tasks work beside it. Tasks that start and
 * then fail could also miss a dependency; and where no older task is left to compare with, an open breaker or more requests explain
 * idle ones, and too much work explains silent ones, unless they were measured since and had CPU to spare.
 */
const isItsOwn = (assessed: Assessed, failing: readonly Finding[], notWorking: readonly Finding[]): boolean => {
  const neverStart = failing.some(({ numbers }) => numbers.neverStarted !== 0);
  const olderWork = notWorking.some(({ numbers }) => numbers.olderTasks !== 0);
  if (neverStart || olderWork) return true;
  if (findingsOf(assessed, 'dependency-unreachable').length > 0) return false;
  if (failing.length > 0) return true;
  if (findingsOf(assessed, 'breaker-open', 'requests-rising').length > 0) return false;
  return notWorking.every(
    (finding) => finding.numbers.silent !== finding.numbers.idle || hadTimeToSpare(assessed, finding),
  );
};

const hadTimeToSpare = (assessed: Assessed, { since }: Finding): boolean =>
  wereMeasuredSince(assessed.observation, since, assessed.now) && findingsOf(assessed, 'cpu-saturated').length === 0;

/** An open breaker lets next to no call through, so what the tasks log of failed ones within so long is of now. Engineering judgement. */
const REFUSED_LATELY_MS = MINUTE;

const areStillRefused = (assessed: Assessed): boolean =>
  findingsOf(assessed, 'log-pattern').some(
    ({ meaning, strength, at }) =>
      strength === 'hard' &&
      (meaning === 'dependency-refuses' || meaning === 'dependency-unreached') &&
      assessed.now - at < REFUSED_LATELY_MS,
  );

const breakerStuckOpen: DiagnosisRule = {
  cause: 'breaker-stuck-open',
  judge: (assessed) => {
    const back = findingsOf(assessed, 'breaker-open-dependency-back');
    const [first] = back;
    if (first === undefined) return isNot('no breaker is open while its dependency answers');
    return areStillRefused(assessed)
      ? isNot('the dependency answers the prober, but the tasks still log failures')
      : is(back, first.subject);
  },
};

/** What is left when tasks are fewer than wanted and nothing failed: they are on their way. */
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
    const turnedAway = findingsOf(assessed, 'load-balancer-503');
    return noneDesired && turnedAway.length > 0 ? is(turnedAway) : isNot('targets are registered');
  },
};

/** Slower than this, the score is no longer that of a healthy service. */
const SUFFERED_OVER_OBJECTIVE = 2;

/** Slow for minutes, and by so much that users feel it. */
const isSuffered = ({ strength, numbers: { latencyP95Ms, objectiveMs } }: Finding): boolean =>
  strength === 'hard' && Number(latencyP95Ms) >= SUFFERED_OVER_OBJECTIVE * Number(objectiveMs);

/** Something is wrong with what users get, and no rule says why. */
const unexplained: DiagnosisRule = {
  cause: 'unknown',
  judge: (assessed) => {
    const slow = findingsOf(assessed, 'latency-above-objective').filter(isSuffered);
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
 * In order of precedence: what explains more comes first, so that a task is never blamed for its release, nor a release for
 * the platform, or for the database that it shares with others.
 */
export const DIAGNOSIS_RULES: readonly DiagnosisRule[] = [
  blind,
  intended,
  causeInTexts('image-unavailable', 'no image pull failed'),
  causeInTexts('initialization-failure', 'no task failed to initialize'),
  causeInTexts('network-path', 'no message reports a blocked network path'),
  causeInTexts('capacity-shortage', 'the scheduler places every task'),
  causeInTexts('load-balancer-fault', 'the load balancer reports no error of its own'),
  causeInTexts('target-misconfiguration', 'the target settings match the health check'),
  badRelease,
  badReleaseSince,
  causeOfFindings(
    'dependency-down',
    'every critical dependency answers its probe in time',
    'dependency-unreachable',
    'dependency-slow',
  ),
  breakerStuckOpen,
  // A replacement may be placed in the same zone, and the tasks there are not to blame: for people, never for a restart.
  causeOfFindings('az-impairment', 'no zone fails as a whole while the others serve', 'zone-failing'),
  causeInLogs('network-path', 'no log line reports names that do not resolve'),
  causeInLogs('dependency-down', 'no log line reports a failing dependency'),
  causeInLogs('initialization-failure', 'no log line reports a failed initialization'),
  causeInTexts('out-of-memory', 'no message reports tasks killed for memory'),
  outOfMemoryInLogs,
  poolsExhausted,
  // Needs no symptom: what users will get in a few minutes is known.
  causeOfFindings('memory-leak', 'memory does not rise towards its limit without more requests', 'memory-rising'),
  overload,
  causeInTexts('crash-loop', 'no task exits repeatedly'),
  instanceUnhealthy,
  instanceGrey,
  causeOfFindings('initialization-failure', 'no task start hangs', 'tasks-not-starting'),
  inTransition,
  causeInTexts('platform-maintenance', 'AWS stopped no task'),
  noTargets,
  unexplained,
];
