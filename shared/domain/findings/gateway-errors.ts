import { newRelease } from '../evidence/releases.ts';
import { registeredTargets } from '../evidence/serving-tasks.ts';
import { failedRequests } from '../evidence/traffic.ts';
import { meaningOf } from '../model/message-meaning.ts';
import type { Observation } from '../model/observation.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';
import { errorsAboveObjective } from './traffic.ts';

/** Nearly all of the errors are the load balancer's 502. Engineering judgement. */
const SHARE_OF_502 = 0.9;
/** A task that stops or starts answers some requests with a 502; the metrics show that for some minutes. */
const AT_REST_FOR_MS = 15 * MINUTE;

/**
 * The load balancer answers 502 although every target is healthy, no task has come or gone, no release is new and every dependency
 * answers: connections are cut between them.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-502-issues
 */
export const gatewayErrors: FindingRule = ({ observation, policy, now }) => {
  const traffic = valueIn(observation.traffic);
  const [errors] = errorsAboveObjective({ observation, policy, now });
  if (traffic === undefined || errors === undefined || !isAtRest(observation, now)) return [];
  if (traffic.elb502 < SHARE_OF_502 * failedRequests(traffic)) return [];
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

const isAtRest = (observation: Observation, now: Instant): boolean => {
  const targets = registeredTargets(observation);
  const isLongAgo = (at: Instant): boolean => now - at >= AT_REST_FOR_MS;
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
