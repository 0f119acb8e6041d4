// Unit layer: the digest that an approval is bound to.
import { digestOf } from '#shared/procedures/digest.ts';
import { aStopTaskPlan } from '#tests/builders/an-incident.ts';

const digest = digestOf(aStopTaskPlan());

it('the digest of a plan does not depend on the order of its members', () => {
  const { action, ...rest } = aStopTaskPlan();
  expect(digestOf({ ...rest, action })).toBe(digest);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
});

it.each([{ target: 'task-2' }, { step: 'retire' as const }, { desiredCount: 5 }, { keep: ['task-2'] }])(
  'the digest of a plan changes with %j',
  (change) => {
    expect(digestOf(aStopTaskPlan(change))).not.toBe(digest);
  },
);
