// Unit layer: the finding that the new revision answers its share of the traffic worse than the older one.
import { MINUTE } from '#shared/domain/model/time.ts';
import { wilson } from '#shared/domain/model/wilson.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { minutesAgo, NEWEST, NOW, OLDER_REVISION, REVISION, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease, aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound, NEWEST_MINUTES } from './found.ts';

const GREEN = `${TARGET_GROUP_ARN}-green`;
const TEN = level(10, 0);

interface Answers {
  readonly requests?: readonly number[];
  readonly failed?: readonly number[];
  readonly refused?: readonly number[];
}

/** A canary: the tasks 3 and 4 of the new revision are in their own target group, and get 5 % of the requests. */
const canary = (green: Answers = {}, blue: Answers = {}, state: ServiceState = {}): ServiceState => ({
  ecs: { strategy: 'CANARY' },
  deployments: [
    { createdAt: minutesAgo(15), rolloutState: 'IN_PROGRESS' },
    { id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION },
  ],
  releases: [aRelease({ status: 'IN_PROGRESS', createdAt: minutesAgo(15) }), anOlderRelease()],
  older: [1, 2],
  targetGroups: [
    aTargetGroup({ targets: [aTarget(1), aTarget(2)] }),
    aTargetGroup({ arn: GREEN, targets: [aTarget(3), aTarget(4)] }),
  ],
  metrics: {
    byTargetGroup: {
      [TARGET_GROUP_ARN]: { requests: level(10, 1_700), failed: level(10, 1), refused: level(10, 7), ...blue },
      [GREEN]: { requests: level(10, 90), failed: TEN, refused: TEN, ...green },
    },
  },
  ...state,
});
const isWorse = (...course: Parameters<typeof canary>) => isFound('release-answers-worse', canary(...course));
const worse = (...course: Parameters<typeof canary>) => found('release-answers-worse', canary(...course))[0];

