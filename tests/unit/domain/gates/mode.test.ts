// Unit layer: the mode gate.
import { actsInThisMode } from '#shared/domain/gates/mode.ts';
import { answerOf } from './answer-of.ts';

it.each([
  { mode: 'observe', answer: 'observe-only' },
  { mode: 'approve', answer: 'pass' },
  { mode: 'auto', answer: 'pass' },
] as const)('the mode gate, mode $mode: $answer', ({ mode, answer }) => {
  expect(answerOf(actsInThisMode, { policy: { mode } })).toBe(answer);
});
