import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup as SdkTargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Target, TargetHealthCheck } from '#shared/domain/observation.ts';
import { type Instant, MINUTE } from '#shared/domain/time.ts';
import type { BalancedTargetGroup, Clock, TargetGroupReader } from '#shared/ports/services.ts';
import { CALLS_AT_ONCE, mapAtMost } from './batches.ts';
import { count, oneOf, text } from './checked.ts';
import { NotFound, partOf } from './failures.ts';

type LoadBalancing = Pick<ElasticLoadBalancingV2Client, 'send'>;

/** What is said of a group rather than of its targets. */
type Settings = Omit<BalancedTargetGroup, 'targets'>;

/**
 * Settings rarely change, and all of an account shares some 10 calls/s, so they are asked for again only after this long:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 */
const SETTINGS_KEPT = 5 * MINUTE;

export const targetGroupReader = (client: LoadBalancing, clock: Clock): TargetGroupReader => {
  const kept = new Map<string, { readonly settings: Settings; readonly readAt: Instant }>();

  const settingsOf = async (arn: string): Promise<Settings> => {
    const known = kept.get(arn);
    if (known && clock.now() - known.readAt < SETTINGS_KEPT) return known.settings;
    const settings = await readSettings(client, arn);
    kept.set(arn, { settings, readAt: clock.now() });
    return settings;
  };

  const readGroup = async (arn: string): Promise<BalancedTargetGroup> => {
    const [settings, targets] = await Promise.all([settingsOf(arn), readTargets(client, arn)]);
    return { ...settings, targets };
  };

  return {
    read: async (arns) => {
      const at = clock.now();
      return new Map(
        await mapAtMost(
          CALLS_AT_ONCE,
          [...new Set(arns)],
          async (arn) => [arn, await partOf(at, () => readGroup(arn))] as const,
        ),
      );
    },
  };
};

const readSettings = async (client: LoadBalancing, arn: string): Promise<Settings> => {
  const [groups, attributes] = await Promise.all([
    client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] })),
    client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn })),
  ]);
  const group = groups.TargetGroups?.find(({ TargetGroupArn }) => TargetGroupArn === arn);
  if (!group) throw new NotFound(`there is no target group ${arn}`);
  const delay = attributes.Attributes?.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value;
  return {
    arn,
    port: count(group.Port, 'Port'),
    healthCheck: toHealthCheck(group),
    deregistrationDelaySeconds: count(Number(text(delay, 'deregistration delay')), 'deregistration delay'),
    loadBalancerNames: (group.LoadBalancerArns ?? []).map(loadBalancerName),
  };
};

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

const readTargets = async (client: LoadBalancing, arn: string): Promise<readonly Target[]> => {
  const answer = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }));
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

const toTarget = ({ Target: target, TargetHealth: health }: TargetHealthDescription): Target => ({
  id: text(target?.Id, 'Target.Id'),
  port: count(target?.Port, 'Target.Port'),
  availabilityZone: target?.AvailabilityZone ?? '',
  state: oneOf(STATES, health?.State, 'TargetHealth.State'),
  ...(health?.Reason !== undefined && { reason: health.Reason }),
  ...(health?.Description !== undefined && { description: health.Description }),
});
