// Unit layer: the catalogue of meanings, and its table in docs/diagnosis.md.
import { readFileSync } from 'node:fs';
import { MEANINGS, type Meaning } from '#shared/domain/model/message-meaning.ts';

it('every meaning has a message of its own', () => {
  const messages = Object.values(MEANINGS).map(({ message }) => message);
  expect(new Set(messages).size).toBe(messages.length);
});

it('a restart helps against passing failures only, never against an image, a secret, a network path or a quota', () => {
  const helped = Object.entries(MEANINGS).filter(([, { restartHelps }]) => restartHelps);
  expect(helped.map(([id]) => id).sort()).toEqual([
    'container-not-started',
    'crashed',
    'host-in-trouble',
    'image-rate-limited',
    'operations-throttled',
    'platform-error',
  ]);
});

it('a roll-back may cure only what a revision can change', () => {
  const ofRelease = Object.values(MEANINGS).filter((meaning) => meaning.ofRelease);
  expect([...new Set(ofRelease.map(({ cause }) => cause))].sort()).toEqual([
    'image-unavailable',
    'initialization-failure',
  ]);
});

it('docs/diagnosis.md has one row for every meaning, word for word', () => {
  const page = readFileSync(new URL('../../../../docs/diagnosis.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split("## What AWS's words mean");
  const [table = ''] = section.split('\n## ');
  const yes = (is: boolean): string => (is ? 'yes' : '');
  const rowOf = ([id, { message, cause, restartHelps, ofRelease }]: readonly [string, Meaning]): string =>
    `| \`${id}\` | ${message} | \`${cause}\` | ${yes(restartHelps)} | ${yes(ofRelease)} |`;
  expect(table.split('\n').filter((line) => line.startsWith('| `'))).toEqual(Object.entries(MEANINGS).map(rowOf));
});
