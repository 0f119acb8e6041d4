import type { EcsService } from '#shared/domain/model/observation.ts';
import { observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup, ByService } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { notReturned, tryRead } from './read-parts.ts';

/** Reads the target groups of all services, each group once. */
export const readTargetGroups = async (
  { targetGroups }: Pick<Services, 'targetGroups'>,
  ecs: ByService<EcsService>,
  now: Instant,
): Promise<ByService<readonly BalancedTargetGroup[]>> => {
  const arns = [...ecs.values()].flatMap((part) => valueIn(part)?.targetGroupArns ?? []);
  const read = await tryRead(now, async () => (arns.length === 0 ? new Map() : targetGroups.read(arns)));
  return new Map([...ecs].map(([name, part]) => [name, groupsOf(part, read)]));
};

type ReadGroups = Awaited<ReturnType<Services['targetGroups']['read']>>;

/** Answers all target groups of a service, or the first part that is missing. */
const groupsOf = (ecs: Part<EcsService>, read: Part<ReadGroups>): Part<readonly BalancedTargetGroup[]> => {
  if (ecs.state !== 'observed') return ecs;
  if (ecs.value.targetGroupsUnread) return ecs.value.targetGroupsUnread;
  if (read.state !== 'observed') return read;
  const all = ecs.value.targetGroupArns.map((arn) => read.value.get(arn) ?? notReturned(arn));
  const groups = ecs.value.controller === 'ECS' ? all : withoutDeleted(all);
  const unread = groups.find((group) => group.state !== 'observed');
  return (
    unread ??
    observed(
      read.at,
      groups.flatMap((group) => valueIn(group) ?? []),
    )
  );
};

type ReadGroup = Part<BalancedTargetGroup>;

/** A task set on its way out may name a group that is deleted already. That matters only when the service has no other group. */
const withoutDeleted = (groups: readonly ReadGroup[]): readonly ReadGroup[] =>
  groups.some(({ state }) => state === 'observed')
    ? groups.filter((group) => group.state !== 'missing' || group.reason !== 'not-found')
    : groups;
