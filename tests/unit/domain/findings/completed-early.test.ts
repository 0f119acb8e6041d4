// Unit layer: a deployment that completed by its early success criteria.
import type { Deployment } from '#shared/domain/model/observation.ts';
import { minutesAgo, OLDER_REVISION } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const early = { earlySuccess: { healthyPercent: 50, isCleanupDeferred: true } } as const;
const completed = (given: Partial<Deployment> = {}, older?: number): ServiceState => ({
  ecs: early,
  deployments: [
    { createdAt: minutesAgo(5), ...given },
    ...(older === undefined
      ? []
      : [{ id: 'ecs-svc/41', status: 'ACTIVE' as const, taskDefinition: OLDER_REVISION, runningCount: older }]),
  ],
});
const ID = 'deployment-completed-early';

it.each<{ state: ServiceState; message: string }>([
  { state: completed({ runningCount: 2 }), message: '2 of 4 tasks run' },
  {
    state: completed({}, 2),
    message: '4 of 4 tasks run, beside 2 of older revisions, which ECS stops afterwards',
  },
  {
    state: { ...completed({}, 2), ecs: { earlySuccess: { ...early.earlySuccess, isCleanupDeferred: false } } },
    message: '4 of 4 tasks run, beside 2 of older revisions',
  },
])('is named with what is not done yet: $message', ({ state, message }) => {
  expect(found(ID, state)[0]?.message).toBe(
    `the deployment of mlflow-registry:42 completed by its early success criteria (50 % healthy), so ECS does not roll it back: ${message}`,
  );
});

it.each<{ what: string; state: ServiceState }>([
  { what: 'everything is done', state: completed() },
  { what: 'it is in progress', state: completed({ rolloutState: 'IN_PROGRESS' }, 2) },
  { what: 'it failed', state: completed({ rolloutState: 'FAILED' }, 2) },
  { what: 'the service has no such criteria', state: { ...completed({}, 2), ecs: {} } },
  {
    what: 'the service was scaled out after an hour',
    state: completed({ createdAt: minutesAgo(60), runningCount: 2 }),
  },
  { what: 'the service cannot be read', state: { missing: { ecs: 'throttled' } } },
  { what: 'the service has no deployment', state: { ecs: early, deployments: [] } },
])('is not found where $what', ({ state }) => {
  expect(isFound(ID, state)).toBe(false);
});

it.each([
  { minutes: 18, overdue: undefined },
  { minutes: 18.01, overdue: 1 },
])('explains missing tasks for as long as the deployment may take, of 18 minutes: $minutes, $overdue', (row) => {
  expect(found(ID, completed({ createdAt: minutesAgo(row.minutes) }, 2))[0]?.numbers.overdue).toBe(row.overdue);
});

it('is still named after an hour while older tasks run', () => {
  expect(found(ID, completed({ createdAt: minutesAgo(600) }, 1))).toHaveLength(1);
});

it('takes the place of a deployment in progress', () => {
  expect(isFound('deployment-in-progress', completed({}, 2))).toBe(false);
});
