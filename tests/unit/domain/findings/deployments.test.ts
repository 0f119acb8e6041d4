// Unit layer: findings about the deployment itself: its course, its direction and its end.
import type { Release } from '#shared/domain/model/release.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const rollingSince = (minutes: number, state: ServiceState = {}): ServiceState => ({
  deployments: [{ createdAt: minutesAgo(minutes), rolloutState: 'IN_PROGRESS' }],
  ...state,
});
const inProgress = (given: Partial<Release> = {}): readonly Release[] => [
  aRelease({ status: 'IN_PROGRESS', ...given }),
  anOlderRelease(),
];

describe('deployment-in-progress', () => {
  it.each([
    { controller: 'ECS', text: /: 4 of 4 tasks run$/ },
    { controller: 'CODE_DEPLOY', text: /: 4 of 4 tasks run, deployed by CODE_DEPLOY$/ },
  ] as const)('names a controller other than ECS: $controller', ({ controller, text }) => {
    const deployments = [{ rolloutState: 'IN_PROGRESS' as const, rolloutStateReason: '', createdAt: minutesAgo(3) }];
    expect(found('deployment-in-progress', { ecs: { controller }, deployments })).toMatchObject([
      { message: expect.stringMatching(text) },
    ]);
  });

  it.each<{ why: string; deployments: ServiceState['deployments']; expected: boolean }>([
    { why: 'the rollout is completed', deployments: [{}], expected: false },
    { why: 'it rolls out', deployments: [{ rolloutState: 'IN_PROGRESS' }], expected: true },
    { why: 'the older deployment drains', deployments: [{}, { status: 'ACTIVE' }], expected: true },
    { why: 'no deployment is primary', deployments: [{ status: 'ACTIVE' }], expected: false },
    {
      why: 'it failed and nothing moves',
      deployments: [{ rolloutState: 'FAILED' }, { status: 'ACTIVE' }],
      expected: false,
    },
    {
      why: 'it failed and ECS starts a task',
      deployments: [{ rolloutState: 'FAILED' }, { status: 'ACTIVE', pendingCount: 1 }],
      expected: true,
    },
  ])('is found while $why: $expected', ({ deployments, expected }) => {
    expect(isFound('deployment-in-progress', { deployments: deployments ?? [] })).toBe(expected);
  });

  it.each([
    { rolloutStateReason: '', end: /tasks run$/ },
    {
      rolloutStateReason: 'ECS deployment ecs-svc/42 in progress.',
      end: /tasks run: "ECS deployment ecs-svc\/42 in progress."$/,
    },
  ])('quotes the reason of ECS, "$rolloutStateReason"', ({ rolloutStateReason, end }) => {
    const deployments = [{ createdAt: minutesAgo(3), rolloutState: 'IN_PROGRESS' as const, rolloutStateReason }];
    expect(found('deployment-in-progress', { deployments })[0]?.message).toMatch(end);
  });

  const overdue = (state: ServiceState) => found('deployment-in-progress', state)[0]?.numbers.overdue;

  it.each([
    { minutes: 18, expected: undefined },
    { minutes: 18.01, expected: 1 },
  ])('is overdue after $minutes minutes, of 2 x 390 s and 5 minutes: $expected', ({ minutes, expected }) => {
    const state = rollingSince(minutes);
    expect(overdue(state)).toBe(expected);
    expect(found('deployment-in-progress', state)).toMatchObject([{ numbers: { minutes: 18 } }]);
    expect(found('deployment-in-progress', state)[0]?.message.includes('longer than it should')).toBe(expected === 1);
  });

  const starts = Array.from({ length: 5 }, (_, index) => ({ task: `old-${index}`, at: NOW, tookMs: MINUTE }));
  const bounds = (minimumHealthyPercent: number, maximumPercent: number) => ({
    ecs: { minimumHealthyPercent, maximumPercent },
  });

  it.each<{ what: string; state: ServiceState; allowed: number }>([
    { what: 'two at once', state: bounds(50, 100), allowed: 15 },
    { what: 'one by one', state: bounds(100, 125), allowed: 17 },
    { what: 'no bound that lets a task move', state: bounds(100, 100), allowed: 17 },
    { what: 'no task desired', state: { ...bounds(100, 200), desired: 0, tasks: 0 }, allowed: 15 },
  ])('allows $allowed minutes for starts of 90 s, $what', ({ state, allowed }) => {
    const at = (minutes: number) => rollingSince(minutes, { ...state, baseline: { starts } });
    expect(overdue(at(allowed))).toBeUndefined();
    expect(overdue(at(allowed + 0.01))).toBe(1);
  });

  it.each<{ what: string; releases: readonly Release[] }>([
    { what: 'a hook holds it', releases: inProgress({ isPaused: true, stage: 'PRE_SCALE_UP' }) },
    { what: 'traffic shifts', releases: inProgress({ stage: 'PRODUCTION_TRAFFIC_SHIFT' }) },
    { what: 'it bakes', releases: inProgress({ stage: 'BAKE_TIME' }) },
  ])('is not overdue while $what', ({ releases }) => {
    expect(overdue(rollingSince(600, { releases }))).toBeUndefined();
  });

  it.each([{ stage: 'SCALE_UP' }, { stage: 'CLEAN_UP' }])('is overdue in stage $stage', ({ stage }) => {
    expect(overdue(rollingSince(600, { releases: inProgress({ stage }) }))).toBe(1);
  });

  it.each([
    { running: 3, expected: 1 },
    { running: 4, expected: undefined },
  ])('is overdue, of a canary whose stage is not known, with $running of 4 new tasks: $expected', (row) => {
    const deployments = [
      { createdAt: minutesAgo(600), rolloutState: 'IN_PROGRESS', runningCount: row.running } as const,
    ];
    expect(overdue({ deployments, ecs: { strategy: 'CANARY' }, releases: [] })).toBe(row.expected);
  });
});

