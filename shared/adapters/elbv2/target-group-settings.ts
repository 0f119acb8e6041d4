import {
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup as SdkTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import type { Part } from '#shared/domain/model/part.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Entry } from '../transport/answer-cache.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { convert, NotFound, partOf } from '../transport/failures.ts';
import { type Settings, toSettings } from './target-group.ts';

/** Sends a call as soon as the rate allows. */
export type Ask = <T>(call: (client: Pick<ElasticLoadBalancingV2Client, 'send'>) => Promise<T>) => Promise<T>;

/**
 * DescribeTargetGroups documents no limit for the ARNs of a call, DescribeTags of the same API has 20. A page holds
 * more than that:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html
 */
const GROUPS_PER_CALL = 20;

export const readSettings = async (
  ask: Ask,
  arns: readonly string[],
  at: Instant,
): Promise<readonly Entry<Settings>[]> => {
  const batches = await mapAtMost(CALLS_AT_ONCE, chunksOf(arns, GROUPS_PER_CALL), (some) => readBatch(ask, some, at));
  return batches.flat();
};

/**
 * A deleted group fails the call for its whole batch, so groups that a batch does not find are read again one by one.
 */
const readBatch = async (ask: Ask, arns: readonly string[], at: Instant): Promise<readonly Entry<Settings>[]> => {
  const answer = await partOf(at, () =>
    ask((client) => client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [...arns] }))),
  );
  const groups = arns.map(
    (arn) => [arn, convert(answer, ({ TargetGroups }) => toSettings(pick(TargetGroups, arn)))] as const,
  );
  if (arns.length === 1) return groups;
  const found = groups.filter(([, group]) => !isNotFound(group));
  const lost = groups.filter(([, group]) => isNotFound(group));
  const single = await mapAtMost(CALLS_AT_ONCE, lost, ([arn]) => readBatch(ask, [arn], at));
  return [...found, ...single.flat()];
};

const isNotFound = (part: Part<unknown>): boolean => part.state === 'missing' && part.reason === 'not-found';

const pick = (groups: readonly SdkTargetGroup[] | undefined, arn: string): SdkTargetGroup => {
  const group = groups?.find(({ TargetGroupArn }) => TargetGroupArn === arn);
  if (group) return group;
  throw new NotFound(`there is no target group ${arn}`);
};
