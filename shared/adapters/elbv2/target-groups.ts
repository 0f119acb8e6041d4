import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup as SdkTargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Target, TargetHealthCheck } from '#shared/domain/model/observation.ts';
import type { Observed, Part } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup, TargetGroupReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, chunksOf, mapAtMost } from '../transport/batches.ts';
import { count, oneOf, text } from '../transport/checked.ts';
import { convert, NotFound, partOf } from '../transport/failures.ts';
import { pace, type Timing } from '../transport/pace.ts';

type LoadBalancing = Pick<ElasticLoadBalancingV2Client, 'send'>;

/** Sends to the client when it is the call's turn. */
type Ask = <T>(call: (client: LoadBalancing) => Promise<T>) => Promise<T>;

/** What is said of a group rather than of its targets. */
type Settings = Omit<BalancedTargetGroup, 'targets'>;

/** What was read, by target group ARN. */
type ByArn<T> = readonly (readonly [arn: string, part: T])[];

/**
 * All callers of an account share some 10 calls/s over all actions of the API, so one reader takes half of that, and settings, which
 * rarely change, are asked for again only after some minutes:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 */
const CALLS_PER_SECOND = 5;
const SETTINGS_KEPT = 5 * MINUTE;

/**
 * DescribeTargetGroups names no bound for the ARNs of a call, DescribeTags of the same API 20; an answer of as many needs no page:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html
 */
const GROUPS_PER_CALL = 20;

export const targetGroupReader = (client: LoadBalancing, clock: Clock, timing: Timing): TargetGroupReader => {
  const paced = pace(CALLS_PER_SECOND, timing);
  const ask: Ask = (call) => paced(() => call(client));
  const kept = new Map<string, Observed<Settings>>();

  const settingsOf = async (arns: ReadonlySet<string>, now: Instant): Promise<ByArn<Part<Settings>>> => {
    for (const [arn, { at }] of kept) if (now - at >= SETTINGS_KEPT) kept.delete(arn);
    const known = [...kept].filter(([arn]) => arns.has(arn));
    const read = await readSettings(ask, [...arns.difference(kept)], now);
    for (const [arn, settings] of read) if (settings.state === 'observed') kept.set(arn, settings);
    return [...known, ...read];
  };

  return {
    read: async (arns) => {
      const now = clock.now();
      const settings = await settingsOf(new Set(arns), now);
      return new Map(
        await mapAtMost(
          CALLS_AT_ONCE,
          settings,
          async ([arn, group]) => [arn, await withTargets(ask, group, now)] as const,
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

const readSettings = async (ask: Ask, arns: readonly string[], at: Instant): Promise<ByArn<Part<Settings>>> => {
  const batches = await mapAtMost(CALLS_AT_ONCE, chunksOf(arns, GROUPS_PER_CALL), (some) => readBatch(ask, some, at));
  return batches.flat();
};

/** A group that is gone fails the call for all, so whatever a call for several does not find is asked for by itself. */
const readBatch = async (ask: Ask, arns: readonly string[], at: Instant): Promise<ByArn<Part<Settings>>> => {
  const answer = await partOf(at, () =>
    ask((client) => client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [...arns] }))),
  );
  const groups = arns.map(
    (arn) => [arn, convert(answer, ({ TargetGroups }) => toSettings(pick(TargetGroups, arn)))] as const,
  );
  if (arns.length === 1) return groups;
  const found = groups.filter(([, group]) => !isNotFound(group));
  const lost = groups.filter(([, group]) => isNotFound(group));
  const single = await mapAtMost(CALLS_AT_ONCE, lost, ([arn]) => readBatch(ask, [arn], at));
  return [...found, ...single.flat()];
};

const isNotFound = (part: Part<unknown>): boolean => part.state === 'missing' && part.reason === 'not-found';

const pick = (groups: readonly SdkTargetGroup[] | undefined, arn: string): SdkTargetGroup => {
  const group = groups?.find(({ TargetGroupArn }) => TargetGroupArn === arn);
  if (group) return group;
  throw new NotFound(`there is no target group ${arn}`);
};

const toSettings = (group: SdkTargetGroup): Settings => ({
  arn: text(group.TargetGroupArn, 'TargetGroupArn'),
  port: count(group.Port, 'Port'),
  healthCheck: toHealthCheck(group),
  loadBalancerNames: (group.LoadBalancerArns ?? []).map(loadBalancerName),
});

const toHealthCheck = (group: SdkTargetGroup): TargetHealthCheck => ({
  ...(group.HealthCheckPath !== undefined && { path: group.HealthCheckPath }),
  port: group.HealthCheckPort ?? 'traffic-port',
  intervalSeconds: count(group.HealthCheckIntervalSeconds, 'HealthCheckIntervalSeconds'),
  ...(group.HealthCheckTimeoutSeconds !== undefined && { timeoutSeconds: group.HealthCheckTimeoutSeconds }),
  ...(group.HealthyThresholdCount !== undefined && { healthyThreshold: group.HealthyThresholdCount }),
  ...(group.UnhealthyThresholdCount !== undefined && { unhealthyThreshold: group.UnhealthyThresholdCount }),
  ...(group.Matcher?.HttpCode !== undefined && { codes: group.Matcher.HttpCode }),
});

/** `app/registry/50dc6c495c0c9188` of `arn:aws:elasticloadbalancing:…:loadbalancer/app/registry/50dc6c495c0c9188`. */
const loadBalancerName = (arn: string): string => arn.slice(arn.indexOf('loadbalancer/') + 'loadbalancer/'.length);

/**
 * Where the load balancer detects anomalies, it says of each target whether it fails more requests than its peers:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AnomalyDetection.html
 */
const readTargets = async (ask: Ask, arn: string): Promise<readonly Target[]> => {
  const answer = await ask((client) =>
    client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn, Include: ['AnomalyDetection'] })),
  );
  return (answer.TargetHealthDescriptions ?? []).map(toTarget);
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
const STATES = [
  'initial',
  'healthy',
  'unhealthy',
  'unhealthy.draining',
  'unused',
  'draining',
  'unavailable',
] as const satisfies readonly Target['state'][];

const toTarget = (described: TargetHealthDescription): Target => {
  const { Target: target, TargetHealth: health, AnomalyDetection: anomaly } = described;
  return {
    id: text(target?.Id, 'Target.Id'),
    port: count(target?.Port, 'Target.Port'),
    availabilityZone: target?.AvailabilityZone ?? '',
    state: oneOf(STATES, health?.State, 'TargetHealth.State'),
    ...(health?.Reason !== undefined && { reason: health.Reason }),
    ...(health?.Description !== undefined && { description: health.Description }),
    ...(anomaly?.Result === 'anomalous' && { isAnomalous: true }),
  };
};
