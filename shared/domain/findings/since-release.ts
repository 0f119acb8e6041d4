import { endOf, minutesOf } from '../evidence/metric-minutes.ts';
import {
  type Comparison,
  errorRegression,
  latencyRegression,
  type Regression,
  refusalRegression,
} from '../evidence/regression.ts';
import { newRelease } from '../evidence/releases.ts';
import { isNewRevision } from '../evidence/revisions.ts';
import { isPassing } from '../evidence/serving-tasks.ts';
import { WORK_GROWTH, workGrowthAt } from '../evidence/work-per-task.ts';
import { lastSegment } from '../model/arn.ts';
import type { Deployment, Observation } from '../model/observation.ts';
import { itemsOf } from '../model/part.ts';
import { median } from '../model/statistics.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { firstRequestsAt } from './release-answers.ts';
import type { FindingRule } from './rule.ts';

/** A regression that begins later than this after a release is not blamed on it (engineering judgement). */
const MAX_ONSET_MS = 10 * MINUTE;

/**
 * A release was followed, within ten minutes of its first requests, by far more errors, far more refusals or far higher latency, which still last, while each
 * task had about as much work as before. The rule applies as long as the metric history reaches back to before the release.
 */
export const worseSinceRelease: FindingRule = ({ observation, policy, now }) => {
  const primary = newRelease(observation, now)?.primary;
  if (primary === undefined || !isNewRevision(observation, primary)) return [];
  const moment = Math.max(primary.createdAt, firstRequestsAt(observation, primary) ?? 0);
  const comparison = { observation, policy, moment, now };
  const regression = regressionsOf(primary, comparison).find(({ found: { since } }) => since - moment <= MAX_ONSET_MS);
  if (regression === undefined) return [];
  const { found } = regression;
  const workGrowth = workGrowthOf(regression, observation, { moment, now });
  if (mayComeFromWork(regression, workGrowth)) return [];
  if (regression.of === 'latency' && isCpuBusier(observation, moment, now)) return [];
  return [
    {
      ...found,
      id: 'worse-since-release',
      strength: 'hard',
      subject: primary.taskDefinition,
      numbers: { ...found.numbers, ...(workGrowth !== undefined && { workGrowth }) },
      message: `since ${lastSegment(primary.taskDefinition)} was deployed, ${found.message}`,
    },
  ];
};

/** A scale-in takes effect some minutes after a single slow minute, so newer work counts as well. */
const NEWEST_MS = 5 * MINUTE;

/**
 * Answers by which factor each task has more work than before the release. Errors are compared at their onset, because fast errors lower
 * the load and may lead to a scale-in. Latency follows the work, so the highest growth explains it.
 */
const workGrowthOf = (
  { of, found }: Regression,
  observation: Observation,
  { moment, now }: { readonly moment: Instant; readonly now: Instant },
): number | undefined => {
  const growthSince = (since: Instant) => workGrowthAt(observation, { before: moment, since }, now);
  const growths = [found.since, ...(of === 'latency' ? [now - NEWEST_MS] : [])].flatMap(
    (since) => growthSince(since) ?? [],
  );
  return growths.length === 0 ? undefined : Math.max(...growths);
};

/**
 * True when the tasks use far more CPU than before the release. Slow answers of busier tasks may come from a load that the counted
 * requests do not show, such as tasks that drain or work in the background. Operators have to tell.
 */
const isCpuBusier = (observation: Observation, moment: Instant, now: Instant): boolean => {
  const minutes = minutesOf(observation, 'cpu', now);
  const usage = (of: (minute: { readonly at: Instant }) => boolean) =>
    median(minutes.filter(of).map(({ value }) => value));
  return usage(({ at }) => now - at <= NEWEST_MS) >= WORK_GROWTH * usage((minute) => endOf(minute) <= moment);
};

/** More work for each task explains a regression. Latency is blamed on a release only where the work is known. */
const mayComeFromWork = (regression: Regression, workGrowth: number | undefined): boolean =>
  workGrowth === undefined ? regression.of === 'latency' : workGrowth >= WORK_GROWTH;

/**
 * A release in progress counts once one of its tasks gets requests. Its latency is not judged yet, because caches and compilers are
 * still warming up.
 */
const regressionsOf = (primary: Deployment, comparison: Comparison): readonly Regression[] => {
  const answers = (): readonly (Regression | undefined)[] => [
    errorRegression(comparison),
    refusalRegression(comparison),
  ];
  switch (primary.rolloutState) {
    case 'COMPLETED':
      return present([...answers(), latencyRegression(comparison)]);
    case 'IN_PROGRESS':
      return hasTaskInService(primary, comparison.observation) ? present(answers()) : [];
    case 'FAILED':
      return [];
  }
};

const present = (regressions: readonly (Regression | undefined)[]): readonly Regression[] =>
  regressions.filter((regression) => regression !== undefined);

const hasTaskInService = ({ taskDefinition }: Deployment, observation: Observation): boolean =>
  itemsOf(observation.tasks).some((task) => task.taskDefinition === taskDefinition && isPassing(observation, task));
