import type { MeaningId } from '../model/message-meaning.ts';
import { shortText } from '../model/short-text.ts';

/** A row maps a text that AWS publishes to its meaning. The page documents the text. */
export interface KnownText {
  readonly pattern: RegExp;
  readonly meaning: MeaningId;
  readonly page: string;
}

/** A reading is known when a row matches the text. An unknown text is quoted and never interpreted. */
export type Reading =
  | { readonly kind: 'known'; readonly meaning: MeaningId; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** Reads the beginning of a text by the first matching row, so a table lists special rows before general ones. */
export const readText = (wholeText: string, table: readonly KnownText[]): Reading => {
  const text = shortText(wholeText);
  const row = table.find(({ pattern }) => pattern.test(text));
  return row === undefined ? { kind: 'unknown', text } : { kind: 'known', meaning: row.meaning, text };
};

/** Builds an expression for texts that contain every part. It is anchored, so that its time grows only with the length of the text. */
export const allOf = (...parts: readonly RegExp[]): RegExp =>
  new RegExp(`^${parts.map(({ source }) => `(?=[\\s\\S]*?(?:${source}))`).join('')}`, 'i');

/** Builds rows that share a source page. */
export const rowsFrom = (
  page: string,
  rows: readonly (readonly [pattern: RegExp, meaning: MeaningId])[],
): readonly KnownText[] => rows.map(([pattern, meaning]) => ({ pattern, meaning, page }));

export const ECS_GUIDE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/';
export const ECS_REFERENCE = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/';
export const ALB_GUIDE = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/';
