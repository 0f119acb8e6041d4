// Unit layer: numbers with their nouns.
import { pluralize } from '#shared/domain/model/plural.ts';

it.each([
  { count: 0, text: '0 tasks' },
  { count: 1, text: '1 task' },
  { count: 2, text: '2 tasks' },
])('$count is told as "$text"', ({ count, text }) => {
  expect(pluralize(count, 'task')).toBe(text);
});