describe('release-answers-worse', () => {
  it('is hard evidence on the new revision, with what both groups answered in the same minutes', () => {
    expect(found('release-answers-worse', canary({ failed: level(10, 84) }))).toMatchObject([
      {
        strength: 'hard',
        subject: REVISION,
        at: NEWEST + MINUTE,
        since: NEWEST - 9 * MINUTE,
        numbers: { failed: 840, requests: 900, othersFailed: 10, othersRequests: 17_000 },
        message: 'mlflow-registry:42 fails 840 of its 900 requests, the older revision 10 of 17000',
      },
    ]);
  });

  it('counts refusals as well', () => {
    expect(found('release-answers-worse', canary({ refused: level(10, 60) }))).toMatchObject([
      { message: 'mlflow-registry:42 refuses 600 of its 900 requests, the older revision 70 of 17000' },
    ]);
  });

  it.each([
    { failed: [4], expected: false },
    { failed: [5], expected: true },
  ])('is found for five failures at least, however few the requests: $failed: $expected', ({ failed, expected }) => {
    expect(isWorse({ requests: [5], failed }, { requests: [100], failed: [0] })).toBe(expected);
  });

  it.each([
    { green: 1, blue: 17, why: '1 % beside 1 %', expected: false },
    { green: 9, blue: 17, why: '10 % beside 1 %', expected: true },
    { green: 9, blue: 85, why: '10 % beside 5 %', expected: false },
    { green: 18, blue: 85, why: '20 % beside 5 %', expected: true },
  ])('is found for errors of $why, three times as many: $expected', ({ green, blue, expected }) => {
    expect(isWorse({ failed: level(10, green) }, { failed: level(10, blue) })).toBe(expected);
  });

  it.each([
    { green: 18, blue: 7, why: '20 % beside 0.4 %', expected: false },
    { green: 24, blue: 7, why: '27 % beside 0.4 %', expected: true },
    { green: 36, blue: 340, why: '40 % beside 20 %', expected: false },
  ])(
    'is found for refusals of $why, 20 points more and three times as many: $expected',
    ({ green, blue, expected }) => {
      expect(isWorse({ refused: level(10, green) }, { refused: level(10, blue) })).toBe(expected);
    },
  );

  it.each([
    { failed: [...level(7, 84), 0, 0, 0], expected: false },
    { failed: [...level(7, 84), 1, 0, 0], expected: true },
  ])('is found unless the last three minutes had no failure: $failed: $expected', ({ failed, expected }) => {
    expect(isWorse({ failed })).toBe(expected);
  });

  it.each(NEWEST_MINUTES)('is found in minutes of which the newest began $minutes minutes ago: $isCurrent', (row) => {
    expect(isWorse({ failed: level(10, 84) }, {}, { newestMinute: minutesAgo(row.minutes) })).toBe(row.isCurrent);
  });

  it('counts more failures than requests as all of them, and ignores impossible ones', () => {
    expect(found('release-answers-worse', canary({ failed: level(10, 95) }))[0]?.numbers.failed).toBe(900);
    expect(isWorse({ failed: level(10, Number.NaN) })).toBe(false);
    expect(isWorse({ failed: level(10, -84) })).toBe(false);
  });

  const [atLeast] = wilson(840, 900);
  it.each([
    { by: -0.001, expected: false },
    { by: 0, expected: false },
    { by: 0.001, expected: true },
  ])('is found when the proven share of errors exceeds the objective by $by: $expected', ({ by, expected }) => {
    const policy = { objectives: { ...aPolicy().objectives, errorRate: atLeast - by } };
    const state = canary({ failed: level(10, 84) }, { failed: TEN });
    expect(isFound('release-answers-worse', { ...state, policy })).toBe(expected);
  });

  it('begins with the first minute that has a failure', () => {
    expect(worse({ failed: [0, 0, 0, ...level(7, 84)] })?.since).toBe(NEWEST - 6 * MINUTE);
  });

  it.each([
    { what: 'impossible failures', green: { failed: [Number.NaN, -84, ...level(8, 84)] }, failed: 672, requests: 900 },
    {
      what: 'minutes with impossible requests or none',
      green: { requests: [Number.NaN, Number.POSITIVE_INFINITY, -90, 0, ...level(6, 90)], failed: level(10, 84) },
      failed: 504,
      requests: 540,
    },
  ])('leaves out $what', ({ green, failed, requests }) => {
    const othersRequests = (requests / 90) * 1_700;
    expect(worse(green)?.numbers).toMatchObject({ failed, requests, othersRequests });
  });

  it.each([
    { shorter: 'the older revision', green: level(10, 90), blue: level(6, 1_700) },
    { shorter: 'the new revision', green: level(6, 90), blue: level(10, 1_700) },
  ])('compares only minutes in which both revisions got requests, here as many as $shorter', ({ green, blue }) => {
    const compared = worse({ requests: green, failed: level(10, 84) }, { requests: blue, failed: level(10, 17) });
    expect(compared?.numbers).toEqual({ failed: 504, requests: 540, othersFailed: 102, othersRequests: 10_200 });
  });

  it.each([
    { newestMinute: NOW, requests: 900, why: 'begins now' },
    { newestMinute: NOW + MINUTE, requests: 810, why: 'has not begun' },
  ])('counts $requests requests when the newest of ten minutes $why', ({ newestMinute, requests }) => {
    expect(worse({ failed: level(10, 84) }, {}, { newestMinute })?.numbers.requests).toBe(requests);
  });

  const third = `${TARGET_GROUP_ARN}-third`;
  it.each([
    { what: 'a group without tasks', targets: [] },
    { what: 'a group of both revisions', targets: [aTarget(1), aTarget(3)] },
  ])('leaves out $what, which is listed first', ({ targets }) => {
    const state = canary({ failed: level(10, 84) });
    const targetGroups = [aTargetGroup({ arn: third, targets }), ...(state.targetGroups ?? [])];
    const groups = { [third]: { requests: level(10, 7), failed: level(10, 1) }, ...state.metrics?.byTargetGroup };
    expect(
      found('release-answers-worse', { ...state, targetGroups, metrics: { byTargetGroup: groups } }),
    ).toMatchObject([{ numbers: { failed: 840, requests: 900, othersFailed: 10, othersRequests: 17_000 } }]);
  });

  it('compares the groups in whatever order they are listed', () => {
    const state = canary({ failed: level(10, 84) });
    expect(isFound('release-answers-worse', { ...state, targetGroups: state.targetGroups?.toReversed() ?? [] })).toBe(
      true,
    );
  });

  it('counts a minute without a point for failures as one without failures', () => {
    expect(isWorse({ failed: level(3, 84) }, { failed: [] })).toBe(true);
  });

  it('counts the last ten minutes since the release', () => {
    const old = { createdAt: minutesAgo(4), rolloutState: 'IN_PROGRESS' as const };
    expect(worse({ failed: level(10, 84) }, {}, { deployments: [old] })?.numbers.requests).toBe(270);
    const long = { requests: level(20, 90), failed: level(20, 84) };
    expect(worse(long, { requests: level(20, 1_700) })?.numbers.requests).toBe(900);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'the new group gets no requests', state: canary({ requests: TEN, failed: level(10, 84) }) },
    { why: 'the older group gets no requests', state: canary({ failed: level(10, 84) }, { requests: [] }) },
    { why: 'both revisions share the groups', state: { ...canary({ failed: level(10, 84) }), older: [1, 3] } },
    { why: 'all tasks are new', state: { ...canary({ failed: level(10, 84) }), older: [] } },
    { why: 'no task is new', state: { ...canary({ failed: level(10, 84) }), older: [1, 2, 3, 4] } },
    { why: 'no history is known', state: { ...canary(), metrics: {} } },
    {
      why: 'the service cannot be read',
      state: { ...canary({ failed: level(10, 84) }), missing: { ecs: 'throttled' } },
    },
    {
      why: 'the service returns to a proven revision',
      state: {
        ...canary({ failed: level(10, 84) }),
        older: [3, 4],
        deployments: [{ taskDefinition: OLDER_REVISION, createdAt: minutesAgo(15), rolloutState: 'IN_PROGRESS' }],
        releases: [anOlderRelease({ createdAt: minutesAgo(15), before: [REVISION] }), aRelease(), anOlderRelease()],
      },
    },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('release-answers-worse', state)).toBe(false);
  });
});

