// Unit layer: the storm gate.
import { noStorm } from '#shared/domain/gates/storm.ts';
import { answerOf } from './answer-of.ts';

it.each([
  { services: 5, unhealthy: 2, answer: 'pass', why: 'two are few in any fleet' },
  { services: 14, unhealthy: 3, answer: 'storm', why: 'more than a fifth' },
  { services: 15, unhealthy: 3, answer: 'pass', why: 'a fifth' },
  { services: 16, unhealthy: 3, answer: 'pass', why: 'less than a fifth' },
  { services: 1_000, unhealthy: 3, answer: 'pass', why: 'three are few' },
  { services: 1_000, unhealthy: 4, answer: 'storm', why: 'four are many in any fleet' },
  { services: 1_000, unhealthy: 5, answer: 'storm', why: 'five are many' },
])(
  'the storm gate, $unhealthy of $services services unhealthy: $answer, because $why',
  ({ answer, services, unhealthy }) => {
    expect(answerOf(noStorm, { fleet: { services, unhealthy } })).toBe(answer);
  },
);

it('the storm gate, a fleet that cannot be read: storm', () => {
  expect(answerOf(noStorm, { missing: { fleet: 'throttled' } })).toBe('storm');
});
