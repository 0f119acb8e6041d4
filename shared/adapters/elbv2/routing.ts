import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Routing, RoutingRule } from '#shared/domain/model/operational-context.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { count, text } from '../transport/checked.ts';
import type { Ask } from './target-group-settings.ts';

/** A load balancer has 50 listeners and a listener of it 100 rules without a raised quota: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const PAGES = 5;

/** Reads the rules of a load balancer that forward requests. Throws AnswerInvalid where the answer cannot be true. */
export const readRules = async (ask: Ask, loadBalancerArn: string): Promise<readonly RoutingRule[]> => {
  const listeners = await allPages(async (Marker) => {
    const answer = await ask((client) =>
      client.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn, Marker })),
    );
    return { items: answer.Listeners, next: answer.NextMarker };
  });
  const rules = await mapAtMost(CALLS_AT_ONCE, listeners, (listener) => rulesOf(ask, listener, loadBalancerArn));
  return [...new Map(rules.flat().map((rule) => [rule.arn, rule])).values()];
};

/** Only listeners of Application Load Balancers have rules; the others have a default action. */
const rulesOf = async (ask: Ask, listener: Listener, loadBalancerArn: string): Promise<readonly RoutingRule[]> => {
  const { ListenerArn, DefaultActions } = listener;
  if (!loadBalancerArn.includes(':loadbalancer/app/')) return toRules(ListenerArn, DefaultActions);
  const rules = await allPages(async (Marker) => {
    const answer = await ask((client) => client.send(new DescribeRulesCommand({ ListenerArn, Marker })));
    return { items: answer.Rules, next: answer.NextMarker };
  });
  return rules.flatMap(({ RuleArn, Actions }) => toRules(RuleArn, Actions));
};

/** Keeps the rules that send requests to any of the groups. */
export const routingTo = (rules: readonly RoutingRule[], arns: readonly string[]): Routing => ({
  rules: rules.filter(({ forwards }) => forwards.some(({ targetGroupArn }) => arns.includes(targetGroupArn))),
});

const toRules = (arn: string | undefined, actions: readonly Action[] = []): readonly RoutingRule[] => {
  const forwards = actions.flatMap(forwardsOf);
  return forwards.length === 0 ? [] : [{ arn: text(arn, 'RuleArn'), forwards }];
};

/** A single group gets all requests, whatever its weight: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html */
const forwardsOf = ({ ForwardConfig, TargetGroupArn }: Action): RoutingRule['forwards'] => {
  const groups = ForwardConfig?.TargetGroups ?? (TargetGroupArn === undefined ? [] : [{ TargetGroupArn }]);
  return groups.map((group) => ({
    targetGroupArn: text(group.TargetGroupArn, 'TargetGroupArn'),
    weight: groups.length === 1 ? 1 : count(group.Weight ?? 1, 'Weight'),
  }));
};

interface Page<Item> {
  readonly items: readonly Item[] | undefined;
  readonly next: string | undefined;
}

const allPages = async <Item>(ask: (marker: string | undefined) => Promise<Page<Item>>): Promise<readonly Item[]> => {
  const all: Item[] = [];
  let marker: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { items = [], next } = await ask(marker);
    all.push(...items);
    if (!next) break;
    marker = next;
  }
  return all;
};
