// Identifiers, comments and texts use the terms of docs/glossary.md; the words that it rejects do not come back.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PRODUCT = ['functions', 'shared', 'events', 'deploy', 'cli', 'scripts', 'local-aws', 'sim'];

/** Rejected words that have no second, technical meaning in this code. */
const REJECTED = [
  'afterglow',
  'cause of death',
  'condemned?',
  'credible',
  'founding',
  'held ?up',
  'look(ed)? closer',
  'memories',
  'news',
  'nobody',
  'own ?names',
  'people ?needed',
  'somebody',
  'surroundings',
  'told ?already',
  'trusted ?probes',
  'well ?again',
  'well ?since',
];

const rejectedWord = new RegExp(`\\b(${REJECTED.join('|')})\\b`, 'i');

/** A comment is a sentence with a subject and a verb, not a label. */
const labelComment = /^\s*(\/\*\*|\/\/) (What|Whether|Of|As much|How) /;

const linesOf = (folder: string): readonly { readonly place: string; readonly line: string }[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .map((line, index) => ({ place: `${folder}/${name}:${index + 1}`, line })),
    );

/** Splits camelCase, so that a rejected word inside an identifier is found as well. */
const wordsOf = (line: string): string => line.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2');

const placesWhere = (folder: string, matches: (line: string) => boolean): readonly string[] =>
  linesOf(folder).flatMap(({ place, line }) => (matches(line) ? [`${place}: ${line.trim()}`] : []));

describe.each(PRODUCT)('the code in %s', (folder) => {
  it('has lines to check', () => {
    expect(linesOf(folder).length).toBeGreaterThan(100);
  });

  it('uses no rejected word', () => {
    expect(placesWhere(folder, (line) => rejectedWord.test(wordsOf(line)))).toEqual([]);
  });

  it('has no comment that is only a label', () => {
    expect(placesWhere(folder, (line) => labelComment.test(line))).toEqual([]);
  });
});

describe('the check of words', () => {
  it.each([
    'const toldAlready = true;',
    '// Somebody changed the service.',
    'interface Surroundings {',
    "'news': 'x',",
  ])('finds a rejected word in %s', (line) => {
    expect(rejectedWord.test(wordsOf(line))).toBe(true);
  });

  it('finds a label', () => {
    expect(labelComment.test('/** Whether the task runs. */')).toBe(true);
  });
});
