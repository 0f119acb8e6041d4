import { AwsError } from './operation.ts';

export const pageSize = (maxResults: number | undefined, most: number): number => Math.min(maxResults ?? most, most);

/** One page of a list; the token is the number of what came before. */
export const pageOf = <T>(
  things: readonly T[],
  { nextToken, size }: { nextToken: string | undefined; size: number },
): { readonly page: T[]; readonly nextToken?: string } => {
  const from = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidParameterException', 'Invalid token.');
  const page = things.slice(from, from + size);
  return from + size < things.length ? { page, nextToken: String(from + size) } : { page };
};
