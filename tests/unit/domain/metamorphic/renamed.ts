// Other names for a service, its cluster, tasks, zones and target groups.
import { lastSegment } from '#shared/domain/model/arn.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import { itemsOf } from '#shared/domain/model/part.ts';

/** Pairs of an old and a new name. */
export type Renaming = readonly (readonly [from: string, to: string])[];

/** Tasks that failed at the same instant are treated in the order of their ids, so the new names keep the order. */
export const renamingOf = ({ observation, policy }: Evidence): Renaming => {
  const tasks = [...itemsOf(observation.tasks), ...itemsOf(observation.stoppedTasks)].map(({ id }) => id);
  const zones = [
    ...itemsOf(observation.tasks).map(({ availabilityZone }) => availabilityZone),
    ...itemsOf(observation.targetGroups).flatMap(({ targets }) =>
      targets.map(({ availabilityZone }) => availabilityZone),
    ),
  ];
  const groups = itemsOf(observation.targetGroups).map(({ arn }) => lastSegment(arn));
  const names = new Set([policy.service, policy.cluster, policy.name, ...tasks, ...zones, ...groups]);
  return [...names].filter((name) => name !== '').map((name) => [name, `q${name}`]);
};

export const reversedRenaming = (renaming: Renaming): Renaming => renaming.map(([from, to]) => [to, from]);

/** A name counts where it is the whole text, a segment of an ARN, or follows its kind in brackets: `(service registry)`. */
const occurrencesOf = (name: string): RegExp =>
  new RegExp(`(?<=^|[/:]|\\((?:task|service|cluster) )${escaped(name)}(?=$|[/:)])`, 'g');

const escaped = (name: string): string => name.replace(/[^\w-]/g, '\\$&');

export const renamed = <T>(value: T, renaming: Renaming): T => {
  const patterns = renaming.map(([from, to]) => [occurrencesOf(from), to] as const);
  const inText = (text: string): string => patterns.reduce((result, [from, to]) => result.replace(from, to), text);
  const deep = (item: unknown): unknown => {
    if (typeof item === 'string') return inText(item);
    if (Array.isArray(item)) return item.map(deep);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, child]) => [key, deep(child)]));
  };
  return deep(value) as T;
};
