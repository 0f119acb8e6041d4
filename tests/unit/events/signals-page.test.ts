// Unit layer: docs/signals.md has a row for every kind of event and every reason, in the words of the catalogues, and no other.
import { readFileSync } from 'node:fs';
import { EVENT_KINDS } from '#events/kinds/catalogue.ts';
import { DROP_REASONS } from '#shared/domain/signal/signal.ts';

const page = readFileSync(new URL('../../../docs/signals.md', import.meta.url), 'utf8');

/** The rows of the table under a heading, without its head. */
const rowsUnder = (heading: string): readonly string[] => {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return own.split('\n').filter((line) => line.startsWith('| `'));
};

it('has the kinds of events', () => {
  const rows = EVENT_KINDS.map(({ kind, arrives, leadsTo }) => `| \`${kind}\` | ${arrives} | ${leadsTo} |`);
  expect(rowsUnder('Every kind of event')).toEqual(rows);
});

it('has the reasons', () => {
  const rows = Object.entries(DROP_REASONS).map(([reason, text]) => `| \`${reason}\` | ${text} |`);
  expect(rowsUnder('Why a signal is dropped')).toEqual(rows);
});

it('no two kinds have one name', () => {
  expect(new Set(EVENT_KINDS.map(({ kind }) => kind)).size).toBe(EVENT_KINDS.length);
});
