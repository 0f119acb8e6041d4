import { countedMinutes, isCurrent, minutesOf } from '../evidence/metric-minutes.ts';
import type { Incident } from '../model/incident.ts';
import type { Observation, TargetGroup } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { pluralize } from '../model/plural.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import { recoveredAt } from './metric-lag.ts';

/** An outage is harm to users that AWS shows by itself, whatever the findings and the diagnosis say about it. */
export interface Outage {
  readonly since: Instant;
  /** One line for operators. */
  readonly message: string;
}

interface Watched {
  readonly observation: Observation;
  /** The newest incident of the service. What it has recovered from is no new outage. */
  readonly incident: Incident | undefined;
  readonly now: Instant;
}

/** An outage lasts for at least this long: a task that crashes or a deployment that drains loses requests for seconds. */
const OUTAGE_MINUTES = 2;
/** At least this share of the requests of a minute is lost ... */
const LOST_SHARE = 0.05;
/** ... of at least this many; fewer say little about the share (engineering judgement) ... */
const MIN_REQUESTS = 20;
/** ... and at least this many, as for every serious error rate. */
const MIN_LOST = 5;

/**
 * Answers the outage that users suffer now. It is the last resort, so it reads only what AWS counts: lost requests by minute, and
 * whether a healthy target is registered.
 */
export const findOutage = (watched: Watched): Outage | undefined => lostRequests(watched) ?? lostTargets(watched);

/** Finds that requests were lost in each of the last visible minutes. Minutes from before a recovery show a fault that is over. */
const lostRequests = ({ observation, incident, now }: Watched): Outage | undefined => {
  const from = recoveredAt(incident) ?? 0;
  const minutes = countedMinutes(observation, now).slice(-OUTAGE_MINUTES);
  const [first, last] = minutes;
  if (first === undefined || last === undefined || first.at < from) return undefined;
  const areAdjacent = last.at - first.at === (OUTAGE_MINUTES - 1) * MINUTE;
  if (!areAdjacent || !isCurrent([last], now)) return undefined;
  const areLost = minutes.every(
    ({ requests, failed }) => requests >= MIN_REQUESTS && failed >= MIN_LOST && failed >= LOST_SHARE * requests,
  );
  if (!areLost) return undefined;
  const counts = minutes.map(({ failed, requests }) => `${failed} of ${requests}`);
  return { since: first.at, message: `${counts.join(' and then ')} requests of a minute failed` };
};

/** Finds that no target has been healthy for minutes, in this check and an earlier one, while users send requests. */
const lostTargets = ({ observation, now }: Watched): Outage | undefined => {
  const since = noHealthyTargetSince(observation, now);
  if (since === undefined || observation.targetGroups.state !== 'observed') return undefined;
  if (now - since < OUTAGE_MINUTES * MINUTE || !requestsArrive(observation, now)) return undefined;
  const minutes = Math.floor((now - since) / MINUTE);
  return { since, message: `no target has been healthy for ${pluralize(minutes, 'minute')}, and requests arrive` };
};

/** A check that follows the one before by more than this does not continue it (engineering judgement). */
const CONTINUES_FOR_MS = 10 * MINUTE;

/**
 * Answers since when no check has found a healthy target; undefined while one is healthy. Targets that cannot be read leave it
 * as it was.
 */
export const noHealthyTargetSince = (observation: Observation, now: Instant): Instant | undefined => {
  const { targetGroups, previous } = observation;
  const [last] = previous;
  const before = last !== undefined && now - last.at <= CONTINUES_FOR_MS ? last.noHealthyTargetSince : undefined;
  if (targetGroups.state !== 'observed') return before;
  return lacksHealthyTarget(observation) ? (before ?? now) : undefined;
};

/** True when the target groups that get requests have no healthy target. A service without a load balancer lacks none. */
const lacksHealthyTarget = (observation: Observation): boolean => {
  const groups = groupsInUse(observation);
  return groups.length > 0 && groups.every(({ targets }) => targets.every(({ state }) => state !== 'healthy'));
};

/** The groups that a listener rule sends requests to; every group of a load balancer while the rules are not read. */
const groupsInUse = (observation: Observation): readonly TargetGroup[] => {
  const groups = itemsOf(observation.targetGroups).filter(({ balancedBy }) => balancedBy !== 'none');
  const forwards = valueIn(observation.routing)?.rules.flatMap((rule) => rule.forwards) ?? [];
  const routed = groups.filter(({ arn }) => forwards.some((to) => to.targetGroupArn === arn && to.weight > 0));
  return routed.length > 0 ? routed : groups;
};

/** True when the last visible minutes all have requests, or when tasks are desired and the load balancer answers 503. */
const requestsArrive = (observation: Observation, now: Instant): boolean => {
  const minutes = minutesOf(observation, 'requests', now).slice(-OUTAGE_MINUTES);
  const haveRequests = minutes.length === OUTAGE_MINUTES && minutes.every(({ value }) => value > 0);
  if (haveRequests && isCurrent(minutes.slice(-1), now)) return true;
  const [ecs, traffic] = [valueIn(observation.ecs), valueIn(observation.traffic)];
  return ecs !== undefined && ecs.desiredCount > 0 && traffic !== undefined && traffic.elb503 > 0;
};
