/** Calls to one AWS API that one reader has under way at once; the budgets are per account, and some are 10 calls a second. */
export const CALLS_AT_ONCE = 5;

/** The items in groups of at most `size`, in their order. */
export const chunksOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Works on all items side by side, but on at most `limit` at once; the answers are in the order of the items. */
export const mapAtMost = async <T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const answers: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) answers[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return answers;
};
