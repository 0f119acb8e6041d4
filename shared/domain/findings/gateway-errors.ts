import { newRelease } from '../evidence/releases.ts';
import { registeredTargets } from '../evidence/serving-tasks.ts';
import { failedRequests } from '../evidence/traffic.ts';
import { meaningOf } from '../model/message-meaning.ts';
import type { Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { errorsAboveObjective } from './traffic.ts';

/** At least this share of the errors is the load balancer's own 502 (engineering judgement). */
const MIN_SHARE_OF_502 = 0.9;
/** A task that starts or stops answers some requests with a 502. The metrics show them for some minutes. */
const STABLE_FOR_MS = 15 * MINUTE;

/**
 * The load balancer answers 502 although every target is healthy and every dependency answers. No task has started or stopped and no
 * release is new, so connections between load balancer and tasks are being closed.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-502-issues
 */
export const gatewayErrors: FindingRule = ({ observation, policy, now }) => {
  const traffic = valueIn(observation.traffic);
  const [errors] = errorsAboveObjective({ observation, policy, now });
  if (traffic === undefined || errors === undefined || !isStable(observation, now)) return [];
  if (traffic.elb502 < MIN_SHARE_OF_502 * failedRequests(traffic)) return [];
  const { message } = meaningOf('connections-cut');
  return [
    {
      id: 'gateway-errors',
      strength: 'hard',
      at: errors.at,
      meaning: 'connections-cut',
      numbers: { elb502: traffic.elb502, requests: traffic.requests },
      message: `${message}: ${traffic.elb502} of ${traffic.requests} requests got a 502`,
    },
  ];
};

const isStable = (observation: Observation, now: Instant): boolean => {
  const targets = registeredTargets(observation);
  const isLongAgo = (at: Instant): boolean => now - at >= STABLE_FOR_MS;
  return (
    newRelease(observation, now) === undefined &&
    itemsOf(observation.dependencies).every(({ ok }) => ok) &&
    targets.length > 0 &&
    targets.every(({ state }) => state === 'healthy') &&
    observation.stoppedTasks.state === 'observed' &&
    observation.stoppedTasks.value.every(({ stoppedAt }) => isLongAgo(stoppedAt)) &&
    itemsOf(observation.tasks).every(({ createdAt }) => isLongAgo(createdAt))
  );
};
