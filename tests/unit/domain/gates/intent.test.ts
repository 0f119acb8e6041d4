// Unit layer: the intent gate, on the state that is intended and on recent changes of the service.
import { decide } from '#shared/domain/decide.ts';
import { notIntended } from '#shared/domain/gates/intent.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { aResetBreakerPlan, aRollBackPlan, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import { evidence, situation } from '#tests/builders/given.ts';
import { aChange } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { answerOf } from './answer-of.ts';

const deployed = (seconds: number): ServiceState => ({ deployments: [{ createdAt: secondsAgo(seconds) }] });
const called = (seconds: number): ServiceState => ({ changes: [aChange({ at: secondsAgo(seconds) })] });

it.each([
  { desiredCount: 0, status: 'ACTIVE', answer: 'intended-state' },
  { desiredCount: 1, status: 'ACTIVE', answer: 'pass' },
  { desiredCount: 2, status: 'ACTIVE', answer: 'pass' },
  { desiredCount: 2, status: 'DRAINING', answer: 'intended-state' },
  { desiredCount: 2, status: 'INACTIVE', answer: 'intended-state' },
])('the intent gate, $desiredCount tasks desired of a service that is $status: $answer', ({ answer, ...ecs }) => {
  expect(answerOf(notIntended, { ecs })).toBe(answer);
});

it('the intent gate, a service that cannot be read: intended-state', () => {
  expect(answerOf(notIntended, { missing: { ecs: 'throttled' } })).toBe('intended-state');
});

it.each([
  { seconds: 0, answer: 'human-activity', recheckAfterSeconds: 300 },
  { seconds: 299, answer: 'human-activity', recheckAfterSeconds: 1 },
  { seconds: 300, answer: 'pass' },
  { seconds: 301, answer: 'pass' },
])('the intent gate, a deployment or a call of $seconds s ago: $answer', ({ seconds, answer, ...wait }) => {
  for (const change of [deployed(seconds), called(seconds)]) {
    expect(answerOf(notIntended, change)).toBe(answer);
    expect(notIntended(situation(change))).toMatchObject(wait);
  }
});

it.each([
  { plan: aStopTaskPlan(), answer: 'human-activity' },
  { plan: aStopTaskPlan({ step: 'retire' }), answer: 'human-activity' },
  { plan: aResetBreakerPlan(), answer: 'human-activity' },
  { plan: aRollBackPlan(), answer: 'pass' },
  { plan: aRollBackPlan({ step: 'stop-deployment' }), answer: 'pass' },
])(
  'the intent gate, $plan.action, step $plan.step, soon after a deployment and its call: $answer',
  ({ plan, answer }) => {
    expect(answerOf(notIntended, { ...deployed(100), ...called(101), plan })).toBe(answer);
  },
);

it.each<{ what: string; change: ServiceState }>([
  { what: 'a call long after the deployment', change: called(20) },
  {
    what: 'a task stopped by an operator',
    change: { stopped: [{ stopCode: 'UserInitiated', stoppedAt: minutesAgo(1) }] },
  },
])('the intent gate, a roll-back is held by a change that it does not undo: $what', ({ change }) => {
  expect(answerOf(notIntended, { ...deployed(100), ...change, plan: aRollBackPlan() })).toBe('human-activity');
});

it('the intent gate, changes that cannot be read from CloudTrail: pass', () => {
  expect(answerOf(notIntended, { missing: { changes: 'access-denied' } })).toBe('pass');
});

it('the intent gate: the answer has the number of changes', () => {
  expect(notIntended(situation({ ...deployed(100), ...called(20) })).numbers).toEqual({ changes: 2 });
});

it.each([
  { seconds: 120, kind: 'wait', recheckAfterSeconds: 60 },
  { seconds: 290, kind: 'wait', recheckAfterSeconds: 10 },
  { seconds: 300, kind: 'act' },
])('the intent gate: a task that hangs $seconds s after a deployment comes to $kind', ({ seconds, kind, ...wait }) => {
  const [at, since] = [secondsAgo(15), minutesAgo(1)];
  const previous = [aReport({ at, findings: [aFinding({ seen: 3, at, since })] })];
  const { decision } = decide(evidence({ hung: [1], previous, ...deployed(seconds) }));
  const held = { kind, reason: 'human-activity', would: { action: 'stop-task' }, ...wait };
  expect(decision).toMatchObject(kind === 'act' ? { kind, plan: { action: 'stop-task' } } : held);
});
