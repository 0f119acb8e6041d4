// Unit layer: splitting calls into batches and limiting how many are under way.
import { mapAtMost } from '#shared/adapters/transport/batches.ts';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import { counting, range } from '../recorded-client.ts';

it.each([
  { items: 0, sizes: [] },
  { items: 9, sizes: [9] },
  { items: 10, sizes: [10] },
  { items: 11, sizes: [10, 1] },
  { items: 25, sizes: [10, 10, 5] },
])('$items items in chunks of at most ten make chunks of $sizes, in order', ({ items, sizes }) => {
  const chunks = chunksOf(range(items), 10);
  expect(chunks.map(({ length }) => length)).toEqual(sizes);
  expect(chunks.flat()).toEqual(range(items));
});

it.each([
  { items: 0, most: 0 },
  { items: 4, most: 4 },
  { items: 5, most: 5 },
  { items: 6, most: 5 },
  { items: 40, most: 5 },
])('$items items with a limit of five have $most under way at once, and answers in order', async ({ items, most }) => {
  const { seen, during } = counting();
  const answers = await mapAtMost(5, range(items), (item) => during(() => item * 2));
  expect(answers).toEqual(range(items).map((item) => item * 2));
  expect(seen.most).toBe(most);
});
