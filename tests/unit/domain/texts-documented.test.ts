// Unit layer: docs/diagnosis.md tells of the causes, in their order, and of the meanings of texts, as the data has them.
import { readFileSync } from 'node:fs';
import { DIAGNOSIS_RULES } from '#shared/domain/diagnosis/rules.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import { MEANINGS, type Meaning } from '#shared/domain/model/message-meaning.ts';

const page = readFileSync(new URL('../../../docs/diagnosis.md', import.meta.url), 'utf8');
const lines = page.split('\n');
const sectionOf = (title: string): readonly string[] => {
  const start = lines.indexOf(title);
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '));
  return lines.slice(start, length === -1 ? undefined : start + 1 + length);
};

const yes = (is: boolean): string => (is ? 'yes' : '');
const rowOf = ([id, { message, cause, restartHelps, ofRelease }]: readonly [string, Meaning]): string =>
  `| \`${id}\` | ${message} | \`${cause}\` | ${yes(restartHelps)} | ${yes(ofRelease)} |`;

it('every meaning has its row, word for word, and no row is of another time', () => {
  const rows = sectionOf("## What AWS's words mean").filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(Object.entries(MEANINGS).map(rowOf));
});

it('the causes stand in the order in which the rules are asked', () => {
  const named = sectionOf('## The causes, in order of precedence').flatMap(
    (line) => /^\| `([a-z-]+)`/.exec(line)?.[1] ?? [],
  );
  expect(named).toEqual([...DIAGNOSIS_RULES.map(({ cause }) => cause), 'none']);
});

it('every cause is told of', () => {
  expect(CAUSES.filter((cause) => !page.includes(`\`${cause}\``))).toEqual([]);
});
