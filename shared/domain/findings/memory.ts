import { readStoppedTask } from '../aws-messages/stopped-task.ts';
import { endOf, isCurrent, minutesOf, newestRun } from '../evidence/metric-minutes.ts';
import { FAILURE_WINDOW_MS } from '../evidence/task-failures.ts';
import { endsOf } from '../model/ends.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation, StoppedTask } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { percent } from '../model/percent.ts';
import { HOUR, type Instant } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** One task is full when it stays above this share for some minutes, with the average clearly below it (engineering judgement). */
const FULL_FROM = 0.95;
const MIN_MINUTES = 3;
const CLEARLY_LOWER = 0.1;

/** One task is close to its memory limit. The average over all tasks hides it. */
export const taskMemoryFull: FindingRule = ({ observation, now }) => {
  const averages = new Map(minutesOf(observation, 'memory', now).map(({ at, value }) => [at, value]));
  const minutes = minutesOf(observation, 'memoryMaximum', now).map((minute) => ({
    ...minute,
    average: averages.get(minute.at) ?? minute.value,
  }));
  const full = newestRun(minutes, ({ value, average }) => value >= FULL_FROM && value - average >= CLEARLY_LOWER);
  const ends = endsOf(full);
  if (ends === undefined || full.length < MIN_MINUTES || !isCurrent(full, now)) return [];
  const [first, newest] = ends;
  const { value: maximum, average } = newest;
  return [
    {
      id: 'task-memory-full',
      strength: 'hard',
      at: endOf(newest),
      since: first.at,
      numbers: { maximum, average, minutes: full.length },
      message: `the fullest task uses ${percent(maximum, 0)} of its memory for ${full.length} minutes, the average is ${percent(average, 0)}`,
    },
  ];
};

/** A leak that takes hours kills one task at a time. Two kills of a revision in this time are no chance (engineering judgement). */
const KILLS_WINDOW_MS = 6 * HOUR;
const MIN_KILLS = 2;
/** After one kill the next is near when another task has reached this share of its memory (engineering judgement). */
const NEXT_IS_NEAR_FROM = 0.9;

/**
 * Tasks of a revision are killed for memory, hours apart, or one was and another task is nearly full. Two kills within ten minutes are
 * reported as failing tasks.
 */
export const repeatedOutOfMemory: FindingRule = ({ observation, now }) => {
  const kills = Map.groupBy(memoryKills(observation, now), ({ taskDefinition }) => taskDefinition);
  const fullest = fullestShare(observation, now);
  return [...kills]
    .filter(([, killed]) => killed.length >= MIN_KILLS || fullest >= NEXT_IS_NEAR_FROM)
    .filter(([, killed]) => killed.filter((task) => task.stoppedAt > now - FAILURE_WINDOW_MS).length < MIN_KILLS)
    .map(([revision, killed]) => toDetection(revision, killed, fullest, now));
};

/** Answers the out-of-memory kills of the deployed revisions within the window. */
const memoryKills = ({ ecs, stoppedTasks }: Observation, now: Instant): readonly StoppedTask[] => {
  const deployed = new Set(valueIn(ecs)?.deployments.map(({ taskDefinition }) => taskDefinition));
  return itemsOf(stoppedTasks).filter(
    (task) =>
      deployed.has(task.taskDefinition) &&
      task.stoppedAt > now - KILLS_WINDOW_MS &&
      task.stoppedAt <= now &&
      isMemoryKill(task),
  );
};

const isMemoryKill = (task: StoppedTask): boolean => {
  const reading = readStoppedTask(task);
  return reading.kind === 'known' && reading.meaning === 'out-of-memory';
};

const fullestShare = (observation: Observation, now: Instant): number => {
  const minutes = minutesOf(observation, 'memoryMaximum', now);
  const newest = minutes.at(-1);
  return newest !== undefined && isCurrent([newest], now) ? newest.value : 0;
};

const toDetection = (revision: string, killed: readonly StoppedTask[], fullest: number, now: Instant): Detection => {
  const times = killed.map(({ stoppedAt }) => stoppedAt);
  const since = Math.min(...times);
  const hours = Math.round((10 * (now - since)) / HOUR) / 10;
  const kills = killed.length === 1 ? '1 task was killed' : `${killed.length} tasks were killed`;
  return {
    id: 'repeated-out-of-memory',
    strength: 'hard',
    subject: revision,
    at: Math.max(...times),
    since,
    numbers: { kills: killed.length, hours, fullest },
    message: `${kills} for memory in the last ${hours} hours${fullest >= NEXT_IS_NEAR_FROM ? `, and the fullest task uses ${percent(fullest, 0)}` : ''}`,
  };
};
