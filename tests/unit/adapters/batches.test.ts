// Unit layer: groups of calls.
import { chunksOf, mapAtMost } from '#shared/adapters/transport/batches.ts';
import { counting } from './recorded.ts';

describe('groups of at most ten', () => {
  it.each([
    { items: 0, sizes: [] },
    { items: 9, sizes: [9] },
    { items: 10, sizes: [10] },
    { items: 11, sizes: [10, 1] },
    { items: 25, sizes: [10, 10, 5] },
  ])('$items items make groups of $sizes', ({ items, sizes }) => {
    const all = Array.from({ length: items }, (_, index) => index);
    const chunks = chunksOf(all, 10);
    expect(chunks.map(({ length }) => length)).toEqual(sizes);
    expect(chunks.flat()).toEqual(all);
  });
});

describe('work side by side', () => {
  it.each([
    { items: 0, most: 0 },
    { items: 4, most: 4 },
    { items: 5, most: 5 },
    { items: 6, most: 5 },
    { items: 40, most: 5 },
  ])('on $items items has $most of them under way at once, and keeps their order', async ({ items, most }) => {
    const { seen, during } = counting();
    const all = Array.from({ length: items }, (_, index) => index);
    expect(await mapAtMost(5, all, (item) => during(() => item * 2))).toEqual(all.map((item) => item * 2));
    expect(seen.most).toBe(most);
  });
});
