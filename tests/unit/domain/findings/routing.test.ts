// Unit layer: the finding that a listener rule sends requests to an empty target group.
import type { Target } from '#shared/domain/model/observation.ts';
import type { RoutingRule } from '#shared/domain/model/operational-context.ts';
import { aRelease, aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const BLUE = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1111111111111111';
const GREEN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/green/2222222222222222';
const RULE = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/ml-platform/1/2/3';

const sending = (...forwards: readonly (readonly [targetGroupArn: string, weight: number])[]): RoutingRule => ({
  arn: RULE,
  forwards: forwards.map(([targetGroupArn, weight]) => ({ targetGroupArn, weight })),
});

/** Blue has healthy targets, green has none, and the rule sends everything to green. */
const misrouted = (state: ServiceState = {}, green: readonly Target[] = []): ServiceState => ({
  targetGroups: [aTargetGroup({ arn: BLUE }), aTargetGroup({ arn: GREEN, targets: green })],
  routing: [sending([GREEN, 1])],
  ...state,
});

it('is told with the rule, the group and the share of the requests', () => {
  const state = misrouted({ routing: [sending([BLUE, 80], [GREEN, 20])], traffic: { elb503: 90 } });
  expect(found('routed-to-empty-group', state)).toMatchObject([
    {
      strength: 'hard',
      subject: RULE,
      numbers: { percent: 20, rejected: 90 },
      message: `a listener rule sends 20 % of its requests to a target group without targets: ${GREEN}`,
    },
  ]);
});

it.each([
  { elb503: 0, strength: 'soft' },
  { elb503: 1, strength: 'hard' },
])('is $strength evidence while the load balancer rejects $elb503 requests', ({ elb503, strength }) => {
  expect(found('routed-to-empty-group', misrouted({ traffic: { elb503 } }))).toMatchObject([{ strength }]);
});

it('is soft evidence while the traffic is not known', () => {
  expect(found('routed-to-empty-group', misrouted({ missing: { traffic: 'throttled' } }))).toMatchObject([
    { strength: 'soft', numbers: { rejected: 0 } },
  ]);
});

it.each<{ why: string; state: ServiceState; expected: boolean }>([
  { why: 'everything goes to the empty group', state: misrouted(), expected: true },
  { why: 'a part goes there', state: misrouted({ routing: [sending([BLUE, 99], [GREEN, 1])] }), expected: true },
  { why: 'its weight is 0', state: misrouted({ routing: [sending([BLUE, 100], [GREEN, 0])] }), expected: false },
  {
    why: 'the rule sends everything to the full group',
    state: misrouted({ routing: [sending([BLUE, 1])] }),
    expected: false,
  },
  { why: 'the group is of another service', state: misrouted({ routing: [sending(['other', 1])] }), expected: false },
  {
    why: 'its targets are leaving',
    state: misrouted({}, [aTarget(1, { state: 'draining' }), aTarget(2, { state: 'unused' })]),
    expected: true,
  },
  {
    why: 'its target fails and is leaving',
    state: misrouted({}, [aTarget(1, { state: 'unhealthy.draining' })]),
    expected: true,
  },
  { why: 'its targets fail', state: misrouted({}, [aTarget(1, { state: 'unhealthy' })]), expected: false },
  { why: 'its targets are new', state: misrouted({}, [aTarget(1, { state: 'initial' })]), expected: false },
  {
    why: 'no group has a healthy target',
    state: misrouted({
      targetGroups: [aTargetGroup({ arn: BLUE, targets: [] }), aTargetGroup({ arn: GREEN, targets: [] })],
    }),
    expected: false,
  },
  {
    why: 'the targets of the other group fail',
    state: misrouted({
      targetGroups: [
        aTargetGroup({ arn: BLUE, targets: [aTarget(1, { state: 'unhealthy' })] }),
        aTargetGroup({ arn: GREEN, targets: [] }),
      ],
    }),
    expected: false,
  },
  {
    why: 'a deployment is in progress',
    state: misrouted({ deployments: [{ rolloutState: 'IN_PROGRESS' }] }),
    expected: false,
  },
  {
    why: 'a release is shifting traffic',
    state: misrouted({ releases: [openRelease('IN_PROGRESS')] }),
    expected: false,
  },
  {
    why: 'a release is shifting traffic after one that is over',
    state: misrouted({ releases: [openRelease('IN_PROGRESS'), aRelease()] }),
    expected: false,
  },
  {
    why: 'a release has an end, whatever its status',
    state: misrouted({ releases: [aRelease({ status: 'IN_PROGRESS' })] }),
    expected: true,
  },
  { why: 'a stopped release has no end', state: misrouted({ releases: [openRelease('STOPPED')] }), expected: true },
  { why: 'the service cannot be read', state: misrouted({ missing: { ecs: 'throttled' } }), expected: false },
  { why: 'the targets cannot be read', state: misrouted({ missing: { targetGroups: 'throttled' } }), expected: false },
  { why: 'the routing cannot be read', state: misrouted({ missing: { routing: 'access-denied' } }), expected: false },
])('routed-to-empty-group is found when $why: $expected', ({ state, expected }) => {
  expect(isFound('routed-to-empty-group', state)).toBe(expected);
});

function openRelease(status: 'IN_PROGRESS' | 'STOPPED') {
  const { finishedAt: _, ...release } = aRelease({ status });
  return release;
}
