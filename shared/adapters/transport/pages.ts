/** The mark that leads to the next page, as AWS services spell it. */
interface Marked {
  readonly nextToken?: string | undefined;
  readonly NextToken?: string | undefined;
}

/** The answers of an operation page by page, at most `most` of them; an empty page may still lead on. */
export async function* pagesOf<Answer extends Marked>(
  ask: (nextToken: string | undefined) => Promise<Answer>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Answer> {
  let nextToken: string | undefined;
  for (let page = 0; page < most; page += 1) {
    const answer = await ask(nextToken);
    yield answer;
    nextToken = markOf(answer);
    if (nextToken === undefined) return;
  }
}

/** What leads on from this page; undefined on the last one. */
export const markOf = ({ nextToken, NextToken }: Marked): string | undefined => nextToken || NextToken || undefined;
