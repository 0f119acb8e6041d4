// Unit layer: the transition gate.
import { notInTransition } from '#shared/domain/gates/transition.ts';
import { observed } from '#shared/domain/model/part.ts';
import { aResetBreakerPlan, aRollBackPlan, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { situation } from '#tests/builders/given.ts';
import { aTask } from '#tests/builders/parts.ts';
import { answerOf } from './answer-of.ts';

it.each([
  { seconds: 59, answer: 'in-transition', recheckAfterSeconds: 1 },
  { seconds: 60, answer: 'pass' },
  { seconds: 61, answer: 'pass' },
])(
  'the transition gate, a task started $seconds s ago, with a grace period of 60 s: $answer',
  ({ seconds, answer, ...wait }) => {
    const state = { task: { 1: { startedAt: secondsAgo(seconds) } } };
    expect(answerOf(notInTransition, state)).toBe(answer);
    expect(notInTransition(situation(state))).toMatchObject(wait);
  },
);

it('the transition gate: a task that has not started yet is held for its whole grace period', () => {
  const { startedAt: _, ...task } = aTask(1);
  const parts = { tasks: observed(NOW, [task]) };
  expect(notInTransition(situation({ parts }))).toMatchObject({ verdict: 'hold', recheckAfterSeconds: 60 });
  expect(notInTransition(situation({ parts, missing: { ecs: 'throttled' } })).verdict).toBe('hold');
});

it.each([
  { seconds: 389, answer: 'in-transition', recheckAfterSeconds: 1 },
  { seconds: 390, answer: 'pass' },
  { seconds: 391, answer: 'pass' },
])('the transition gate, a task that never served, $seconds s after its creation, of 390 s: $answer', (row) => {
  const { seconds, answer, ...wait } = row;
  const task = { 1: { createdAt: secondsAgo(seconds), startedAt: secondsAgo(seconds - 20) } };
  const state = { unhealthy: [1], task };
  expect(answerOf(notInTransition, state)).toBe(answer);
  expect(notInTransition(situation(state))).toMatchObject(wait);
});

it('the transition gate, tasks that cannot be read: in-transition', () => {
  expect(answerOf(notInTransition, { missing: { tasks: 'throttled' } })).toBe('in-transition');
});

it.each([aStopTaskPlan({ step: 'retire' }), aRollBackPlan(), aResetBreakerPlan()])(
  'the transition gate, $action, step $step, does not depend on the age of the task: pass',
  (plan) => {
    expect(answerOf(notInTransition, { plan, missing: { tasks: 'throttled' } })).toBe('pass');
  },
);
