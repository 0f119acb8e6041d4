import { type KnownText, type Reading, readText } from '#shared/domain/aws-messages/known-message.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import { type MeaningId, meaningOf } from '#shared/domain/model/message-meaning.ts';

/** Messages as AWS publishes them, by their cause and meaning. */
export type Published = Partial<
  Readonly<Record<Cause, Partial<Readonly<Record<MeaningId, string | readonly string[]>>>>>
>;

/** The tests of one table of known messages: each published message is known, and each row of the table is needed and cited. */
export const itKnows = (
  published: Published,
  table: readonly KnownText[],
  read: (text: string) => Reading = (text) => readText(text, table),
): void => {
  const rows = Object.entries(published).flatMap(([cause, meanings]) =>
    Object.entries(meanings).flatMap(([meaning, texts]) => [texts].flat().map((text) => ({ text, meaning, cause }))),
  );

  it.each(rows)('"$text" means $meaning, the cause is $cause', ({ text, meaning, cause }) => {
    const reading = read(text);
    expect(reading.kind === 'known' && [reading.meaning, meaningOf(reading.meaning).cause]).toEqual([meaning, cause]);
  });

  it('a message that is not in the table is unknown and quoted', () => {
    const text = 'The moon is in the seventh house';
    expect(read(text)).toEqual({ kind: 'unknown', text });
  });

  it('every row of the table matches a published message', () => {
    const used = new Set(rows.map(({ text }) => table.find(({ pattern }) => pattern.test(text))));
    expect(table.filter((row) => !used.has(row)).map(({ pattern }) => pattern)).toEqual([]);
  });

  it('every row of the table cites a public page', () => {
    expect(table.filter(({ page }) => !/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/.test(page))).toEqual([]);
  });
};
