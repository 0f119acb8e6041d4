import type { LoadBalancer, NetworkConfiguration } from '@aws-sdk/client-ecs';
import type { ServiceState, WorldState } from '../world/state.ts';

export const networkConfiguration = ({ zones }: WorldState): NetworkConfiguration => ({
  awsvpcConfiguration: {
    subnets: zones.map(({ subnetId }) => subnetId),
    securityGroups: ['sg-0a70ee69c819eeb27'],
    assignPublicIp: 'DISABLED',
  },
});

export const loadBalancersOf = ({ targetGroup, spec }: ServiceState): LoadBalancer[] => [
  { targetGroupArn: targetGroup.arn, containerName: spec.containerName, containerPort: spec.containerPort },
];
