import { AwsError } from './operation.ts';

export const pageSize = (maxResults: number | undefined, most: number): number => Math.min(maxResults ?? most, most);

/** Returns one page of a list. The token is the number of items on the pages before. */
export const pageOf = <T>(
  items: readonly T[],
  { nextToken, size }: { nextToken: string | undefined; size: number },
): { readonly page: T[]; readonly nextToken?: string } => {
  const from = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidParameterException', 'Invalid token.');
  const page = items.slice(from, from + size);
  return from + size < items.length ? { page, nextToken: String(from + size) } : { page };
};
