// Unit layer: reading an answer page by page.
import { nextTokenOf, pagesOf } from '#shared/adapters/transport/pages.ts';

interface Page {
  readonly items: readonly number[];
  readonly nextToken?: string;
  readonly NextToken?: string;
}

const read = async (pages: Readonly<Record<string, Page>>, most?: number) => {
  const tokens: (string | undefined)[] = [];
  const items: number[] = [];
  const ask = async (token: string | undefined): Promise<Page> => {
    tokens.push(token);
    return pages[token ?? 'first'] ?? { items: [] };
  };
  for await (const page of pagesOf(ask, most)) items.push(...page.items);
  return { tokens, items };
};

const THREE_PAGES = {
  first: { items: [1], nextToken: 'b' },
  b: { items: [], NextToken: 'c' },
  c: { items: [2, 3] },
};

it('all pages are read, with either spelling of the token, and past an empty page', async () => {
  expect(await read(THREE_PAGES)).toEqual({ tokens: [undefined, 'b', 'c'], items: [1, 2, 3] });
});

it.each([
  { most: 1, tokens: [undefined], items: [1] },
  { most: 2, tokens: [undefined, 'b'], items: [1] },
  { most: 3, tokens: [undefined, 'b', 'c'], items: [1, 2, 3] },
  { most: 4, tokens: [undefined, 'b', 'c'], items: [1, 2, 3] },
])('with a limit of $most pages the calls have the tokens $tokens', async ({ most, ...expected }) => {
  expect(await read(THREE_PAGES, most)).toEqual(expected);
});

it('an empty token marks the last page', async () => {
  expect(await read({ first: { items: [1], nextToken: '' } })).toEqual({ tokens: [undefined], items: [1] });
  expect(nextTokenOf({ nextToken: '' })).toBeUndefined();
});
