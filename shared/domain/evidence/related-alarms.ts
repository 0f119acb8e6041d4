import type { TargetGroup } from '../model/observation.ts';
import type { Alarm } from '../model/operational-context.ts';
import { observed, type Part } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';

type LoadBalancedGroup = TargetGroup & { readonly loadBalancerNames: readonly string[] };

/**
 * Target tracking creates alarms of its own. Its scale-in alarm is in ALARM whenever the load is low:
 * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
 */
const TARGET_TRACKING_ALARM = /^TargetTracking-/;

/** Answers the alarms of the account that measure this service: by its ECS name, target groups or load balancers. */
export const relatedAlarms = (
  policy: Pick<ServicePolicy, 'cluster' | 'service'>,
  targetGroups: readonly LoadBalancedGroup[],
  alarms: Part<readonly Alarm[]>,
): Part<readonly Alarm[]> =>
  alarms.state === 'observed'
    ? observed(
        alarms.at,
        alarms.value.filter(
          ({ name, dimensions }) =>
            !TARGET_TRACKING_ALARM.test(name) && dimensions.some(isRelatedTo(policy, targetGroups)),
        ),
      )
    : alarms;

/** True when the dimensions of the alarm name the service. A load balancer alarm with a target group is about that group only. */
const isRelatedTo =
  ({ cluster, service }: Pick<ServicePolicy, 'cluster' | 'service'>, targetGroups: readonly LoadBalancedGroup[]) =>
  ({ ClusterName, ServiceName, TargetGroup, LoadBalancer }: Readonly<Record<string, string>>): boolean => {
    if (ServiceName !== undefined) return ServiceName === service && (ClusterName ?? cluster) === cluster;
    if (TargetGroup !== undefined) return targetGroups.some(({ arn }) => arn.endsWith(`:${TargetGroup}`));
    return targetGroups.some(({ loadBalancerNames }) => loadBalancerNames.some((name) => name === LoadBalancer));
  };
