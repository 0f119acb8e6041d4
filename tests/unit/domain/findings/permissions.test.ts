// Unit layer: findings about calls that AWS denies.
import { missing } from '#shared/domain/model/part.ts';
import { aDenial } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found } from './found.ts';

type MissingParts = NonNullable<ServiceState['missing']>;

const denials = (parts: MissingParts) => found('permission-missing', { missing: parts });

describe('permission-missing', () => {
  const TASKS = aDenial('ecs:ListTasks');

  it('is one finding for each permission, with the missing parts and the role', () => {
    const message =
      'ecs:ListTasks is denied, so these parts are missing: tasks, stoppedTasks: grant it to role medic-score-health';
    expect(
      denials({ tasks: TASKS, stoppedTasks: TASKS, releases: aDenial('ecs:ListServiceDeployments') }),
    ).toMatchObject([
      { strength: 'hard', subject: 'ecs:ListTasks', numbers: { denied: 3, asked: 8 }, message },
      { subject: 'ecs:ListServiceDeployments', numbers: { denied: 3, asked: 8 } },
    ]);
  });

  it('names every role that lacks the permission, and no role where AWS names none', () => {
    const both = { tasks: aDenial('ecs:ListTasks', 'one'), stoppedTasks: aDenial('ecs:ListTasks', 'other') };
    expect(denials(both)[0]?.message).toMatch(/: grant it to role one, other$/);
    const unnamed = { ...missing('access-denied', 'no'), permission: 'ecs:ListTasks' };
    expect(denials({ tasks: unnamed })[0]?.message).toMatch(/ tasks: grant it$/);
  });

  it.each<{ why: string; parts: MissingParts }>([
    { why: 'nothing is missing', parts: {} },
    { why: 'a denial names no permission', parts: { tasks: 'access-denied' } },
    { why: 'calls are throttled', parts: { tasks: 'throttled' } },
    {
      why: 'only optional details are denied',
      parts: {
        logs: aDenial('logs:FilterLogEvents'),
        changes: aDenial('cloudtrail:LookupEvents'),
        scaling: aDenial('application-autoscaling:DescribeScalableTargets'),
        alarms: aDenial('cloudwatch:DescribeAlarms'),
      },
    },
  ])('is not found when $why', ({ parts }) => {
    expect(denials(parts)).toEqual([]);
  });

  it('does not count parts that are not configured or not asked for', () => {
    const parts: MissingParts = {
      traffic: 'not-configured',
      releases: 'not-asked',
      utilisation: aDenial('cloudwatch:GetMetricData'),
    };
    expect(denials(parts)).toMatchObject([{ numbers: { denied: 1, asked: 6 } }]);
  });
});
