// Unit layer: a deployment that returns to an earlier revision, by ECS or by operators.
import { minutesAgo, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

describe('going-back', () => {
  const to = (taskDefinition: string, minutes = 5): ServiceState['deployments'] => [
    { taskDefinition, createdAt: minutesAgo(minutes), rolloutState: 'IN_PROGRESS' },
  ];
  const older = anOlderRelease({ createdAt: minutesAgo(5), before: [REVISION] });

  it('is found while an operator deploys an earlier revision', () => {
    const state: ServiceState = { deployments: to(OLDER_REVISION) ?? [], releases: [older, aRelease()] };
    expect(found('going-back', state)).toMatchObject([
      {
        subject: OLDER_REVISION,
        since: minutesAgo(5),
        numbers: { byEcs: 0 },
        message: 'the service returns to mlflow-registry:41',
      },
    ]);
  });

  it.each([
    { minutes: 59, expected: true },
    { minutes: 60, expected: false },
    { minutes: 61, expected: false },
  ])('is found $minutes minutes after a completed return: $expected', ({ minutes, expected }) => {
    const deployments = [{ taskDefinition: OLDER_REVISION, createdAt: minutesAgo(minutes) }];
    expect(isFound('going-back', { deployments, releases: [older, aRelease()] })).toBe(expected);
  });

  it.each<{ what: string; state: ServiceState }>([
    { what: 'a new revision', state: { deployments: to(REVISION) ?? [] } },
    {
      what: 'the same revision again',
      state: { deployments: to(REVISION) ?? [], releases: [aRelease({ before: [REVISION] })] },
    },
    { what: 'a service that cannot be read', state: { missing: { ecs: 'throttled' } } },
    { what: 'a service without deployments', state: { deployments: [] } },
  ])('is not found for $what', ({ state }) => {
    expect(isFound('going-back', state)).toBe(false);
  });
});
