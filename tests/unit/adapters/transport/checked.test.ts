// Unit layer: values in AWS answers that cannot be true.
import { count, instant, measure, oneOf, text } from '#shared/adapters/transport/checked.ts';
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
  { value: 'an unknown word', read: () => oneOf(['A', 'B'], 'C', 'n') },
])('$value is refused by name', ({ read }) => {
  expect(read).toThrow(AnswerInvalid);
  expect(read).toThrow(/^n is /);
});

it('zero and the start of the epoch are valid', () => {
  expect([count(0, 'n'), measure(0, 'n'), instant(new Date(0), 'n')]).toEqual([0, 0, 0]);
});
