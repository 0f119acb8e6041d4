// Unit layer: the switches gate.
import { notPaused } from '#shared/domain/gates/switches.ts';
import type { Switch } from '#shared/domain/model/observation.ts';
import { frozen, missing } from '#shared/domain/model/part.ts';
import { NOW } from '#tests/builders/constants.ts';
import { situation } from '#tests/builders/given.ts';
import { answerOf } from './answer-of.ts';

const aSwitch = (fromMs: number, untilMs: number): Switch => ({
  scope: 'service',
  owner: 'ana',
  reason: 'maintenance',
  from: NOW + fromMs,
  until: NOW + untilMs,
});

it.each([
  { fromMs: 1, untilMs: 60_000, answer: 'pass' },
  { fromMs: 0, untilMs: 60_000, answer: 'paused' },
  { fromMs: -1, untilMs: 60_000, answer: 'paused' },
  { fromMs: -60_000, untilMs: 1, answer: 'paused' },
  { fromMs: -60_000, untilMs: 0, answer: 'pass' },
])('the switches gate, a switch from $fromMs ms until $untilMs ms from now: $answer', ({ fromMs, untilMs, answer }) => {
  expect(answerOf(notPaused, { switches: [aSwitch(fromMs, untilMs)] })).toBe(answer);
});

it('the switches gate, no switch: pass', () => {
  expect(answerOf(notPaused, { switches: [] })).toBe('pass');
});

it('the switches gate: several switches hold until the last of them ends', () => {
  const state = { switches: [aSwitch(-1, 60_000), aSwitch(-1, 90_000)] };
  expect(notPaused(situation(state))).toMatchObject({ reason: 'paused', recheckAfterSeconds: 90, numbers: { on: 2 } });
});

it.each([missing('throttled', ''), missing('not-configured', ''), frozen(NOW)])(
  'the switches gate: switches that are $state hold, because one may be on',
  (switches) => {
    expect(answerOf(notPaused, { parts: { switches } })).toBe('switches-unreadable');
  },
);
