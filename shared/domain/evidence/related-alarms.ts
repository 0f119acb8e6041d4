import type { TargetGroup } from '../model/observation.ts';
import type { Alarm } from '../model/operational-context.ts';
import { observed, type Part } from '../model/part.ts';
import type { ServicePolicy } from '../model/policy.ts';

type Balanced = TargetGroup & { readonly loadBalancerNames: readonly string[] };

/**
 * Target tracking makes alarms of its own, of which the one for scaling in is in ALARM whenever there is little to do:
 * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
 */
const FOR_SCALING = /^TargetTracking-/;

/** Those of the account's alarms that measure this service: by its name in ECS, its target groups or its load balancers. */
export const relatedAlarms = (
  policy: Pick<ServicePolicy, 'cluster' | 'service'>,
  targetGroups: readonly Balanced[],
  alarms: Part<readonly Alarm[]>,
): Part<readonly Alarm[]> =>
  alarms.state === 'observed'
    ? observed(
        alarms.at,
        alarms.value.filter(
          ({ name, dimensions }) => !FOR_SCALING.test(name) && dimensions.some(isAbout(policy, targetGroups)),
        ),
      )
    : alarms;

/** A load balancer's alarm that names a target group is about that group alone. */
const isAbout =
  ({ cluster, service }: Pick<ServicePolicy, 'cluster' | 'service'>, targetGroups: readonly Balanced[]) =>
  ({ ClusterName, ServiceName, TargetGroup, LoadBalancer }: Readonly<Record<string, string>>): boolean => {
    if (ServiceName !== undefined) return ServiceName === service && (ClusterName ?? cluster) === cluster;
    if (TargetGroup !== undefined) return targetGroups.some(({ arn }) => arn.endsWith(`:${TargetGroup}`));
    return targetGroups.some(({ loadBalancerNames }) => loadBalancerNames.some((name) => name === LoadBalancer));
  };
