import { targetOf } from '../evidence/serving-tasks.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation, Task } from '../model/observation.ts';
import type { Scaling, ScalingActivity } from '../model/operational-context.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { type Instant, MINUTE, SECOND } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** The desired count has reached the maximum of the scalable target. Only an operator can raise that maximum. */
export const scaledToMaximum: FindingRule = ({ observation }) => {
  const desired = valueIn(observation.ecs)?.desiredCount ?? 0;
  const limits = valueIn(observation.scaling);
  if (limits === undefined || desired === 0 || desired < limits.maximum) return [];
  return [
    {
      id: 'scaled-to-maximum',
      strength: 'hard',
      at: observation.at,
      numbers: { desired, maximum: limits.maximum },
      message: `${pluralize(desired, 'task')} desired, which is the maximum of the scalable target`,
    },
  ];
};

/** An activity that set the desired count. */
type CountSet = ScalingActivity & { readonly to: number };

const setsCount = (activity: ScalingActivity): activity is CountSet => activity.to !== undefined;

/** Answers what Application Auto Scaling set the count to, newest first. */
const countsSet = ({ activities }: Scaling, now: Instant): readonly CountSet[] =>
  activities.filter(setsCount).filter(({ at }) => at <= now);

/** Crawlers and monitors go on while a service is scaled to zero, with one request a second at most (engineering judgement). */
const A_HANDFUL_PER_MINUTE = 60;

/**
 * The service has no task because a scheduled action or the limits of its scalable target say so, and only a handful of requests still
 * arrive. With more requests the schedule may be wrong, as the next finding says.
 */
export const scaledOnSchedule: FindingRule = ({ observation, now }) => {
  const scaling = scalingToZero(observation);
  if (scaling === undefined) return [];
  const [newest] = countsSet(scaling, now);
  const isSetToZero = newest?.to === 0;
  const requests = requestsPerMinute(observation);
  if (!isIntended(scaling, newest) || requests > A_HANDFUL_PER_MINUTE) return [];
  const why = isSetToZero ? `: ${newest.text}` : '; its scalable target has the maximum 0';
  return [
    {
      id: 'scaled-on-schedule',
      strength: 'hard',
      at: observation.at,
      ...(isSetToZero && { since: newest.at }),
      numbers: { minimum: scaling.minimum, maximum: scaling.maximum, requestsPerMinute: requests },
      message: `the service is meant to have no task${why}`,
    },
  ];
};

/** Application Auto Scaling set the count to zero although requests arrive: a policy did, or a schedule against more than a handful. */
export const scaledToZero: FindingRule = ({ observation, now }) => {
  const scaling = scalingToZero(observation);
  const requests = requestsPerMinute(observation);
  if (scaling === undefined || !(requests > 0)) return [];
  const [newest] = countsSet(scaling, now);
  const isAgainstTraffic = isIntended(scaling, newest) ? requests > A_HANDFUL_PER_MINUTE : newest?.to === 0;
  if (!isAgainstTraffic) return [];
  return [
    {
      id: 'scaled-to-zero',
      strength: 'hard',
      at: observation.at,
      ...(newest && { since: newest.at }),
      numbers: { requestsPerMinute: requests },
      message: `the service is scaled to zero, though ${Math.round(requests)} requests a minute arrive${newest ? `: ${newest.text}` : ''}`,
    },
  ];
};

/** Answers how the service is scaled while its desired count is zero. */
const scalingToZero = ({ ecs, scaling }: Observation): Scaling | undefined =>
  valueIn(ecs)?.desiredCount === 0 ? valueIn(scaling) : undefined;

const isIntended = ({ maximum }: Scaling, newest: CountSet | undefined): boolean =>
  maximum === 0 || (newest?.to === 0 && newest.by === 'schedule');

/** 0 where the traffic is not known. */
const requestsPerMinute = ({ traffic }: Observation): number => {
  const { requests = 0, windowSeconds = Number.NaN } = valueIn(traffic) ?? {};
  const perMinute = (requests * 60) / windowSeconds;
  return Number.isFinite(perMinute) ? Math.max(0, perMinute) : 0;
};

/** A raised count takes effect within this time, as far as it helps at all ... */
const RAISED_LATELY_MS = 5 * MINUTE;
/** ... and tasks that still start after this time are a fault of their own (engineering judgement). */
const STARTS_AT_MOST_MS = 15 * MINUTE;

/** Application Auto Scaling has raised the count lately, or tasks that it added are still starting. */
export const scaleOutUnderWay: FindingRule = ({ observation, now }) => {
  const scaling = valueIn(observation.scaling);
  const [newest, before] = scaling === undefined ? [] : countsSet(scaling, now);
  if (newest === undefined || (valueIn(observation.ecs)?.desiredCount ?? 0) < newest.to) return [];
  const from = before?.to ?? tasksBefore(newest.at, observation);
  const ageMs = now - newest.at;
  const isCurrent = ageMs < RAISED_LATELY_MS || (ageMs < STARTS_AT_MOST_MS && isStarting(newest.at, observation));
  return from !== undefined && from < newest.to && isCurrent ? [toDetection(newest, from, observation, ageMs)] : [];
};

const toDetection = ({ at, to }: CountSet, from: number, observation: Observation, ageMs: number): Detection => {
  const secondsAgo = Math.round(ageMs / SECOND);
  return {
    id: 'scale-out-under-way',
    strength: 'hard',
    at: observation.at,
    since: at,
    numbers: { from, to, secondsAgo },
    message: `Application Auto Scaling raised the desired count from ${from} to ${to}, ${secondsAgo} s ago`,
  };
};

/** Answers how many of the known tasks existed at that time; undefined for none, because their successors may have replaced them all. */
const tasksBefore = (at: Instant, { tasks, stoppedTasks }: Observation): number | undefined => {
  const running = itemsOf(tasks).filter(({ createdAt }) => createdAt < at);
  const stopped = itemsOf(stoppedTasks).filter(({ createdAt = at, stoppedAt }) => createdAt < at && stoppedAt > at);
  return running.length + stopped.length || undefined;
};

const isStarting = (at: Instant, observation: Observation): boolean =>
  itemsOf(observation.tasks).some(
    (task) => task.createdAt >= at && task.desiredStatus === 'RUNNING' && !hasStarted(task, observation),
  );

const hasStarted = (task: Task, observation: Observation): boolean =>
  task.lastStatus === 'RUNNING' && targetOf(observation, task)?.state !== 'initial';