describe('release-answers-worse, for task sets of CodeDeploy', () => {
  it('is found on the newest task set, though the old one is PRIMARY', () => {
    const deployments = [
      { taskDefinition: OLDER_REVISION, createdAt: NOW - 90 * 24 * 60 * MINUTE },
      { id: 'ecs-svc/42', status: 'ACTIVE' as const, createdAt: minutesAgo(15) },
    ];
    const state = canary(
      { failed: level(10, 84) },
      {},
      { deployments, ecs: { controller: 'CODE_DEPLOY' }, releases: [] },
    );
    expect(found('release-answers-worse', state)).toMatchObject([{ subject: REVISION }]);
  });
});

describe('release-answers-worse, for tasks that are registered by their instance', () => {
  it('tells tasks on one instance apart by their host ports', () => {
    const on = (port: number) => ({ address: 'i-1', hostPorts: [port] });
    const group = (arn: string, ...ports: readonly number[]) =>
      aTargetGroup({ arn, targets: ports.map((port) => aTarget(1, { id: 'i-1', port })) });
    const state = canary(
      { failed: level(10, 84) },
      {},
      {
        task: { 1: on(32_001), 2: on(32_002), 3: on(32_003), 4: on(32_004) },
        targetGroups: [group(TARGET_GROUP_ARN, 32_001, 32_002), group(GREEN, 32_003, 32_004)],
      },
    );
    expect(isFound('release-answers-worse', state)).toBe(true);
  });
});
