// Unit layer: a function that remembers its last answer.
import { rememberLast } from '#shared/domain/model/remember-last.ts';

it('computes anew for another argument only, by identity', () => {
  const computed: object[] = [];
  const keysOf = rememberLast((argument: object) => {
    computed.push(argument);
    return Object.keys(argument);
  });
  const [one, other] = [{ a: 1 }, { a: 1, b: 2 }];
  expect([one, one, other, one, { ...one }].map(keysOf)).toEqual([['a'], ['a'], ['a', 'b'], ['a'], ['a']]);
  expect(computed).toEqual([one, other, one, { ...one }]);
});

it('remembers an answer of undefined as well', () => {
  let count = 0;
  const nothing = rememberLast((_argument: object) => {
    count += 1;
  });
  const argument = {};
  nothing(argument);
  nothing(argument);
  expect(count).toBe(1);
});
