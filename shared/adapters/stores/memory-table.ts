import { conflict, type Item, type Key, NOTHING, type Table } from './table.ts';

/** A table in memory, with a look inside that needs no waiting: for the virtual world and for tests. */
export interface MemoryTable extends Table {
  readonly peek: <Body>(key: Key) => Item<Body> | undefined;
  /** Writes over the version that was seen; false when that is no longer so. */
  readonly poke: <Body>(seen: number, item: Item<Body>) => boolean;
}

export const memoryTable = (): MemoryTable => {
  const partitions = new Map<string, Map<string, Item<unknown>>>();

  const peek = <Body>({ partition, sort }: Key) => partitions.get(partition)?.get(sort) as Item<Body> | undefined;

  const write = <Body>(item: Item<Body>): void => {
    const items = partitions.get(item.key.partition) ?? new Map<string, Item<unknown>>();
    partitions.set(item.key.partition, items.set(item.key.sort, item));
  };

  const poke = <Body>(seen: number, item: Item<Body>): boolean => {
    const there = peek(item.key);
    const isAsSeen = seen === NOTHING ? there === undefined : there?.version === seen;
    if (isAsSeen) write(item);
    return isAsSeen;
  };

  const list = <Body>(partition: string, prefix: string): readonly Item<Body>[] =>
    [...(partitions.get(partition)?.values() ?? [])]
      .filter(({ key }) => key.sort.startsWith(prefix))
      .sort((a, b) => (a.key.sort < b.key.sort ? -1 : 1)) as Item<Body>[];

  return {
    peek,
    poke,
    get: async (key) => peek(key),
    getMany: async <Body>(keys: readonly Key[]) => keys.flatMap((key) => peek<Body>(key) ?? []),
    list: async (partition, prefix) => list(partition, prefix),
    last: async <Body>(partition: string, prefix: string) => list<Body>(partition, prefix).at(-1),
    replace: async (seen, item) => {
      if (!poke(seen, item)) throw conflict(item.key, seen);
    },
    put: async (item) => write(item),
  };
};
