import type {
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  DescribeTargetHealthInputIncludeEnum,
  TargetGroup as ElbTargetGroup,
  LoadBalancer,
  TargetHealthDescription,
  TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Answered, AwsError } from '#local-aws/operation.ts';
import type { ServiceState, Target, TargetGroup, WorldState } from '../world/state.ts';

const VPC = 'vpc-0d5e6f7a8b9c01234';

/** Elastic Load Balancing over the world: one load balancer with one target group per service. */
export const elbv2Operations = (world: WorldState) => ({
  DescribeTargetHealth: (input: DescribeTargetHealthCommandInput): Answered<DescribeTargetHealthCommandOutput> => {
    const { targets } = requireTargetGroup(world, input.TargetGroupArn).targetGroup;
    const wanted = input.Targets?.map(({ Id }) => Id);
    return {
      TargetHealthDescriptions: [...targets.values()]
        .filter(({ ip }) => wanted === undefined || wanted.includes(ip))
        .map((target) => ({ ...toTargetHealth(target), ...(input.Include?.some(isAboutAnomalies) && NORMAL) })),
    };
  },

  DescribeTargetGroups: (input: DescribeTargetGroupsCommandInput): Answered<DescribeTargetGroupsCommandOutput> => ({
    TargetGroups: selectServices(world, input).map(toTargetGroup),
  }),

  DescribeTargetGroupAttributes: (
    input: DescribeTargetGroupAttributesCommandInput,
  ): Answered<DescribeTargetGroupAttributesCommandOutput> => {
    const { targetGroup } = requireTargetGroup(world, input.TargetGroupArn);
    return {
      Attributes: [
        { Key: 'deregistration_delay.timeout_seconds', Value: String(targetGroup.deregistrationDelaySeconds) },
        { Key: 'stickiness.enabled', Value: 'false' },
        { Key: 'slow_start.duration_seconds', Value: '0' },
        { Key: 'load_balancing.algorithm.type', Value: 'round_robin' },
      ],
    };
  },

  DescribeLoadBalancers: (input: DescribeLoadBalancersCommandInput): Answered<DescribeLoadBalancersCommandOutput> => ({
    LoadBalancers: selectLoadBalancers(world, input).map((service) => toLoadBalancer(world, service)),
  }),
});

const requireTargetGroup = (world: WorldState, arn: string | undefined): ServiceState => {
  const found = [...world.services.values()].find(({ targetGroup }) => targetGroup.arn === arn);
  if (!found) throw new AwsError('TargetGroupNotFoundException', `Target groups '${arn}' not found`);
  return found;
};

/** By ARN, by name or by load balancer; everything when nothing is asked for. */
const selectServices = (world: WorldState, input: DescribeTargetGroupsCommandInput): readonly ServiceState[] => {
  if (input.TargetGroupArns) return input.TargetGroupArns.map((arn) => requireTargetGroup(world, arn));
  return [...world.services.values()].filter(
    ({ targetGroup }) =>
      (input.Names === undefined || input.Names.includes(targetGroup.name)) &&
      (input.LoadBalancerArn ?? targetGroup.loadBalancer.arn) === targetGroup.loadBalancer.arn,
  );
};

const selectLoadBalancers = (world: WorldState, input: DescribeLoadBalancersCommandInput): readonly ServiceState[] => {
  const services = [...world.services.values()];
  if (!input.LoadBalancerArns) {
    return services.filter(({ targetGroup }) => input.Names?.includes(targetGroup.loadBalancer.name) ?? true);
  }
  return input.LoadBalancerArns.map((arn) => {
    const found = services.find(({ targetGroup }) => targetGroup.loadBalancer.arn === arn);
    if (!found) throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${arn}]' not found`);
    return found;
  });
};

const isAboutAnomalies = (include: DescribeTargetHealthInputIncludeEnum): boolean =>
  include === 'AnomalyDetection' || include === 'All';

/** The load balancer of this world does not compare its targets with each other. */
const NORMAL: Pick<TargetHealthDescription, 'AnomalyDetection'> = {
  AnomalyDetection: { Result: 'normal', MitigationInEffect: 'no' },
};

const toTargetHealth = ({ ip, port, zone, state, reason, description }: Target): TargetHealthDescription => ({
  Target: { Id: ip, Port: port, AvailabilityZone: zone },
  HealthCheckPort: String(port),
  TargetHealth: {
    State: state,
    ...(reason !== undefined && { Reason: reason as TargetHealthReasonEnum }),
    ...(description !== undefined && { Description: description }),
  },
  AdministrativeOverride: {
    State: 'no_override',
    Reason: 'AdministrativeOverride.NoOverride',
    Description: 'No override is currently active on target',
  },
});

const toTargetGroup = ({ targetGroup, spec }: ServiceState): ElbTargetGroup => ({
  TargetGroupArn: targetGroup.arn,
  TargetGroupName: targetGroup.name,
  Protocol: 'HTTP',
  Port: spec.containerPort,
  VpcId: VPC,
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: true,
  ...healthCheck(targetGroup),
  Matcher: { HttpCode: '200' },
  LoadBalancerArns: [targetGroup.loadBalancer.arn],
  TargetType: 'ip',
  ProtocolVersion: 'HTTP1',
  IpAddressType: 'ipv4',
});

const healthCheck = ({ healthCheck: check }: TargetGroup) => ({
  HealthCheckPath: check.path,
  HealthCheckIntervalSeconds: check.intervalSeconds,
  HealthCheckTimeoutSeconds: check.timeoutSeconds,
  HealthyThresholdCount: check.healthyThreshold,
  UnhealthyThresholdCount: check.unhealthyThreshold,
});

const toLoadBalancer = (world: WorldState, { targetGroup, createdAt }: ServiceState): LoadBalancer => ({
  LoadBalancerArn: targetGroup.loadBalancer.arn,
  DNSName: `internal-${targetGroup.loadBalancer.name}.${world.region}.elb.amazonaws.com`,
  CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
  CreatedTime: new Date(createdAt),
  LoadBalancerName: targetGroup.loadBalancer.name,
  Scheme: 'internal',
  VpcId: VPC,
  State: { Code: 'active' },
  Type: 'application',
  AvailabilityZones: world.zones.map(({ name, subnetId }) => ({ ZoneName: name, SubnetId: subnetId })),
  SecurityGroups: ['sg-0c2c06a5099760ce3'],
  IpAddressType: 'ipv4',
});
