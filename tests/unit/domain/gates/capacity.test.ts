// Unit layer: the capacity gate.
import { aboveCapacityFloor } from '#shared/domain/gates/capacity.ts';
import { aResetBreakerPlan, aRollBackPlan, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { answerOf } from './answer-of.ts';

const plan = aStopTaskPlan({ step: 'retire' });

it.each([
  { desiredCount: 4, serving: 4, answer: 'capacity-floor' },
  { desiredCount: 4, serving: 5, answer: 'pass' },
  { desiredCount: 4, serving: 6, answer: 'pass' },
  { desiredCount: 1, serving: 1, answer: 'last-healthy-task' },
  { desiredCount: 1, serving: 2, answer: 'pass' },
  { desiredCount: 0, serving: 1, answer: 'last-healthy-task' },
])(
  'the capacity gate, $desiredCount tasks desired and $serving serving, the target among them: $answer',
  ({ answer, ...counts }) => {
    const retire = { ...plan, desiredCount: counts.desiredCount };
    expect(answerOf(aboveCapacityFloor, { plan: retire, tasks: counts.serving })).toBe(answer);
  },
);

it('the capacity gate: a task that hangs while its health check passes does not count as serving', () => {
  expect(answerOf(aboveCapacityFloor, { plan, tasks: 5, hung: [2] })).toBe('capacity-floor');
});

it.each(['tasks', 'targetGroups', 'taskProbes'] as const)(
  'the capacity gate, %s that cannot be read: capacity-unknown',
  (part) => {
    expect(answerOf(aboveCapacityFloor, { plan, tasks: 5, missing: { [part]: 'throttled' } })).toBe('capacity-unknown');
  },
);

it('the capacity gate: a replacement is not started while its health could not be determined', () => {
  const state = { plan: aStopTaskPlan({ step: 'surge' }), tasks: 5, missing: { taskProbes: 'throttled' } } as const;
  expect(answerOf(aboveCapacityFloor, state)).toBe('capacity-unknown');
});

it('the capacity gate: a service without load balancer and work probe is judged without them', () => {
  const missing = { targetGroups: 'not-configured', taskProbes: 'not-configured' } as const;
  expect(answerOf(aboveCapacityFloor, { plan, tasks: 5, missing })).toBe('pass');
});

it.each([aStopTaskPlan({ step: 'settle' }), aStopTaskPlan({ step: 'abandon' }), aRollBackPlan(), aResetBreakerPlan()])(
  'the capacity gate, $action, step $step, removes no healthy task: pass',
  (given) => {
    expect(answerOf(aboveCapacityFloor, { plan: given, missing: { tasks: 'throttled' } })).toBe('pass');
  },
);

it.each(['surge', 'retire'] as const)('the capacity gate, %s for a DAEMON service: daemon-service', (step) => {
  const ecs = { scheduling: 'DAEMON' } as const;
  expect(answerOf(aboveCapacityFloor, { plan: aStopTaskPlan({ step }), tasks: 5, ecs })).toBe('daemon-service');
});

it.each([aStopTaskPlan({ step: 'abandon' }), aRollBackPlan()])(
  'the capacity gate, $action, step $step, for a DAEMON service: pass',
  (given) => {
    expect(answerOf(aboveCapacityFloor, { plan: given, ecs: { scheduling: 'DAEMON' } })).toBe('pass');
  },
);
