import {
  DescribeServiceRevisionsCommand,
  type ECSClient,
  type Service,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import { itemsOf, observed } from '#shared/domain/model/part.ts';
import { type Instant, MINUTE } from '#shared/domain/model/time.ts';
import type { ByArn } from '#shared/ports/observing.ts';
import { cachedParts, type Entry } from '../transport/answer-cache.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { convert, NotFound, partOf } from '../transport/failures.ts';
import { targetGroupsOfRevision, targetGroupsOfService } from './target-group-arns.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html */
export const REVISIONS_PER_CALL = 20;
/** A revision never changes, but ECS creates and deletes its managed target groups over time (engineering judgement). */
const CACHED_MS = 5 * MINUTE;

/**
 * Reads the target groups that stand in service revisions, by the ARN of the revision: for services that name none themselves, such as
 * those of Express Mode and behind a gateway. All revisions are described together.
 */
export const revisionTargetGroups = (ecs: Ecs) => {
  const cached = cachedParts<readonly string[]>(CACHED_MS);
  return (services: readonly Service[], at: Instant): Promise<ByArn<readonly string[]>> => {
    const arns = new Set(services.flatMap((service) => itemsOf(convert(observed(at, service), revisionsToRead))));
    return cached([...arns], at, (unread) => describeRevisions(ecs, [...unread], at));
  };
};

/** ECS manages the load balancer of an Express Mode service, and may name only a part of its groups in the service. */
const needsRevisions = (service: Service): boolean =>
  isManagedByEcs(service) || targetGroupsOfService(service).length === 0;

export const isManagedByEcs = ({ resourceManagementType }: Service): boolean => resourceManagementType === 'ECS';

/** A service that is not as AWS describes it has none. Whoever converts it tells what is wrong. */
const revisionsToRead = (service: Service): readonly string[] => (needsRevisions(service) ? revisionsOf(service) : []);

export const revisionsOf = ({ currentServiceRevisions }: Service): readonly string[] =>
  (currentServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []);

const describeRevisions = async (
  ecs: Ecs,
  arns: readonly string[],
  at: Instant,
): Promise<readonly Entry<readonly string[]>[]> => {
  const batches = await mapAtMost(CALLS_AT_ONCE, chunksOf(arns, REVISIONS_PER_CALL), async (some) => {
    const answer = await partOf(at, () =>
      ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...some] })),
    );
    return some.map(
      (arn) => [arn, convert(answer, (output) => targetGroupsOfRevision(pick(output.serviceRevisions, arn)))] as const,
    );
  });
  return batches.flat();
};

const pick = (revisions: readonly ServiceRevision[] | undefined, arn: string): ServiceRevision => {
  const revision = revisions?.find(({ serviceRevisionArn }) => serviceRevisionArn === arn);
  if (revision) return revision;
  throw new NotFound(`ECS does not describe the service revision ${arn}`);
};
