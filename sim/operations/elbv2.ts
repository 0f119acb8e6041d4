import type {
  DescribeTargetGroupsInput,
  DescribeTargetHealthInputIncludeEnum,
  TargetGroup as ElbTargetGroup,
  Listener,
  Rule,
  TargetHealthDescription,
  TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Handlers } from '#local-aws/operation.ts';
import type { ServiceState, Target, TargetGroup, WorldState } from '../world/state.ts';

const VPC = 'vpc-0d5e6f7a8b9c01234';
const LISTENER = 'f2f7dc8efc522ab2';
const DEFAULT_RULE = '9683b2d02a6cabee';

/** Elastic Load Balancing for the target groups of the world, one per service, each behind a listener of its own. */
export const elbv2Operations = (world: WorldState) =>
  ({
    DescribeTargetHealth: ({ TargetGroupArn, Targets, Include = [] }) => {
      const { targets } = requireTargetGroup(world, TargetGroupArn).targetGroup;
      const requested = Targets?.map(({ Id }) => Id);
      return {
        TargetHealthDescriptions: [...targets.values()]
          .filter(({ ip }) => requested === undefined || requested.includes(ip))
          .map((target) => ({ ...toTargetHealth(target), ...(Include.some(isAboutAnomalies) && NORMAL) })),
      };
    },

    DescribeTargetGroups: (input) => ({ TargetGroups: selectServices(world, input).map(toTargetGroup) }),

    DescribeListeners: ({ LoadBalancerArn, ListenerArns }) => ({
      Listeners: listenersIn(world)
        .filter(({ ListenerArn = '' }) => ListenerArns?.includes(ListenerArn) ?? true)
        .filter((listener) => (LoadBalancerArn ?? listener.LoadBalancerArn) === listener.LoadBalancerArn),
    }),

    DescribeRules: ({ ListenerArn }) => {
      const listener = listenersIn(world).find((each) => each.ListenerArn === ListenerArn);
      if (!listener) throw new AwsError('ListenerNotFoundException', `Listener '${ListenerArn}' not found`);
      return { Rules: [defaultRuleOf(listener)] };
    },
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-elastic-load-balancing-v2')>>;

/** Each load balancer of the world has one listener, which sends everything to the target group behind it. */
const listenersIn = (world: WorldState): readonly Listener[] =>
  [...world.services.values()].map(({ targetGroup: { arn, loadBalancer } }) => ({
    ListenerArn: `${loadBalancer.arn.replace(':loadbalancer/', ':listener/')}/${LISTENER}`,
    LoadBalancerArn: loadBalancer.arn,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [
      { Type: 'forward', TargetGroupArn: arn, ForwardConfig: { TargetGroups: [{ TargetGroupArn: arn, Weight: 1 }] } },
    ],
  }));

const defaultRuleOf = ({ ListenerArn = '', DefaultActions }: Listener): Rule => ({
  RuleArn: `${ListenerArn.replace(':listener/', ':listener-rule/')}/${DEFAULT_RULE}`,
  Priority: 'default',
  Conditions: [],
  Actions: DefaultActions,
  IsDefault: true,
});

const requireTargetGroup = (world: WorldState, arn: string | undefined): ServiceState => {
  const found = [...world.services.values()].find(({ targetGroup }) => targetGroup.arn === arn);
  if (!found) throw new AwsError('TargetGroupNotFoundException', `Target groups '${arn}' not found`);
  return found;
};

/** Selects by ARN, by name or by load balancer, and all target groups without any of them. */
const selectServices = (world: WorldState, input: DescribeTargetGroupsInput): readonly ServiceState[] => {
  if (input.TargetGroupArns) return input.TargetGroupArns.map((arn) => requireTargetGroup(world, arn));
  return [...world.services.values()].filter(
    ({ targetGroup }) =>
      (input.Names === undefined || input.Names.includes(targetGroup.name)) &&
      (input.LoadBalancerArn ?? targetGroup.loadBalancer.arn) === targetGroup.loadBalancer.arn,
  );
};

const isAboutAnomalies = (include: DescribeTargetHealthInputIncludeEnum): boolean =>
  include === 'AnomalyDetection' || include === 'All';

/** Anomaly detection, which compares the targets of a group, is not emulated. */
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
