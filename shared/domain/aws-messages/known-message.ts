import type { MeaningId } from '../model/message-meaning.ts';

/** One text that AWS has published, what it means, and the page that says so. */
export interface KnownText {
  readonly pattern: RegExp;
  readonly meaning: MeaningId;
  readonly page: string;
}

/** What a text was understood to mean. One that no row knows is quoted, never guessed at. */
export type Reading =
  | { readonly kind: 'known'; readonly meaning: MeaningId; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** Reads a text by the first row that fits, so the special rows of a table stand before the general ones. */
export const readText = (text: string, table: readonly KnownText[]): Reading => {
  const row = table.find(({ pattern }) => pattern.test(text));
  return row === undefined ? { kind: 'unknown', text } : { kind: 'known', meaning: row.meaning, text };
};

/** Rows that have the same source. */
export const rowsFrom = (
  page: string,
  rows: readonly (readonly [pattern: RegExp, meaning: MeaningId])[],
): readonly KnownText[] => rows.map(([pattern, meaning]) => ({ pattern, meaning, page }));

export const ECS_GUIDE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/';
export const ECS_REFERENCE = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/';
export const ALB_GUIDE = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/';
