// Unit layer: the first and the last item of a list.
import { endsOf } from '#shared/domain/model/ends.ts';

it.each([
  { items: [], ends: undefined },
  { items: [1], ends: [1, 1] },
  { items: [1, 2, 3], ends: [1, 3] },
])('the ends of $items are $ends', ({ items, ends }) => {
  expect(endsOf(items)).toEqual(ends);
});
