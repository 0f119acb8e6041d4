import { endOf, isCurrent } from '../evidence/metric-minutes.ts';
import { medianTasks, medianWork, WORK_GROWTH, type WorkMinute, workByMinute } from '../evidence/work-per-task.ts';
import type { Snapshot } from '../model/evidence.ts';
import { valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { median } from '../model/statistics.ts';
import { MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** The newest minutes are compared with those at least this much older, if there are enough of them (engineering judgement). */
const NEWEST_MINUTES = 3;
const BEFORE_MS = 10 * MINUTE;
const MIN_MINUTES_BEFORE = 5;
/** With fewer requests to each task in a minute, growth is chance (engineering judgement). */
const MIN_REQUESTS_PER_TASK = 10;

interface Growth {
  readonly newest: WorkMinute;
  readonly now: readonly WorkMinute[];
  readonly before: readonly WorkMinute[];
  readonly since: number;
}

/** Answers how the work of a task has grown; undefined when it has not. */
const growthIn = ({ observation, now }: Snapshot): Growth | undefined => {
  const minutes = workByMinute(observation, now).filter((minute) => endOf(minute) <= now);
  const newest = minutes.at(-1);
  if (newest === undefined || !isCurrent([newest], now)) return undefined;
  const before = minutes.filter(({ at }) => newest.at - at >= BEFORE_MS);
  const current = minutes.slice(-NEWEST_MINUTES);
  const work = medianWork(current);
  const hasGrown = before.length >= MIN_MINUTES_BEFORE && work >= WORK_GROWTH * medianWork(before);
  if (!hasGrown || work < MIN_REQUESTS_PER_TASK) return undefined;
  const usual = minutes.findLastIndex(({ perTask }) => perTask < WORK_GROWTH * medianWork(before));
  return { newest, now: current, before, since: minutes[usual + 1]?.at ?? newest.at };
};

/** Each task answers far more requests than before, because there are more requests or fewer tasks. */
export const workPerTaskRising: FindingRule = (snapshot) => {
  const growth = growthIn(snapshot);
  if (growth === undefined) return [];
  const numbers = {
    perTask: medianWork(growth.now),
    usual: medianWork(growth.before),
    tasks: medianTasks(growth.now),
    tasksBefore: medianTasks(growth.before),
    requests: median(growth.now.map(({ requests }) => requests)),
    requestsBefore: median(growth.before.map(({ requests }) => requests)),
  };
  return [
    {
      id: 'work-per-task-rising',
      strength: 'hard',
      at: endOf(growth.newest),
      since: growth.since,
      numbers,
      message: `each task answers ${numbers.perTask.toFixed(0)} requests a minute, usually ${numbers.usual.toFixed(0)}: ${pluralize(numbers.tasks, 'task')} instead of ${numbers.tasksBefore}, ${numbers.requests.toFixed(0)} requests instead of ${numbers.requestsBefore.toFixed(0)}`,
    },
  ];
};

/** Fewer tasks are desired than ran before, and each of them has far more work since. An actor has lowered the count. */
export const desiredCountLowered: FindingRule = (snapshot) => {
  const ecs = valueIn(snapshot.observation.ecs);
  const growth = growthIn(snapshot);
  if (ecs === undefined || growth === undefined) return [];
  const from = medianTasks(growth.before);
  if (ecs.desiredCount >= from) return [];
  return [
    {
      id: 'desired-count-lowered',
      strength: 'hard',
      at: endOf(growth.newest),
      since: growth.since,
      numbers: { from, to: ecs.desiredCount },
      message: `the desired count is ${ecs.desiredCount}, ${from} tasks ran before, and each task has more work since`,
    },
  ];
};
