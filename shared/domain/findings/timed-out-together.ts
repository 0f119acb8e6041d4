import { checkReports } from '../evidence/check-results.ts';
import { isRollingOut, newRelease } from '../evidence/releases.ts';
import { isRunning } from '../evidence/serving-tasks.ts';
import { recentKills } from '../evidence/task-failures.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { EcsService, Observation, TargetGroup } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { HOUR, type Instant, MINUTE } from '../model/time.ts';
import { cpuSaturated, requestsRising } from './saturation.ts';

/** A task that has served for this long can answer its health check (engineering judgement). */
const SERVED_FOR_MS = HOUR;
/** Tasks fail together when ECS reports them within this time, a few intervals of the check (engineering judgement). */
const TOGETHER_MS = 2 * MINUTE;
/** ECS replaces the tasks that failed first. They are remembered for this long (engineering judgement). */
const REMEMBERED_MS = 30 * MINUTE;
const MIN_TASKS = 2;
/** Nearly every request times out, although a load balancer without healthy targets sends requests to all of them. */
const MIN_UNANSWERED_SHARE = 0.95;
const MIN_REQUESTS = 20;

/**
 * True when long-serving tasks stopped to answer at the same moment and no request reaches any of them, although nothing was released,
 * their CPU has headroom, and their dependencies answer. Tasks do not break down together, so the network path is cut, as by a
 * security group. The rule is for services without any other check.
 */
export const haveTimedOutTogether = (group: TargetGroup, snapshot: Snapshot): boolean => {
  const service = valueIn(snapshot.observation.ecs);
  return (
    service !== undefined &&
    isNothingReached(snapshot.observation) &&
    isOtherwiseQuiet(service, snapshot) &&
    areTogether(timeouts(service, group, snapshot))
  );
};

const isNothingReached = ({ traffic, taskProbes, tasks }: Observation): boolean => {
  const { requests = 0, elb504 = 0 } = valueIn(traffic) ?? {};
  const isCheckedOtherwise =
    itemsOf(taskProbes).length > 0 || itemsOf(tasks).some(({ healthStatus }) => healthStatus !== 'UNKNOWN');
  return !isCheckedOtherwise && requests >= MIN_REQUESTS && elb504 >= MIN_UNANSWERED_SHARE * requests;
};

const isOtherwiseQuiet = (service: EcsService, snapshot: Snapshot): boolean => {
  const { dependencies, breakers } = snapshot.observation;
  return (
    !isRollingOut(service) &&
    newRelease(snapshot.observation, snapshot.now) === undefined &&
    itemsOf(dependencies).every(({ ok }) => ok) &&
    itemsOf(breakers).every(({ state }) => state === 'closed') &&
    cpuSaturated(snapshot).length === 0 &&
    requestsRising(snapshot).length === 0
  );
};

/** Answers when ECS reported that each long-serving task does not answer its check, whether it still runs or was replaced. */
const timeouts = (service: EcsService, group: TargetGroup, { observation, now }: Snapshot): readonly Instant[] => {
  const reports = checkReports(service);
  const tasks = [...itemsOf(observation.tasks).filter(isRunning), ...recentKills(observation, now, REMEMBERED_MS)];
  return tasks.flatMap(({ id, startedAt }) => {
    const report = reports.findLast(
      ({ task, targetGroup, result }) => task === id && targetGroup === group.arn && result.kind === 'unanswered',
    );
    const hasServed = startedAt !== undefined && report !== undefined && report.at - startedAt >= SERVED_FOR_MS;
    return hasServed && now - report.at < REMEMBERED_MS ? report.at : [];
  });
};

const areTogether = (times: readonly Instant[]): boolean =>
  times.length >= MIN_TASKS && Math.max(...times) - Math.min(...times) <= TOGETHER_MS;
