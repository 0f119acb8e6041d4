/** AWS services spell the pagination token in either way. */
interface Page {
  readonly nextToken?: string | undefined;
  readonly NextToken?: string | undefined;
}

/** Yields the pages of an operation, at most `most` of them. An empty page may have a successor. */
export async function* pagesOf<Answer extends Page>(
  ask: (nextToken: string | undefined) => Promise<Answer>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Answer> {
  let nextToken: string | undefined;
  for (let page = 0; page < most; page += 1) {
    const answer = await ask(nextToken);
    yield answer;
    nextToken = nextTokenOf(answer);
    if (nextToken === undefined) return;
  }
}

/** Collects the items of all pages, or of at most `most` of them, in order. */
export const collectPages = async <Answer extends Page, Item>(
  ask: (nextToken: string | undefined) => Promise<Answer>,
  itemsOf: (page: Answer) => readonly Item[] | undefined,
  most?: number,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const page of pagesOf(ask, most)) items.push(...(itemsOf(page) ?? []));
  return items;
};

/** Returns the token of the next page, and undefined on the last page. */
export const nextTokenOf = ({ nextToken, NextToken }: Page): string | undefined => nextToken || NextToken || undefined;
