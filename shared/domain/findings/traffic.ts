import { countedMinutes, minutesOf, newestRun } from '../evidence/metric-minutes.ts';
import { failedRequests, MIN_ERRORS, MIN_REQUESTS_FOR_P95 } from '../evidence/traffic.ts';
import { percent } from '../model/percent.ts';
import { pluralize } from '../model/plural.ts';
import { wilson } from '../model/wilson.ts';
import type { FindingRule } from './rule.ts';

/** More requests fail than the objective allows, by more than chance explains. */
export const errorsAboveObjective: FindingRule = ({ observation, policy: { objectives }, now }) => {
  if (observation.traffic.state !== 'observed') return [];
  const { at, value: traffic } = observation.traffic;
  const failed = failedRequests(traffic);
  const [lowest] = wilson(failed, traffic.requests);
  const isProven = failed >= MIN_ERRORS && lowest > objectives.errorRate;
  if (!isProven) return [];
  const [first] = newestRun(
    countedMinutes(observation, now),
    ({ failed, requests }) => failed > objectives.errorRate * requests,
  );
  return [
    {
      id: 'errors-above-objective',
      strength: 'hard',
      at,
      ...(first && { since: first.at }),
      numbers: { failed, requests: traffic.requests, atLeast: lowest, objective: objectives.errorRate },
      message: `${failed} of ${traffic.requests} requests failed (at least ${percent(lowest)}, allowed ${100 * objectives.errorRate} %)`,
    },
  ];
};

/** One slow minute may be chance; this many in a row are not (engineering judgement). */
const MIN_SLOW_MINUTES = 3;

export const latencyAboveObjective: FindingRule = ({ observation, policy: { objectives }, now }) => {
  if (observation.traffic.state !== 'observed') return [];
  const { at, value } = observation.traffic;
  const { latencyP95Ms = 0, requests } = value;
  const isProven = requests >= MIN_REQUESTS_FOR_P95 && latencyP95Ms > objectives.latencyP95Ms;
  if (!isProven) return [];
  const slow = newestRun(minutesOf(observation, 'latencyP95Ms', now), ({ value }) => value > objectives.latencyP95Ms);
  const [first] = slow;
  return [
    {
      id: 'latency-above-objective',
      strength: slow.length >= MIN_SLOW_MINUTES ? 'hard' : 'soft',
      at,
      ...(first && { since: first.at }),
      numbers: { latencyP95Ms, objectiveMs: objectives.latencyP95Ms },
      message: `p95 latency is ${latencyP95Ms.toFixed(0)} ms, the objective ${objectives.latencyP95Ms} ms`,
    },
  ];
};

/** The load balancer answered 503, because it had no target for a request. */
export const loadBalancer503: FindingRule = ({ observation }) => {
  if (observation.traffic.state !== 'observed') return [];
  const { at, value: traffic } = observation.traffic;
  const wereAnswered503 = traffic.elb503 > 0;
  if (!wereAnswered503) return [];
  return [
    {
      id: 'load-balancer-503',
      strength: 'hard',
      at,
      numbers: { count: traffic.elb503 },
      message: `the load balancer answered 503 to ${pluralize(traffic.elb503, 'request')}`,
    },
  ];
};

/** Another service behind the same load balancer fails. Operators see the errors in its metrics and alarms, so the report explains them. */
export const foreignBalancerErrors: FindingRule = ({ observation }) => {
  if (observation.traffic.state !== 'observed') return [];
  const { at, value: traffic } = observation.traffic;
  if (traffic.foreign === undefined) return [];
  const { count, ownShare } = traffic.foreign;
  const isPlausible = count > 0 && ownShare >= 0;
  if (!isPlausible) return [];
  return [
    {
      id: 'foreign-balancer-errors',
      strength: 'hard',
      at,
      numbers: { count, ownShare },
      message: `the shared load balancer answered 502, 503 or 504 to ${pluralize(count, 'request')}, which are not attributed to this service: it gets ${percent(ownShare, 0)} of the requests`,
    },
  ];
};
