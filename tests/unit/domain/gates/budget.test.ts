// Unit layer: the budget gate.
import { withinBudget } from '#shared/domain/gates/budget.ts';
import type { GateResult } from '#shared/domain/model/decision.ts';
import type { Attempt, PastAction, StepOutcome } from '#shared/domain/model/incident.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import {
  anAttempt,
  anIncident,
  aResetBreakerPlan,
  aRollBackPlan,
  aStep,
  aStopTaskPlan,
} from '#tests/builders/an-incident.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { situation } from '#tests/builders/given.ts';
import { answerOf, type State } from './answer-of.ts';

const pastAction = (seconds: number, given: Partial<PastAction> = {}): PastAction => ({
  action: 'stop-task',
  at: secondsAgo(seconds),
  target: 'task-9',
  incident: 'registry-earlier',
  ...given,
});
const past = (...seconds: readonly number[]): State => ({ pastActions: seconds.map((each) => pastAction(each)) });

const failed = (seconds: number, given: Partial<Parameters<typeof anAttempt>[0]> = {}): Attempt =>
  anAttempt({
    target: 'task-9',
    startedAt: secondsAgo(seconds),
    endedAt: secondsAgo(seconds),
    verdict: 'did-not-work',
    ...given,
  });
const after = (...attempts: readonly Attempt[]): State => ({ incident: anIncident({ attempts }) });

const limits = (maxActionsPerHour: number) => ({ policy: { limits: { maxActionsPerHour, maxRollbacksPer6Hours: 1 } } });
const GENEROUS = limits(10);
const REFUSED: StepOutcome = { kind: 'refused', at: NOW, reason: 'facts-changed' };
const refused = [aStep({ outcome: REFUSED })];

const judged = (state: State): GateResult => withinBudget(situation(state));

it.each([
  { made: 2, answer: 'pass' },
  { made: 3, answer: 'budget-spent' },
  { made: 4, answer: 'budget-spent' },
])('the budget gate, $made of 3 actions in the last hour: $answer', ({ made, answer }) => {
  expect(answerOf(withinBudget, past(...Array(made).fill(600)))).toBe(answer);
});

it('the budget gate: an action counts for an hour, to the second', () => {
  expect(judged(past(10, 20, 3_599))).toMatchObject({ recheckAfterSeconds: 1 });
  expect(answerOf(withinBudget, past(10, 20, 3_600))).toBe('pass');
});

it('the budget gate: a limit of no actions refuses for good', () => {
  expect(judged(limits(0))).toMatchObject({ verdict: 'refuse', reason: 'budget-spent' });
});

it('the budget gate: an attempt of this incident counts once, in flight or not, unless it was refused', () => {
  const inFlight = anAttempt({ target: 'task-9', startedAt: NOW - MINUTE });
  const pastActions = [pastAction(60, { incident: anIncident().id })];
  expect(judged({ ...after(inFlight), pastActions }).numbers).toEqual({ used: 1, allowed: 3 });
  const refusal = { ...inFlight, steps: refused };
  expect(judged({ ...after(refusal), pastActions }).numbers).toEqual({ used: 0, allowed: 3 });
});

it.each([
  { hours: 5.99, answer: 'rollback-budget-spent' },
  { hours: 6, answer: 'pass' },
  { hours: 6.01, answer: 'pass' },
])(
  'the budget gate, a roll-back $hours h after the last one, with one allowed in six: $answer',
  ({ hours, answer }) => {
    const pastActions = [pastAction(0, { action: 'roll-back', at: NOW - hours * HOUR })];
    expect(answerOf(withinBudget, { pastActions, plan: aRollBackPlan() })).toBe(answer);
    expect(answerOf(withinBudget, { pastActions })).toBe('pass');
  },
);

it.each([
  { plan: aStopTaskPlan(), tries: 0, answer: 'pass' },
  { plan: aStopTaskPlan(), tries: 1, answer: 'attempts-exhausted' },
  { plan: aResetBreakerPlan(), tries: 2, answer: 'pass' },
  { plan: aResetBreakerPlan(), tries: 3, answer: 'attempts-exhausted' },
  { plan: aResetBreakerPlan(), tries: 4, answer: 'attempts-exhausted' },
])(
  'the budget gate, $plan.action after $tries failed attempts on the same target: $answer',
  ({ plan, tries, answer }) => {
    const { action, target } = plan;
    const attempts = Array.from({ length: tries }, () => failed(1_800, { action, target }));
    expect(answerOf(withinBudget, { ...after(...attempts), ...GENEROUS, plan })).toBe(answer);
  },
);

it('the budget gate: attempts on another target or by another action do not exhaust the attempts', () => {
  const others = [failed(1_800, { target: 'task-2' }), failed(1_800, { action: 'reset-breaker' })];
  expect(answerOf(withinBudget, after(...others))).toBe('pass');
});

it.each([
  { failures: 1, seconds: 23, answer: 'backing-off' },
  { failures: 1, seconds: 37, answer: 'pass' },
  { failures: 2, seconds: 47, answer: 'backing-off' },
  { failures: 2, seconds: 73, answer: 'pass' },
  { failures: 3, seconds: 95, answer: 'backing-off' },
  { failures: 3, seconds: 145, answer: 'pass' },
])('the budget gate, $seconds s after failure $failures: $answer', ({ failures, seconds, answer }) => {
  const attempts = Array.from({ length: failures }, (_, index) => failed(seconds, { target: `task-${index + 5}` }));
  expect(answerOf(withinBudget, { ...after(...attempts), ...GENEROUS })).toBe(answer);
});

it('the budget gate: the back-off lasts 24 to 36 s from the end of the first failure, to the second', () => {
  const held = judged(after(failed(0)));
  const seconds = held.verdict === 'hold' ? held.recheckAfterSeconds : 0;
  expect(seconds).toBeGreaterThanOrEqual(24);
  expect(seconds).toBeLessThanOrEqual(36);
  expect(answerOf(withinBudget, after(failed(seconds)))).toBe('pass');
  expect(answerOf(withinBudget, after(failed(seconds - 1)))).toBe('backing-off');
});

it('the budget gate: a refusal is backed off from, so that it is not repeated at every check', () => {
  expect(answerOf(withinBudget, after(failed(5, { steps: refused })))).toBe('backing-off');
});

it('the budget gate: an attempt that worked is not backed off from', () => {
  expect(answerOf(withinBudget, after(failed(5, { verdict: 'worked' })))).toBe('pass');
});

it('the budget gate: a further step of a pending attempt passes with any number of past actions', () => {
  expect(answerOf(withinBudget, { ...after(anAttempt()), ...past(1, 2, 3) })).toBe('pass');
});
