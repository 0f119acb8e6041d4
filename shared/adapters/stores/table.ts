import type { Instant } from '#shared/domain/model/time.ts';

/**
 * The table stores all items of the medic by key, each with a version. The stores need only conditional writes on that
 * version, so each store is written once, over DynamoDB and over memory alike.
 */
export interface Table {
  readonly get: <Body>(key: Key) => Promise<Item<Body> | undefined>;
  /** Reads the items that exist, in no particular order. The keys must be distinct. */
  readonly getMany: <Body>(keys: readonly Key[]) => Promise<readonly Item<Body>[]>;
  /** Lists the items of a partition whose sort key has the prefix, in the order of their sort keys. */
  readonly list: <Body>(partition: string, prefix: string) => Promise<readonly Item<Body>[]>;
  /** Reads the last item of {@link Table.list}. */
  readonly last: <Body>(partition: string, prefix: string) => Promise<Item<Body> | undefined>;
  /** Writes over the expected version, {@link ABSENT} for no item. Throws WriteConflict over another version. */
  readonly replace: <Body>(expected: number, item: Item<Body>) => Promise<void>;
  /** Writes unconditionally. */
  readonly put: <Body>(item: Item<Body>) => Promise<void>;
}

export interface Key {
  readonly partition: string;
  readonly sort: string;
}

export interface Item<Body> {
  readonly key: Key;
  readonly version: number;
  readonly body: Body;
  /** DynamoDB may delete the item from this instant on, and does so days late, so it never serves as a timer. */
  readonly expiresAt?: Instant;
}

/** This version stands for an item that does not exist. */
export const ABSENT = 0;

/** Returns the partition of one service. */
export const partitionOf = (service: string): string => `SERVICE#${service}`;

/** Reads the list of each service in one call. A service without an item has an empty list. */
export const listsOf = async <T>(
  table: Table,
  services: readonly string[],
  keyOf: (service: string) => Key,
): Promise<ReadonlyMap<string, readonly T[]>> => {
  const items = await table.getMany<readonly T[]>([...new Set(services)].map(keyOf));
  const byPartition = new Map(items.map(({ key, body }) => [key.partition, body]));
  return new Map(services.map((service) => [service, byPartition.get(partitionOf(service)) ?? []]));
};
