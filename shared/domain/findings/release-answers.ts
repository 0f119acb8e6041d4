import { endOf, isCurrent } from '../evidence/metric-minutes.ts';
import { allowedRefusals } from '../evidence/refusals.ts';
import { releasedDeployment } from '../evidence/releases.ts';
import { isNewRevision } from '../evidence/revisions.ts';
import { isRunning, isTargetOf } from '../evidence/serving-tasks.ts';
import { MIN_ERRORS } from '../evidence/traffic.ts';
import { lastSegment } from '../model/arn.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { Deployment, Observation, TargetGroup, Task } from '../model/observation.ts';
import type { TargetGroupHistory } from '../model/operational-context.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { sum } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { wilson } from '../model/wilson.ts';
import type { FindingRule } from './rule.ts';

/** The newest minutes in which both revisions got requests. The numbers of this file are engineering judgement. */
const WINDOW_MS = 10 * MINUTE;
const GROWTH = 3;
/** Failures that ended this many minutes ago are over. */
const MINUTES_STILL_FAILING = 3;

/**
 * While a deployment sends a share of the requests to the new revision, its target group answers far worse than the other group in
 * the same minutes. A group without requests is no evidence.
 */
export const releaseAnswersWorse: FindingRule = (snapshot) => {
  const { observation } = snapshot;
  const ecs = valueIn(observation.ecs);
  const deployment = ecs && releasedDeployment(ecs);
  if (deployment === undefined || !isNewRevision(observation, deployment)) return [];
  const [own, other] = groupsByRevision(observation, deployment);
  const compared = own && other && compare(own, other, deployment, snapshot.now);
  const worse = compared && (byErrors(compared, snapshot) ?? byRefusals(compared));
  if (worse === undefined) return [];
  const { own: mine, other: others } = worse;
  return [
    {
      id: 'release-answers-worse',
      strength: 'hard',
      subject: deployment.taskDefinition,
      at: worse.at,
      since: worse.since,
      numbers: { failed: mine.bad, requests: mine.all, othersFailed: others.bad, othersRequests: others.all },
      message: `${lastSegment(deployment.taskDefinition)} ${worse.does} ${mine.bad} of its ${mine.all} requests, the older revision ${others.bad} of ${others.all}`,
    },
  ];
};

/** Answers the history of the group that holds only targets of the new revision, and of the one that holds none. */
const groupsByRevision = (
  observation: Observation,
  { taskDefinition }: Deployment,
): readonly [own: TargetGroupHistory | undefined, other: TargetGroupHistory | undefined] => {
  const isOwn = (task: Task): boolean => task.taskDefinition === taskDefinition;
  const groups = itemsOf(observation.targetGroups).map((group) => ({ group, tasks: tasksIn(group, observation) }));
  const own = groups.find(({ tasks }) => tasks.length > 0 && tasks.every(isOwn));
  const other = groups.find(({ tasks }) => tasks.length > 0 && !tasks.some(isOwn));
  const historyOf = (arn: string | undefined): TargetGroupHistory | undefined =>
    valueIn(observation.history)?.byTargetGroup.find((history) => history.arn === arn);
  return [historyOf(own?.group.arn), historyOf(other?.group.arn)];
};

/**
 * Answers when the new revision got its first requests. A blue/green, linear or canary deployment starts its tasks, and may test or
 * wait, before it shifts any traffic. Undefined where one target group serves both revisions.
 */
export const firstRequestsAt = (observation: Observation, deployment: Deployment): Instant | undefined =>
  groupsByRevision(observation, deployment)[0]?.requests.find(
    ({ at, value }) => value > 0 && at >= deployment.createdAt - MINUTE,
  )?.at;

const tasksIn = ({ targets }: TargetGroup, { tasks }: Observation): readonly Task[] =>
  itemsOf(tasks).filter((task) => isRunning(task) && targets.some((target) => isTargetOf(task, target)));

interface AnsweredMinute {
  readonly at: Instant;
  readonly requests: number;
  readonly failed: number;
  readonly refused: number;
}

interface Compared {
  readonly own: readonly AnsweredMinute[];
  readonly other: readonly AnsweredMinute[];
  readonly at: Instant;
}

const compare = (
  own: TargetGroupHistory,
  other: TargetGroupHistory,
  { createdAt }: Deployment,
  now: Instant,
): Compared | undefined => {
  const isInWindow = ({ at }: AnsweredMinute): boolean =>
    at >= createdAt && at <= now && now - at <= WINDOW_MS + MINUTE;
  const others = minutesOf(other).filter(isInWindow);
  const common = minutesOf(own).filter(({ at }) => others.some((minute) => minute.at === at));
  const newest = common.at(-1);
  if (newest === undefined || !isCurrent(common, now)) return undefined;
  return {
    own: common,
    other: others.filter(({ at }) => common.some((minute) => minute.at === at)),
    at: endOf(newest),
  };
};

/** Counts more bad answers than requests as all of them: CloudWatch may count an answer in the minute after its request. */
const minutesOf = ({ requests, failed, refused }: TargetGroupHistory): readonly AnsweredMinute[] => {
  const valueAt = (values: TargetGroupHistory['failed']) => new Map(values.map(({ at, value }) => [at, value]));
  const [failedAt, refusedAt] = [valueAt(failed), valueAt(refused)];
  const bounded = (value = 0, most: number): number => (value > 0 ? Math.min(value, most) : 0);
  return requests
    .filter(({ value }) => Number.isFinite(value) && value > 0)
    .map(({ at, value }) => ({
      at,
      requests: value,
      failed: bounded(failedAt.get(at), value),
      refused: bounded(refusedAt.get(at), value),
    }));
};

interface Count {
  readonly bad: number;
  readonly all: number;
}

interface Worse {
  readonly own: Count;
  readonly other: Count;
  readonly does: 'fails' | 'refuses';
  readonly since: Instant;
  readonly at: Instant;
}

const byErrors = (compared: Compared, { policy }: Snapshot): Worse | undefined =>
  worseBy(compared, 'failed', (others) => Math.max(policy.objectives.errorRate, GROWTH * others));

const byRefusals = (compared: Compared): Worse | undefined => worseBy(compared, 'refused', allowedRefusals);

const worseBy = (
  { own, other, at }: Compared,
  kind: 'failed' | 'refused',
  allowed: (others: number) => number,
): Worse | undefined => {
  const [mine, others] = [countOf(own, kind), countOf(other, kind)];
  const [atLeast] = wilson(mine.bad, mine.all);
  const [, othersAtMost] = wilson(others.bad, others.all);
  const isOver = own.slice(-MINUTES_STILL_FAILING).every((minute) => minute[kind] === 0);
  const first = own.find((minute) => minute[kind] > 0);
  if (first === undefined || isOver || mine.bad < MIN_ERRORS || atLeast <= allowed(othersAtMost)) return undefined;
  return { own: mine, other: others, does: kind === 'failed' ? 'fails' : 'refuses', since: first.at, at };
};

const countOf = (minutes: readonly AnsweredMinute[], kind: 'failed' | 'refused'): Count => ({
  bad: sum(minutes.map((minute) => minute[kind])),
  all: sum(minutes.map(({ requests }) => requests)),
});
