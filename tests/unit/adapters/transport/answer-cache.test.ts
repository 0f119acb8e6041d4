// Unit layer: which answers are cached, and for how long.
import { cachedPart, cachedParts } from '#shared/adapters/transport/answer-cache.ts';
import { missing, observed, type Part } from '#shared/domain/model/part.ts';

const LIFETIME = 300_000;
const NOT_CONFIGURED = missing('not-configured', '');
const THROTTLED = missing('throttled', '');

const setUp = (answer: Part<string> = observed(0, 'answer')) => {
  const reads: string[][] = [];
  const many = cachedParts<string>(LIFETIME);
  const one = cachedPart<string>(LIFETIME, async () => {
    reads.push(['one']);
    return answer;
  });
  const read = async (unread: ReadonlySet<string>) => {
    reads.push([...unread]);
    return [...unread].map((key) => [key, answer] as const);
  };
  return { reads, one, parts: (keys: readonly string[], now: number) => many(keys, now, read) };
};

it.each([
  { answer: observed(0, 'answer'), after: LIFETIME - 1, reads: 1 },
  { answer: observed(0, 'answer'), after: LIFETIME, reads: 2 },
  { answer: observed(0, 'answer'), after: LIFETIME + 1, reads: 2 },
  { answer: NOT_CONFIGURED, after: LIFETIME - 1, reads: 1 },
  { answer: NOT_CONFIGURED, after: LIFETIME, reads: 2 },
  { answer: THROTTLED, after: 1, reads: 2 },
])('an answer that is $answer.state is read $reads times by two calls $after ms apart', async (row) => {
  const { reads, one } = setUp(row.answer);
  expect([await one(0), await one(row.after)]).toEqual([row.answer, row.answer]);
  expect(reads).toHaveLength(row.reads);
  const { reads: keysRead, parts } = setUp(row.answer);
  expect(await parts(['a'], 0)).toEqual(await parts(['a'], row.after));
  expect(keysRead.flat()).toHaveLength(row.reads);
});

it('only keys that are not cached are read, each once', async () => {
  const { reads, parts } = setUp();
  await parts(['a'], 0);
  expect([...(await parts(['a', 'b', 'b', 'c'], 1)).keys()]).toEqual(['a', 'b', 'c']);
  expect(reads).toEqual([['a'], ['b', 'c']]);
});
