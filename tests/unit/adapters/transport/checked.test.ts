// Unit layer: values in AWS answers that cannot be true.
import {
  count,
  instant,
  measure,
  objects,
  oneOf,
  optionalText,
  text,
  wholeNumber,
} from '#shared/adapters/transport/checked.ts';
import { AnswerInvalid } from '#shared/adapters/transport/failures.ts';

it.each<{ value: string; read: () => unknown }>([
  { value: 'no count', read: () => count(undefined, 'n') },
  { value: 'a count of NaN', read: () => count(Number.NaN, 'n') },
  { value: 'a count below zero', read: () => count(-1, 'n') },
  { value: 'a fractional count', read: () => count(0.5, 'n') },
  { value: 'an infinite count', read: () => count(Number.POSITIVE_INFINITY, 'n') },
  { value: 'no measurement', read: () => measure(undefined, 'n') },
  { value: 'a measurement of NaN', read: () => measure(Number.NaN, 'n') },
  { value: 'a measurement below zero', read: () => measure(-0.001, 'n') },
  { value: 'an infinite measurement', read: () => measure(Number.POSITIVE_INFINITY, 'n') },
  { value: 'no time', read: () => instant(undefined, 'n') },
  { value: 'an invalid time', read: () => instant(new Date(Number.NaN), 'n') },
  { value: 'no text', read: () => text(undefined, 'n') },
  { value: 'an empty text', read: () => text('', 'n') },
  { value: 'a number for a time', read: () => instant(1 as never, 'n') },
  { value: 'a number for a text', read: () => text(5 as never, 'n') },
  { value: 'a number for an optional text', read: () => optionalText(5 as never, 'n') },
  { value: 'an object for an optional text', read: () => optionalText({} as never, 'n') },
  { value: 'a text for a list of objects', read: () => objects('a' as never, 'n') },
  { value: 'a list of texts for a list of objects', read: () => objects(['a'] as never, 'n') },
  { value: 'a list of nothing for a list of objects', read: () => objects([null] as never, 'n') },
  { value: 'no whole number', read: () => wholeNumber(undefined, 'n') },
  { value: 'a fraction for a whole number', read: () => wholeNumber(-0.5, 'n') },
  { value: 'an unknown word', read: () => oneOf(['A', 'B'], 'C', 'n') },
])('$value is refused by name', ({ read }) => {
  expect(read).toThrow(AnswerInvalid);
  expect(read).toThrow(/^n is /);
});

it('an absent text and an absent list are none', () => {
  expect([optionalText(undefined, 'n'), optionalText(null, 'n')]).toEqual([undefined, undefined]);
  expect([objects(undefined, 'n'), objects(null, 'n')]).toEqual([[], []]);
});

it('a whole number may be negative, and a list of objects is accepted', () => {
  expect(wholeNumber(-1, 'n')).toBe(-1);
  expect(objects([{ a: 1 }], 'n')).toEqual([{ a: 1 }]);
});

it.each([text, optionalText])('a text is cut after 1,024 characters by %p', (read) => {
  expect(read('x'.repeat(1_024), 'n')).toBe('x'.repeat(1_024));
  expect(read('x'.repeat(200_000), 'n')).toBe('x'.repeat(1_024));
});

it('zero and the start of the epoch are valid', () => {
  expect([count(0, 'n'), measure(0, 'n'), instant(new Date(0), 'n')]).toEqual([0, 0, 0]);
});
