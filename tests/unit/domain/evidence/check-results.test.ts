// Unit layer: how a task met its health check, by target health and by the scheduler's messages.
import { checkReports, isSameResult, resultOf } from '#shared/domain/evidence/check-results.ts';
import { NOW, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { anUnhealthyEvent } from '#tests/builders/kills.ts';
import { aService, aTarget } from '#tests/builders/parts.ts';

it.each([
  { reason: 'Target.Timeout', description: undefined, kind: 'unanswered' },
  { reason: 'Target.FailedHealthChecks', description: undefined, kind: 'refused' },
  {
    reason: 'Target.ResponseCodeMismatch',
    description: 'Health checks failed with these codes: [404]',
    kind: 'rejected',
  },
  {
    reason: 'Target.ResponseCodeMismatch',
    description: 'Health checks failed with these codes: [302, 404]',
    kind: 'rejected',
  },
  {
    reason: 'Target.ResponseCodeMismatch',
    description: 'Health checks failed with these codes: [503]',
    kind: 'server-error',
  },
  {
    reason: 'Target.ResponseCodeMismatch',
    description: 'Health checks failed with these codes: [404,503]',
    kind: 'other',
  },
  { reason: 'Target.ResponseCodeMismatch', description: undefined, kind: 'other' },
  { reason: 'Elb.InternalError', description: undefined, kind: 'other' },
  { reason: undefined, description: undefined, kind: 'other' },
])('a target with $reason, $description, has the result $kind', ({ reason, description, kind }) => {
  const target = aTarget(1, { ...(reason && { reason }), ...(description && { description }) });
  expect(resultOf(target).kind).toBe(kind);
});

it.each([
  { a: { kind: 'unanswered' }, b: { kind: 'unanswered' }, isSame: true },
  { a: { kind: 'unanswered' }, b: { kind: 'refused' }, isSame: false },
  { a: { kind: 'other' }, b: { kind: 'other' }, isSame: false },
  { a: { kind: 'server-error', codes: '[503]' }, b: { kind: 'server-error', codes: '[503]' }, isSame: true },
  { a: { kind: 'server-error', codes: '[503]' }, b: { kind: 'server-error', codes: '[502]' }, isSame: false },
] as const)('$a and $b are the same: $isSame', ({ a, b, isSame }) => {
  expect(isSameResult(a, b)).toBe(isSame);
});

describe('the reports of unhealthy tasks', () => {
  const reportsOf = (...messages: readonly string[]) =>
    checkReports(aService({ events: messages.map((message) => ({ at: NOW, message })) }));

  it.each([
    { reason: 'Request timed out', kind: 'unanswered' },
    { reason: 'Health checks failed', kind: 'refused' },
    { reason: 'Health checks failed with these codes: [503]', kind: 'server-error' },
    { reason: 'the moon', kind: 'other' },
  ])('read "$reason" as $kind', ({ reason, kind }) => {
    expect(reportsOf(anUnhealthyEvent('task-1', reason).message)).toMatchObject([
      { at: NOW, task: 'task-1', targetGroup: TARGET_GROUP_ARN, reason, result: { kind } },
    ]);
  });

  it('name the task of an EC2 instance, where the message does', () => {
    const where = '(instance i-1) (port 32768) is unhealthy in (target-group x) due to (reason Request timed out).';
    const [named, unnamed] = reportsOf(`(service a) (task task-1) ${where}`, `(service a) ${where}`);
    expect([named?.task, unnamed?.task]).toEqual(['task-1', undefined]);
  });

  it.each(['(service a) has reached a steady state.', '(service a) (task 1) failed container health checks.'])(
    'leave out %s',
    (message) => {
      expect(reportsOf(message)).toEqual([]);
    },
  );
});
