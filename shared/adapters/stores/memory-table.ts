import { conflict } from './conflicts.ts';
import { ABSENT, type Item, type Key, type Table } from './table.ts';

/** The memory table serves the virtual world and tests, which can also read and write it synchronously. */
export interface MemoryTable extends Table {
  readonly peek: <Body>(key: Key) => Item<Body> | undefined;
  /** Writes over the expected version, {@link ABSENT} for no item; false when the item has another version. */
  readonly poke: <Body>(expected: number, item: Item<Body>) => boolean;
}

export const memoryTable = (): MemoryTable => {
  const partitions = new Map<string, Map<string, Item<unknown>>>();

  const peek = <Body>({ partition, sort }: Key) => partitions.get(partition)?.get(sort) as Item<Body> | undefined;

  const write = <Body>(item: Item<Body>): void => {
    const items = partitions.get(item.key.partition) ?? new Map<string, Item<unknown>>();
    partitions.set(item.key.partition, items.set(item.key.sort, item));
  };

  const poke = <Body>(expected: number, item: Item<Body>): boolean => {
    const current = peek(item.key);
    const isAsExpected = expected === ABSENT ? current === undefined : current?.version === expected;
    if (isAsExpected) write(item);
    return isAsExpected;
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
    replace: async (expected, item) => {
      if (!poke(expected, item)) throw conflict(item.key, expected);
    },
    put: async (item) => write(item),
  };
};
