// Unit layer: every regular expression of the domain and the adapters takes time in proportion to the length of a text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_ACTIONS } from '#shared/domain/aws-messages/service-actions.ts';
import { SERVICE_EVENTS } from '#shared/domain/aws-messages/service-events.ts';
import { STOP_REASONS } from '#shared/domain/aws-messages/stop-reasons.ts';
import { TARGET_REASONS } from '#shared/domain/aws-messages/target-reasons.ts';

/** An expression follows a bracket, an operator or the beginning of a line; comments begin with two strokes or a star. */
const LITERAL =
  /(?:[(,=:?&|[]|=>|return|^)\s*\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=\s*[).,;\]\n])/gm;

const literalsIn = (file: string): readonly RegExp[] =>
  [...readFileSync(file, 'utf8').matchAll(LITERAL)].map(([, source = '', flags]) => new RegExp(source, flags));

const literals = ['shared/domain', 'shared/adapters'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => literalsIn(join(folder, name))),
);
const tables = [STOP_REASONS, SERVICE_EVENTS, TARGET_REASONS, SERVICE_ACTIONS].flat().map(({ pattern }) => pattern);
const expressions = [...new Map([...literals, ...tables].map((pattern) => [String(pattern), pattern])).values()];

/** Rough samples of what an expression matches: its alternatives, with one character for each class and none for a quantifier. */
const samplesOf = ({ source }: RegExp): readonly string[] =>
  source
    .replace(/\\[bB]/g, '')
    .replace(/\\d/g, '5')
    .replace(/\\[wS]/g, 'a')
    .replace(/\\[sn]/g, ' ')
    .replace(/\[\^[^\]]*\]/g, 'a')
    .replace(/\[(?:\\)?(.)[^\]]*\]/g, '$1')
    .replace(/\\(.)/g, (_, char: string) => (char === '(' || char === ')' ? `§${char}` : char))
    .replace(/\{\d+(?:,\d*)?\}|(?<!§)\(\?(?:[:=!]|<[=!])|(?<!§)[()]|[*+?^$§]/g, '')
    .split('|')
    .filter((sample) => sample !== '');

/** Each beginning that ends a word, over and over: the worst case for an expression that starts anew at each of them. */
const seedsOf = (pattern: RegExp): readonly string[] => [
  ...new Set([
    ...samplesOf(pattern).flatMap((sample) => [
      sample,
      ...[...sample.matchAll(/[^a-z0-9]/gi)].flatMap(({ index }) => [
        sample.slice(0, index + 1),
        sample.slice(0, index + 2),
      ]),
    ]),
    ...['a', '5', ' ', '\n', 'a5', '"', '/', '(', '['],
  ]),
];

const timeOf = (pattern: RegExp, text: string): number => {
  const runs = [1, 2, 3].map(() => {
    const startedAt = performance.now();
    text.replace(pattern, '');
    return performance.now() - startedAt;
  });
  return Math.min(...runs);
};

const repeated = (seed: string, length: number): string =>
  seed.repeat(Math.ceil(length / seed.length)).slice(0, length);

/** A linear expression needs a fraction of a millisecond for a short text. Only the slower ones are measured at full length. */
const SLOW_MS = 2;
const SHORT = 10_000;
const FULL = 200_000;

const isLinear = (pattern: RegExp, seed: string): boolean => {
  if (timeOf(pattern, repeated(seed, SHORT)) < SLOW_MS) return true;
  return timeOf(pattern, repeated(seed, FULL / 4)) < 4 * Math.max(SLOW_MS, timeOf(pattern, repeated(seed, FULL / 8)));
};

it('there are expressions to test', () => {
  expect(expressions.length).toBeGreaterThan(80);
});

it.each(expressions.map((pattern) => [pattern]))('%s is linear', (pattern) => {
  expect(seedsOf(pattern).filter((seed) => !isLinear(pattern, seed))).toEqual([]);
  const long = repeated(samplesOf(pattern)[0] ?? 'a', FULL);
  expect(timeOf(pattern, long)).toBeLessThan(1_000);
});
