import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Target } from '#shared/domain/model/observation.ts';
import type { RoutingRule } from '#shared/domain/model/operational-context.ts';
import { itemsOf, observed, type Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup, TargetGroupReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { cachedParts } from '../transport/answer-cache.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { partOf } from '../transport/failures.ts';
import { pace, type Timing } from '../transport/pace.ts';
import { readRules, routingTo } from './routing.ts';
import { loadBalancerArnsOf, type Settings, toTarget } from './target-group.ts';
import { type Ask, readSettings } from './target-group-settings.ts';

/**
 * All callers of an account share about 10 calls per second over all actions of the API. One reader takes half of that,
 * and caches the settings, which rarely change:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 */
const CALLS_PER_SECOND = 5;
const SETTINGS_CACHED_MS = 5 * MINUTE;
/** A rule that is corrected during an incident has to be seen soon (engineering judgement). */
const RULES_CACHED_MS = MINUTE;

export const targetGroupReader = (
  client: Pick<ElasticLoadBalancingV2Client, 'send'>,
  clock: Clock,
  timing: Timing,
): TargetGroupReader => {
  const paced = pace(CALLS_PER_SECOND, timing);
  const ask: Ask = (call) => paced(() => call(client));
  const cached = cachedParts<Settings>(SETTINGS_CACHED_MS);
  const cachedRules = cachedParts<readonly RoutingRule[]>(RULES_CACHED_MS);
  const settingsOf = (arns: readonly string[], now: Instant) =>
    cached(arns, now, (unread) => readSettings(ask, [...unread], now));
  return {
    read: async (arns) => {
      const now = clock.now();
      const settings = await settingsOf(arns, now);
      return new Map(
        await mapAtMost(
          CALLS_AT_ONCE,
          [...settings],
          async ([arn, group]) => [arn, await withTargets(ask, group, now)] as const,
        ),
      );
    },
    routing: async (arns) => {
      const now = clock.now();
      const settings = [...(await settingsOf(arns, now)).values()];
      const loadBalancers = [
        ...new Set(settings.flatMap((part) => (part.state === 'observed' ? loadBalancerArnsOf(part.value) : []))),
      ];
      const rules = await cachedRules(loadBalancers, now, (unread) =>
        mapAtMost(
          CALLS_AT_ONCE,
          [...unread],
          async (arn) => [arn, await partOf(now, () => readRules(ask, arn))] as const,
        ),
      );
      const unread = [...settings, ...rules.values()].find((part) => part.state !== 'observed');
      if (unread?.state === 'missing') return unread;
      return observed(
        now,
        routingTo(
          [...rules.values()].flatMap((part) => itemsOf(part)),
          arns,
        ),
      );
    },
  };
};

const withTargets = async (ask: Ask, settings: Part<Settings>, at: Instant): Promise<Part<BalancedTargetGroup>> => {
  if (settings.state !== 'observed') return settings;
  const { arn } = settings.value;
  return partOf(at, async () => ({ ...settings.value, targets: await readTargets(ask, arn) }));
};

/**
 * With anomaly detection the load balancer reports for each target whether it fails more requests than its peers:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AnomalyDetection.html
 */
const readTargets = async (ask: Ask, arn: string): Promise<readonly Target[]> => {
  const answer = await ask((client) =>
    client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn, Include: ['AnomalyDetection'] })),
  );
  return (answer.TargetHealthDescriptions ?? []).map(toTarget);
};
