import type { ECSManagedResources, LoadBalancer, Service, ServiceRevision } from '@aws-sdk/client-ecs';

/** Names both target groups of a blue/green deployment, because either may serve, and those of the task sets. */
export const targetGroupsOfService = ({ loadBalancers = [], taskSets = [] }: Service): readonly string[] =>
  distinct([...loadBalancers, ...taskSets.flatMap((taskSet) => taskSet.loadBalancers ?? [])].flatMap(groupsOf));

/**
 * Names the target groups of a revision. Those that ECS creates for Express Mode and for gateways stand among the managed resources:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html
 */
export const targetGroupsOfRevision = ({ loadBalancers, ecsManagedResources }: ServiceRevision): readonly string[] =>
  distinct([...(loadBalancers ?? []).flatMap(groupsOf), ...managedGroups(ecsManagedResources ?? {})]);

interface Balanced extends Pick<LoadBalancer, 'targetGroupArn'> {
  readonly advancedConfiguration?: LoadBalancer['advancedConfiguration'];
  readonly alternateTargetGroupArn?: string | undefined;
}

const groupsOf = ({ targetGroupArn, alternateTargetGroupArn, advancedConfiguration }: Balanced): readonly string[] =>
  [targetGroupArn, alternateTargetGroupArn, advancedConfiguration?.alternateTargetGroupArn].flatMap((arn) => arn || []);

const managedGroups = ({ ingressPaths, gatewayConnections }: ECSManagedResources): readonly string[] => [
  ...(ingressPaths ?? [])
    .flatMap(({ targetGroups }) => targetGroups ?? [])
    // Before ECS has created the group, and after it has deleted it, ELB does not know its ARN.
    .flatMap(({ arn, status }) => (arn && status !== 'PROVISIONING' && status !== 'DELETED' ? arn : [])),
  ...(gatewayConnections ?? []).flatMap(({ resources }) => resources?.hostSharedAlb ?? []).flatMap(groupsOf),
];

const distinct = (arns: readonly string[]): readonly string[] => [...new Set(arns)];