describe('deployment-in-progress, while ECS rolls back', () => {
  const back = (status: Release['status'], state: ServiceState = {}): ServiceState => ({
    deployments: [
      { taskDefinition: OLDER_REVISION, createdAt: NOW - 90 * HOUR, rolloutState: 'IN_PROGRESS' },
      { id: 'ecs-svc/43', status: 'ACTIVE', rolloutState: 'FAILED' },
    ],
    releases: [aRelease({ status, createdAt: NOW - HOUR }), anOlderRelease()],
    ...state,
  });
  const rollingBackSince = (minutes: number): ServiceState => ({
    events: [
      { at: minutesAgo(minutes), message: '(service registry) rolling back to (deployment ecs-svc/41).' },
      { at: NOW - 2 * HOUR, message: '(service registry) rolling back to (deployment ecs-svc/40).' },
    ],
  });

  it.each([
    { minutes: 10, expected: undefined },
    { minutes: 10.01, expected: 1 },
  ])('is overdue $minutes minutes after ECS began, of 10: $expected', ({ minutes, expected }) => {
    const state = back('ROLLBACK_IN_PROGRESS', rollingBackSince(minutes));
    expect(found('deployment-in-progress', state)[0]?.numbers.overdue).toBe(expected);
  });

  it('counts from the release where ECS does not tell', () => {
    expect(found('deployment-in-progress', back('ROLLBACK_REQUESTED'))).toMatchObject([
      { numbers: { minutes: 60, overdue: 1 } },
    ]);
  });

  it('is going-back, by ECS', () => {
    expect(found('going-back', back('ROLLBACK_IN_PROGRESS', rollingBackSince(3)))).toMatchObject([
      {
        subject: OLDER_REVISION,
        since: minutesAgo(3),
        numbers: { byEcs: 1 },
        message: 'ECS rolls the service back to mlflow-registry:41',
      },
    ]);
  });
});

describe('deployment-failed', () => {
  it('is hard evidence on the revision, with the reason of ECS', () => {
    const rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
    const deployments = [
      {
        rolloutState: 'FAILED',
        createdAt: NOW - 2 * HOUR,
        runningCount: 0,
        failedTasks: 4,
        rolloutStateReason,
      } as const,
    ];
    expect(found('deployment-failed', { deployments })).toMatchObject([
      {
        strength: 'hard',
        subject: REVISION,
        since: NOW - 2 * HOUR,
        numbers: { running: 0, desired: 4, failed: 4 },
        message: `the deployment of mlflow-registry:42 failed: ${rolloutStateReason}`,
      },
    ]);
  });

  it('says so where ECS gives no reason', () => {
    const deployments = [{ rolloutState: 'FAILED', rolloutStateReason: '' } as const];
    expect(found('deployment-failed', { deployments })[0]?.message).toMatch(/no reason given$/);
  });

  it('is found for a roll-back that failed', () => {
    const releases = [anOlderRelease(), aRelease({ status: 'ROLLBACK_FAILED', createdAt: minutesAgo(30) })];
    expect(found('deployment-failed', { releases, deployments: [{ taskDefinition: OLDER_REVISION }] })).toMatchObject([
      { subject: REVISION, since: minutesAgo(30), message: 'ECS could not roll mlflow-registry:42 back' },
    ]);
  });

  it.each<{ what: string; state: ServiceState }>([
    { what: 'a completed deployment', state: {} },
    { what: 'one in progress', state: rollingSince(5) },
    {
      what: 'a failure before a later release',
      state: { releases: [aRelease(), anOlderRelease({ status: 'ROLLBACK_FAILED' })] },
    },
    { what: 'a service that cannot be read', state: { missing: { ecs: 'throttled' } } },
  ])('is not found for $what', ({ state }) => {
    expect(isFound('deployment-failed', state)).toBe(false);
  });
});

describe('deployment-waits', () => {
  it.each([
    {
      stage: 'POST_SCALE_UP',
      message: 'a lifecycle hook holds the deployment of mlflow-registry:42 in stage POST_SCALE_UP',
    },
    { stage: undefined, message: 'a lifecycle hook holds the deployment of mlflow-registry:42' },
  ])('names the release that a hook holds in stage $stage', ({ stage, message }) => {
    const releases = inProgress({ isPaused: true, ...(stage && { stage }) });
    expect(found('deployment-waits', { releases })).toMatchObject([{ subject: aRelease().arn, message }]);
  });

  it('is not found for a release in progress that nothing holds', () => {
    expect(isFound('deployment-waits', { releases: inProgress({ isPaused: false }) })).toBe(false);
  });
});
