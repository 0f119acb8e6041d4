// Unit layer: the filter patterns that log patterns make.
import { queriesFor } from '#shared/adapters/cloudwatch-logs/log-queries.ts';

const patternsFor = (...texts: readonly string[]) =>
  queriesFor(texts)
    .filter(({ kind }) => kind === 'pattern')
    .map(({ filterPattern }) => filterPattern);

it.each([
  { length: 1_006, patterns: [1_023] },
  { length: 1_007, patterns: [1_024] },
  { length: 1_008, patterns: [1_011, 13] },
])('texts of $length and ten letters make patterns of $patterns letters', ({ length, patterns }) => {
  const made = patternsFor('a'.repeat(length), 'b'.repeat(10));
  expect(made.map((pattern) => pattern.length)).toEqual(patterns);
});

it('no text is left out, and none is asked for twice', () => {
  const texts = Array.from({ length: 120 }, (_, number) => `some text with the number ${number}`);
  expect(patternsFor(...texts).join(' ')).toBe(texts.map((text) => `?"${text}"`).join(' '));
});

it('without a text only errors are asked for, in a pattern that CloudWatch accepts', () => {
  const [errors, ...others] = queriesFor([]);
  expect(others).toEqual([]);
  expect(errors?.kind).toBe('error');
  expect(errors?.filterPattern).toContain('?"ERROR" ?"Error"');
  expect(errors?.filterPattern.length).toBeLessThanOrEqual(1_024);
});

it('each line is taken by one query', () => {
  const queries = queriesFor(['one', 'x'.repeat(1_015), 'two']);
  const takenBy = (line: string) => queries.flatMap(({ takes }, index) => (takes(line) ? [index] : []));
  expect(takenBy('ERROR two and one')).toEqual([0]);
  expect(takenBy('ERROR two')).toEqual([2]);
  expect(takenBy('ERROR three')).toEqual([3]);
  expect(takenBy('INFO three')).toEqual([]);
});
