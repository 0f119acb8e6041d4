/** A reader makes this many concurrent calls. Rates are per account, and some as low as 10 calls per second. */
export const CALLS_AT_ONCE = 5;

/** Maps the items concurrently, at most `limit` at a time. The answers are in the order of the items. */
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
