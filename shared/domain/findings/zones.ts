import { checkReports, resultOf } from '../evidence/check-results.ts';
import { isInGracePeriod } from '../evidence/grace-period.ts';
import { countedMinutes, isCurrent } from '../evidence/metric-minutes.ts';
import { isRunning, isServing, passesProbe, probeOf, targetOf } from '../evidence/serving-tasks.ts';
import { isStillStarting } from '../evidence/start-time.ts';
import { recentKills } from '../evidence/task-failures.ts';
import type { Snapshot } from '../model/evidence.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation, StoppedTask, Task } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { median } from '../model/statistics.ts';
import { MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** A zone is judged from this many tasks, and against this many in other zones (engineering judgement). */
const MIN_TASKS = 2;

/**
 * A zone fails when its tasks fail and none elsewhere does: all of them at once, or, where the zone loses packets, most of them one
 * after the other, although ECS replaces them.
 */
export const zoneFailing: FindingRule = (snapshot) => {
  const whole = wholeZone(snapshot);
  return whole.length > 0 ? whole : lossyZone(snapshot);
};

/** Every settled task in the zone fails. Tasks within their grace period, or that start and do not fail, do not count. */
const wholeZone = ({ observation, now }: Snapshot): readonly Detection[] => {
  const isFailing = (task: Task): boolean => hasUnhealthyTarget(observation, task) || !passesProbe(observation, task);
  const settled = itemsOf(observation.tasks).filter(
    (task) =>
      isRunning(task) &&
      !isInGracePeriod(observation, task, now) &&
      (isFailing(task) || !isStillStarting(observation, task, now)),
  );
  const [zone, ...others] = new Set(settled.filter(isFailing).map(({ availabilityZone }) => availabilityZone));
  if (!zone || others.length > 0) return [];
  const inside = settled.filter(({ availabilityZone }) => availabilityZone === zone);
  const outside = settled.length - inside.length;
  if (inside.length < MIN_TASKS || outside < MIN_TASKS || !inside.every(isFailing)) return [];
  if (areOnOneHost(inside)) return [];
  return [
    {
      id: 'zone-failing',
      strength: inside.every((task) => hasUnhealthyTarget(observation, task)) ? 'hard' : 'soft',
      subject: zone,
      at: observation.at,
      numbers: { tasks: inside.length, elsewhere: outside },
      message: `all ${inside.length} tasks in ${zone} fail, and none of the ${outside} in other zones`,
    },
  ];
};

/** Then the host is at fault rather than its zone, as far as anyone can see. Fargate tasks have hosts of their own. */
const areOnOneHost = (tasks: readonly Pick<Task, 'containerInstance'>[]): boolean => {
  const [host, ...others] = new Set(tasks.map(({ containerInstance }) => containerInstance));
  return host !== undefined && others.length === 0;
};

const hasUnhealthyTarget = (observation: Observation, task: Task): boolean =>
  targetOf(observation, task)?.state === 'unhealthy';

/** Lost packets fail a health check now and then, so the kills of a longer time count (engineering judgement). */
const KILLS_WINDOW_MS = 30 * MINUTE;
/** This share of the zone's failing, killed and serving tasks has failed (engineering judgement). */
const MIN_FAILED_SHARE = 0.6;
/** Two failures in one zone may be chance. Three are not, nor are two while users meet errors (engineering judgement). */
const MIN_FAILURES_ALONE = 3;

/** Tasks in one zone time out one after the other, and replacements in the same zone do no better. */
const lossyZone = (snapshot: Snapshot): readonly Detection[] => {
  const { observation, now } = snapshot;
  const running = itemsOf(observation.tasks).filter(
    (task) => isRunning(task) && (timesOut(snapshot, task) || !isStillStarting(observation, task, now)),
  );
  const failing = running.filter((task) => timesOut(snapshot, task));
  const killed = recentKills(observation, now, KILLS_WINDOW_MS);
  const failures = [...failing, ...killed];
  const [zone, ...others] = new Set(failures.map(({ availabilityZone }) => availabilityZone));
  if (!zone || others.length > 0 || failing.length === 0 || areOnOneHost(failures)) return [];
  if (!killed.every((task) => mayHaveTimedOut(observation, task))) return [];
  const outside = running.filter(({ availabilityZone }) => availabilityZone !== zone);
  if (outside.length < MIN_TASKS || !outside.every((task) => isServing(observation, task))) return [];
  const serving = running.filter((task) => task.availabilityZone === zone && !failing.includes(task)).length;
  const isMost = failures.length >= MIN_TASKS && failures.length >= MIN_FAILED_SHARE * (failures.length + serving);
  const isBeyondChance = failures.length >= MIN_FAILURES_ALONE || doErrorsContinue(snapshot);
  if (!isMost || !isBeyondChance) return [];
  return [
    {
      id: 'zone-failing',
      strength: 'hard',
      subject: zone,
      at: observation.at,
      since: Math.min(observation.at, ...killed.map(({ stoppedAt }) => stoppedAt)),
      numbers: { tasks: failing.length, killed: killed.length, serving, elsewhere: outside.length },
      message: `in ${zone} ${pluralize(failing.length, 'task')} of ${failing.length + serving} time out, and ECS stopped ${killed.length} there in 30 minutes; all ${outside.length} in other zones serve`,
    },
  ];
};

/** The health check or the work probe of the task times out, or its probe is far slower than elsewhere. */
const timesOut = (snapshot: Snapshot, task: Task): boolean => {
  const { observation } = snapshot;
  const target = targetOf(observation, task);
  const isSilent = target?.state === 'unhealthy' && resultOf(target).kind === 'unanswered';
  return isSilent || probeOf(observation, task)?.outcome === 'timeout' || isSlow(snapshot, task);
};

/**
 * A probe is slow when it takes more than half of its timeout and this many times as long as in other zones. Where no task elsewhere is
 * probed, none is slow.
 */
const SLOW_FACTOR = 5;

const isSlow = ({ observation, policy }: Snapshot, task: Task): boolean => {
  const { latencyMs = 0 } = probeOf(observation, task) ?? {};
  if (latencyMs <= policy.probe.timeoutMs / 2) return false;
  const elsewhere = itemsOf(observation.tasks)
    .filter(({ availabilityZone }) => availabilityZone !== task.availabilityZone)
    .flatMap((other) => probeOf(observation, other)?.latencyMs ?? []);
  return latencyMs > SLOW_FACTOR * median(elsewhere);
};

/** True unless ECS reported another reason than a timeout for the task. */
const mayHaveTimedOut = ({ ecs }: Observation, { id }: StoppedTask): boolean => {
  const service = valueIn(ecs);
  const report = service && checkReports(service).find(({ task }) => task === id);
  return report === undefined || report.result.kind === 'unanswered';
};

/** A red target gets no requests while others are healthy. Errors that go on for minutes come from tasks that seem healthy. */
const MIN_MINUTES_OF_ERRORS = 5;

const doErrorsContinue = ({ observation, policy, now }: Snapshot): boolean => {
  const newest = countedMinutes(observation, now).slice(-MIN_MINUTES_OF_ERRORS);
  return (
    newest.length === MIN_MINUTES_OF_ERRORS &&
    isCurrent(newest, now) &&
    newest.every(({ requests, failed }) => failed > policy.objectives.errorRate * requests)
  );
};
