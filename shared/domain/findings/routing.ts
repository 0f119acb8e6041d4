import { isRollingOut } from '../evidence/releases.ts';
import type { Detection } from '../model/finding.ts';
import type { Observation, TargetGroup } from '../model/observation.ts';
import type { RoutingRule } from '../model/operational-context.ts';
import { itemsOf, valueIn } from '../model/part.ts';
import { sum } from '../model/statistics.ts';
import type { FindingRule } from './rule.ts';

/**
 * A listener rule sends requests to a target group of the service that has no target, while another group of the service has healthy ones.
 * During a deployment both groups may serve in turn. A group with failing targets is not empty: then its tasks are at fault.
 */
export const routedToEmptyGroup: FindingRule = ({ observation }) => {
  const ecs = valueIn(observation.ecs);
  const groups = itemsOf(observation.targetGroups);
  if (ecs === undefined || isRollingOut(ecs) || hasOpenRelease(observation) || !groups.some(hasHealthyTarget))
    return [];
  const empty = new Set(groups.filter(isEmpty).map(({ arn }) => arn));
  return (valueIn(observation.routing)?.rules ?? []).flatMap((rule) => toDetection(rule, empty, observation));
};

const hasHealthyTarget = ({ targets }: TargetGroup): boolean => targets.some(({ state }) => state === 'healthy');

const isEmpty = ({ targets }: TargetGroup): boolean =>
  targets.every(({ state }) => state === 'draining' || state === 'unhealthy.draining' || state === 'unused');

const hasOpenRelease = ({ releases }: Observation): boolean =>
  itemsOf(releases).some(({ finishedAt, status }) => finishedAt === undefined && OPEN.has(status));

/** A release in one of these states may still move requests between the groups. */
const OPEN: ReadonlySet<string> = new Set([
  'PENDING',
  'IN_PROGRESS',
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
]);

const toDetection = (
  { arn, forwards }: RoutingRule,
  empty: ReadonlySet<string>,
  observation: Observation,
): readonly Detection[] => {
  const lost = forwards.filter(({ targetGroupArn }) => empty.has(targetGroupArn));
  const weight = sum(lost.map((forward) => forward.weight));
  const percent = Math.round((100 * weight) / sum(forwards.map((forward) => forward.weight)));
  if (!(weight > 0)) return [];
  const rejected = valueIn(observation.traffic)?.elb503 ?? 0;
  return [
    {
      id: 'routed-to-empty-group',
      strength: rejected > 0 ? 'hard' : 'soft',
      subject: arn,
      at: observation.at,
      numbers: { percent, rejected },
      message: `a listener rule sends ${percent} % of its requests to a target group without targets: ${lost.map(({ targetGroupArn }) => targetGroupArn).join(', ')}`,
    },
  ];
};
