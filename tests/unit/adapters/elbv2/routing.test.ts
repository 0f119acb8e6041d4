// Unit layer: how listeners and rules become the routing of a service, and which calls that takes.
import type {
  Action,
  DescribeListenersCommandInput,
  DescribeRulesCommandInput,
  DescribeTargetGroupsCommandInput,
  Listener,
  Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operation } from '#local-aws/operation.ts';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NOW, recordedClient, refusing, unchecked } from '../recorded-client.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const BALANCER = `${ELB}:loadbalancer/app/gateway/50dc6c495c0c9188`;
const NETWORK = `${ELB}:loadbalancer/net/gateway/60dc6c495c0c9188`;
const LISTENER = `${ELB}:listener/app/gateway/50dc6c495c0c9188/1`;
const RULE = `${ELB}:listener-rule/app/gateway/50dc6c495c0c9188/1/2`;
const [BLUE, GREEN, OTHER] = ['blue', 'green', 'other'].map((name) => `${ELB}:targetgroup/${name}/1`) as [
  string,
  string,
  string,
];

const forward = (...groups: readonly (readonly [string, number?])[]): Action => ({
  Type: 'forward',
  ForwardConfig: { TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
});
const rule = (...Actions: Action[]): Rule => ({ RuleArn: RULE, Priority: '1', Actions });
const listener = (...DefaultActions: Action[]): Listener => ({ ListenerArn: LISTENER, DefaultActions });

interface Given {
  readonly rules?: readonly Rule[];
  readonly listeners?: readonly Listener[];
  readonly balancers?: readonly string[];
  readonly operations?: Readonly<Record<string, Operation>>;
}

const readerOver = ({ rules = [], listeners = [listener()], balancers = [BALANCER], operations = {} }: Given) => {
  let now = NOW;
  const recorded = recordedClient(
    'elbv2',
    {
      DescribeTargetGroups: ({ TargetGroupArns = [] }: DescribeTargetGroupsCommandInput) => ({
        TargetGroups: TargetGroupArns.map((TargetGroupArn) => ({
          TargetGroupArn,
          Port: 5000,
          HealthCheckIntervalSeconds: 5,
          LoadBalancerArns: balancers,
        })),
      }),
      DescribeListeners: () => ({ Listeners: listeners }),
      DescribeRules: () => ({ Rules: rules }),
      ...operations,
    },
    unchecked,
  );
  const reader = targetGroupReader(recorded.client, { now: () => now }, WITHOUT_WAITING);
  const operationsCalled = () =>
    recorded.calls.map(({ operation }) => operation).filter((name) => !/Groups/.test(name));
  const wait = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { ...recorded, reader, operationsCalled, wait };
};

const forwardsIn = async (given: Given) => {
  const part = await readerOver(given).reader.routing([BLUE, GREEN]);
  return part.state === 'observed' ? part.value.rules : part;
};

it('a rule is read with the groups that it forwards to, and their weights', async () => {
  expect(await forwardsIn({ rules: [rule(forward([BLUE, 95], [GREEN, 5]))] })).toEqual([
    {
      arn: RULE,
      forwards: [
        { targetGroupArn: BLUE, weight: 95 },
        { targetGroupArn: GREEN, weight: 5 },
      ],
    },
  ]);
});

it.each<{ what: string; actions: Action[]; weights: readonly number[] }>([
  { what: 'a group without a weight', actions: [forward([BLUE], [GREEN, 0])], weights: [1, 0] },
  { what: 'a single group, whose weight does not count', actions: [forward([BLUE, 0])], weights: [1] },
  { what: 'a group by itself', actions: [{ Type: 'forward', TargetGroupArn: BLUE }], weights: [1] },
  { what: 'an authentication before', actions: [{ Type: 'authenticate-oidc' }, forward([BLUE, 2])], weights: [1] },
])('a rule with $what has the weights $weights', async ({ actions, weights }) => {
  expect(await forwardsIn({ rules: [rule(...actions)] })).toMatchObject([
    { forwards: weights.map((weight) => ({ weight })) },
  ]);
});

it.each<{ what: string; rules: readonly Rule[] }>([
  { what: 'redirects', rules: [rule({ Type: 'redirect' })] },
  { what: 'forwards to other services', rules: [rule(forward([OTHER, 1]))] },
  { what: 'has no action', rules: [{ RuleArn: RULE }] },
])('a rule that $what is left out', async ({ rules }) => {
  expect(await forwardsIn({ rules })).toEqual([]);
});

it('a network load balancer has no rules but a default action', async () => {
  const reader = readerOver({ balancers: [NETWORK], listeners: [listener(forward([BLUE, 1]))] });
  expect(await reader.reader.routing([BLUE])).toMatchObject({ value: { rules: [{ arn: LISTENER }] } });
  expect(reader.operationsCalled()).toEqual(['DescribeListeners']);
});

it('every load balancer and listener is asked once, and a rule is listed once', async () => {
  const listeners = [listener(), { ...listener(), ListenerArn: `${LISTENER}1` }];
  const { reader, operationsCalled, inputsOf } = readerOver({ listeners, rules: [rule(forward([BLUE, 1]))] });
  expect(await reader.routing([BLUE, GREEN])).toMatchObject({ value: { rules: [{ arn: RULE }] } });
  expect(operationsCalled()).toEqual(['DescribeListeners', 'DescribeRules', 'DescribeRules']);
  expect(inputsOf<DescribeListenersCommandInput>('DescribeListeners')).toMatchObject([{ LoadBalancerArn: BALANCER }]);
});

it('rules are read page by page, five pages at most', async () => {
  const page = ({ Marker = '0' }: DescribeRulesCommandInput) => ({
    Rules: [{ ...rule(forward([BLUE, 1])), RuleArn: `${RULE}${Marker}` }],
    NextMarker: String(Number(Marker) + 1),
  });
  const { reader } = readerOver({ operations: { DescribeRules: page } });
  const part = await reader.routing([BLUE]);
  expect(part.state === 'observed' && part.value.rules.map(({ arn }) => arn)).toEqual(
    [0, 1, 2, 3, 4].map((marker) => `${RULE}${marker}`),
  );
});

it.each([
  { later: MINUTE - 1, calls: 2 },
  { later: MINUTE, calls: 4 },
  { later: MINUTE + 1, calls: 4 },
])('the rules of a load balancer are read again after a minute: $later ms later $calls calls', async (row) => {
  const { reader, operationsCalled, wait } = readerOver({});
  await reader.routing([BLUE]);
  wait(row.later);
  await reader.routing([GREEN]);
  expect(operationsCalled()).toHaveLength(row.calls);
});

it.each(['DescribeTargetGroups', 'DescribeListeners', 'DescribeRules'])(
  'the routing is missing when %s is refused',
  async (operation) => {
    const { reader } = readerOver({ operations: { [operation]: refusing('AccessDeniedException') } });
    expect(await reader.routing([BLUE])).toMatchObject({ state: 'missing', reason: 'access-denied' });
  },
);

it.each<{ what: string; rules: readonly Rule[] }>([
  { what: 'a rule without ARN', rules: [{ Actions: [forward([BLUE, 1])] }] },
  { what: 'a group without ARN', rules: [rule({ Type: 'forward', ForwardConfig: { TargetGroups: [{}] } })] },
  { what: 'an impossible weight', rules: [rule(forward([BLUE, -1], [GREEN, 1]))] },
])('the routing with $what is invalid', async ({ rules }) => {
  expect(await forwardsIn({ rules })).toMatchObject({ state: 'missing', reason: 'invalid' });
});

it('a group without a load balancer has no rules', async () => {
  expect(await forwardsIn({ balancers: [] })).toEqual([]);
});
