import { WriteConflict } from '#shared/domain/model/errors.ts';
import type { Instant } from '#shared/domain/model/time.ts';

/**
 * The one table that everything is kept in, seen as a map of versioned items. All that the stores need is a write that
 * is refused when somebody else wrote first; so each store is written once, over DynamoDB and over memory alike.
 */
export interface Table {
  readonly get: <Body>(key: Key) => Promise<Item<Body> | undefined>;
  /** Those of the items that are there, in no particular order; each key once. */
  readonly getMany: <Body>(keys: readonly Key[]) => Promise<readonly Item<Body>[]>;
  /** The items of a partition whose sort key begins so, in the order of their sort keys. */
  readonly list: <Body>(partition: string, prefix: string) => Promise<readonly Item<Body>[]>;
  /** The last of what {@link Table.list} would answer. */
  readonly last: <Body>(partition: string, prefix: string) => Promise<Item<Body> | undefined>;
  /** Writes over the version that was seen, {@link NOTHING} for no item. Throws WriteConflict when that is no longer so. */
  readonly replace: <Body>(seen: number, item: Item<Body>) => Promise<void>;
  /** Writes over whatever is there. */
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
  /** When DynamoDB may delete it, which it does days late: never a timer. */
  readonly expiresAt?: Instant;
}

/** The version of an item that is not there. */
export const NOTHING = 0;

/** The partition of one service. */
export const partitionOf = (service: string): string => `SERVICE#${service}`;

export const conflict = (key: Key, seen: number, cause?: unknown): WriteConflict =>
  new WriteConflict(
    `${key.partition} ${key.sort} is no longer at version ${seen}: somebody else wrote first. Read it again.`,
    { cause },
  );

/** More than writers of one service's item ever meet; each time one of them gets through. */
const TRIES = 10;

/** Does again, from the read on, what lost against another writer; the last conflict is thrown. */
export const retryConflicts = async <T>(readAndWrite: () => Promise<T>, tries = TRIES): Promise<T> => {
  try {
    return await readAndWrite();
  } catch (error) {
    if (!(error instanceof WriteConflict) || tries <= 1) throw error;
    return retryConflicts(readAndWrite, tries - 1);
  }
};
