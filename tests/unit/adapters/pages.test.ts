// Unit layer: reading an answer that comes in pages.
import { nextTokenOf, pagesOf } from '#shared/adapters/transport/pages.ts';

interface Page {
  readonly items: readonly number[];
  readonly nextToken?: string;
  readonly NextToken?: string;
}

const read = async (pages: Readonly<Record<string, Page>>, most?: number) => {
  const asked: (string | undefined)[] = [];
  const items: number[] = [];
  const ask = async (mark: string | undefined): Promise<Page> => {
    asked.push(mark);
    return pages[mark ?? 'first'] ?? { items: [] };
  };
  for await (const page of pagesOf(ask, most)) items.push(...page.items);
  return { asked, items };
};

describe('pages', () => {
  const three = {
    first: { items: [1], nextToken: 'b' },
    b: { items: [], NextToken: 'c' },
    c: { items: [2, 3] },
  };

  it('are read to the last, however the mark is spelt, and though one is empty', async () => {
    expect(await read(three)).toEqual({ asked: [undefined, 'b', 'c'], items: [1, 2, 3] });
  });

  it.each([
    { most: 1, items: [1] },
    { most: 2, items: [1] },
    { most: 3, items: [1, 2, 3] },
    { most: 4, items: [1, 2, 3] },
  ])('are at most $most where no more are wanted', async ({ most, items }) => {
    const found = await read(three, most);
    expect(found.items).toEqual(items);
    expect(found.asked).toHaveLength(Math.min(most, 3));
  });

  it('end with an empty mark', async () => {
    expect(await read({ first: { items: [1], nextToken: '' } })).toEqual({ asked: [undefined], items: [1] });
    expect(nextTokenOf({ nextToken: '' })).toBeUndefined();
  });
});
