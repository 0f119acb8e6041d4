// Unit layer: the digest that an approval is bound to.
import { digestOf } from '#shared/procedures/digest.ts';
import { aStopTaskPlan } from '#tests/builders/an-incident.ts';

it('is the same for the same plan, in whatever order its members stand', () => {
  const plan = aStopTaskPlan();
  const { action, ...rest } = plan;
  expect(digestOf({ ...rest, action })).toBe(digestOf(plan));
  expect(digestOf(plan)).toMatch(/^[0-9a-f]{64}$/);
});

it.each([{ target: 'task-2' }, { step: 'retire' as const }, { desiredCount: 5 }, { keep: ['task-2'] }])(
  'changes with %j',
  (change) => {
    expect(digestOf(aStopTaskPlan(change))).not.toBe(digestOf(aStopTaskPlan()));
  },
);
