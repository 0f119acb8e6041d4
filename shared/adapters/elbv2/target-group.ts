import type { TargetGroup as SdkTargetGroup, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Target, TargetHealthCheck } from '#shared/domain/model/observation.ts';
import { shortText } from '#shared/domain/model/short-text.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import { count, oneOf, optionalText, text } from '../transport/checked.ts';

/** The settings are everything about a target group except its targets. */
export type Settings = Omit<BalancedTargetGroup, 'targets'>;

/** The ARNs of the load balancers that send requests to a group. */
export const loadBalancerArnsOf = ({ arn, loadBalancerNames }: Settings): readonly string[] =>
  loadBalancerNames.map((name) => `${arn.slice(0, arn.indexOf(':targetgroup/'))}:loadbalancer/${name}`);

/** Throws AnswerInvalid where the answer cannot be true. */
export const toSettings = (group: SdkTargetGroup): Settings => ({
  arn: text(group.TargetGroupArn, 'TargetGroupArn'),
  port: count(group.Port, 'Port'),
  balancedBy: balancerKind(group),
  ...known('protocol', group.Protocol),
  ...known('protocolVersion', group.ProtocolVersion),
  healthCheck: toHealthCheck(group),
  loadBalancerNames: (group.LoadBalancerArns ?? []).map(loadBalancerName),
});

const toHealthCheck = (group: SdkTargetGroup): TargetHealthCheck => {
  const {
    HealthCheckTimeoutSeconds: timeout,
    HealthyThresholdCount: healthy,
    UnhealthyThresholdCount: failing,
  } = group;
  return {
    ...known('path', group.HealthCheckPath),
    port: optionalText(group.HealthCheckPort, 'HealthCheckPort') ?? 'traffic-port',
    intervalSeconds: count(group.HealthCheckIntervalSeconds, 'HealthCheckIntervalSeconds'),
    ...(timeout !== undefined && { timeoutSeconds: count(timeout, 'HealthCheckTimeoutSeconds') }),
    ...(healthy !== undefined && { healthyThreshold: count(healthy, 'HealthyThresholdCount') }),
    ...(failing !== undefined && { unhealthyThreshold: count(failing, 'UnhealthyThresholdCount') }),
    ...known('codes', group.Matcher?.HttpCode),
  };
};

/**
 * These settings only tell what a work probe may ask. A value that is empty or no text is left out, so that the port is not probed;
 * the rest of the group stays usable.
 */
const known = <Name extends string>(name: Name, value: unknown): { readonly [Key in Name]?: string } =>
  typeof value === 'string' && value !== '' ? ({ [name]: shortText(value) } as Record<Name, string>) : {};

/** The first part of the name tells the kind: `app/…`, `net/…` or `gwy/…`. A group may be without a load balancer for a while. */
const balancerKind = ({ LoadBalancerArns: [arn] = [] }: SdkTargetGroup): Settings['balancedBy'] => {
  if (arn === undefined) return 'none';
  const [kind] = loadBalancerName(arn).split('/');
  if (kind === 'net') return 'network';
  return kind === 'gwy' ? 'gateway' : 'application';
};

/** `app/registry/50dc6c495c0c9188` of `arn:aws:elasticloadbalancing:…:loadbalancer/app/registry/50dc6c495c0c9188`. */
const loadBalancerName = (arn: string): string => arn.slice(arn.indexOf('loadbalancer/') + 'loadbalancer/'.length);

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

/** Throws AnswerInvalid where the answer cannot be true. */
export const toTarget = (described: TargetHealthDescription): Target => {
  const { Target: target, TargetHealth: health, AnomalyDetection: anomaly } = described;
  const reason = optionalText(health?.Reason, 'TargetHealth.Reason');
  const description = optionalText(health?.Description, 'TargetHealth.Description');
  return {
    id: text(target?.Id, 'Target.Id'),
    port: count(target?.Port, 'Target.Port'),
    availabilityZone: optionalText(target?.AvailabilityZone, 'Target.AvailabilityZone') ?? '',
    state: oneOf(STATES, health?.State, 'TargetHealth.State'),
    ...(reason !== undefined && { reason }),
    ...(description !== undefined && { description }),
    ...(anomaly?.Result === 'anomalous' && { isAnomalous: true }),
  };
};
