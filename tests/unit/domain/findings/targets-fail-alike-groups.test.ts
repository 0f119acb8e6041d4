// Unit layer: the finding that all tasks fail the health check of one of several target groups in the same way.
import type { Target } from '#shared/domain/model/observation.ts';
import { aKilledTask } from '#tests/builders/kills.ts';
import { aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

describe('targets-fail-alike in one of two target groups', () => {
  const ADMIN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/admin/1a4c990582e374fb';
  const groups = (admin: Partial<Target>, publicly: Target['state'] = 'healthy'): ServiceState => ({
    tasks: 2,
    targetGroups: [
      aTargetGroup({ targets: [1, 2].map((number) => aTarget(number, { state: publicly })) }),
      aTargetGroup({
        arn: ADMIN,
        port: 5001,
        targets: [1, 2].map((number) => aTarget(number, { state: 'unhealthy', ...admin })),
      }),
    ],
    missing: { taskProbes: 'not-configured' },
  });

  it.each([
    { reason: 'Target.ResponseCodeMismatch', codes: '[404]', meaning: 'check-answered-otherwise' },
    { reason: 'Target.ResponseCodeMismatch', codes: '[503]', meaning: 'check-answers-5xx' },
    { reason: 'Target.FailedHealthChecks', codes: '', meaning: 'check-refused' },
    { reason: 'Target.Timeout', codes: '', meaning: 'check-unanswered' },
  ])('names the group whose targets all have $reason $codes, which means $meaning', ({ reason, codes, meaning }) => {
    expect(found('targets-fail-alike', groups({ reason, description: codes }))).toMatchObject([
      { subject: ADMIN, meaning },
    ]);
  });

  it.each(['unhealthy', 'initial'] as const)(
    'is not found for refusals while the targets of the other are %s',
    (state) => {
      expect(isFound('targets-fail-alike', groups({ reason: 'Target.FailedHealthChecks' }, state))).toBe(false);
    },
  );

  it('is not found while a target of the group is not used', () => {
    expect(isFound('targets-fail-alike', groups({ state: 'unused', reason: 'Target.NotInUse' }))).toBe(false);
  });

  it('leaves out tasks that ECS stopped for the other group', () => {
    const stopped = [aKilledTask({ id: 'a' }), aKilledTask({ id: 'b' })];
    const failing = groups({ reason: 'Target.ResponseCodeMismatch', description: '[404]' });
    expect(found('targets-fail-alike', { ...failing, stopped })).toMatchObject([{ numbers: { failures: 2 } }]);
  });

  it.each<{ what: string; more: readonly Target[]; expected: boolean }>([
    { what: 'a target of another task that fails', more: [aTarget(9, { state: 'unhealthy' })], expected: true },
    { what: 'targets of them that wait', more: [1, 2].map((n) => aTarget(n, { state: 'initial' })), expected: true },
    { what: 'targets of them that fail', more: [1, 2].map((n) => aTarget(n, { state: 'unhealthy' })), expected: false },
  ])('is found for refusals of tasks that pass elsewhere, beside $what: $expected', ({ more, expected }) => {
    const failing = groups({ reason: 'Target.FailedHealthChecks' });
    const targetGroups = [...(failing.targetGroups ?? []), aTargetGroup({ arn: `${ADMIN}-third`, targets: more })];
    expect(found('targets-fail-alike', { ...failing, targetGroups }).some(({ subject }) => subject === ADMIN)).toBe(
      expected,
    );
  });
});
