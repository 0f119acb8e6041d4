// Unit layer: which revisions are proven, and which are new.
import { rollBackCandidates } from '#shared/domain/evidence/releases.ts';
import { isGoingBack, isNewRevision, lastProven } from '#shared/domain/evidence/revisions.ts';
import type { HealthyRevision } from '#shared/domain/model/baseline.ts';
import type { Release } from '#shared/domain/model/release.ts';
import { DAY, HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { aDeployment, anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

describe('the last proven revision', () => {
  const replacedAt = NOW - HOUR;
  const current = aRelease({ createdAt: replacedAt });
  const { finishedAt: _, ...unfinished } = anOlderRelease();
  const provenOf = (...releases: readonly ReturnType<typeof aRelease>[]) => lastProven(service({ releases }), REVISION);

  it.each([
    { minutes: 9.9, proven: undefined },
    { minutes: 10, proven: OLDER_REVISION },
    { minutes: 10.1, proven: OLDER_REVISION },
  ])('after $minutes minutes of service before its replacement: $proven', ({ minutes, proven }) => {
    const served = anOlderRelease({ finishedAt: replacedAt - minutes * MINUTE });
    expect(provenOf(current, served)).toBe(proven);
    expect(provenOf(served, current)).toBe(proven);
  });

  it.each([
    { what: 'did not finish', release: unfinished },
    { what: 'was rolled back', release: anOlderRelease({ status: 'ROLLBACK_SUCCESSFUL' }) },
    { what: 'was stopped', release: anOlderRelease({ status: 'STOPPED' }) },
    { what: 'deployed the current revision', release: anOlderRelease({ taskDefinition: REVISION }) },
  ])('is none when its release $what', ({ release }) => {
    expect(provenOf(current, release)).toBeUndefined();
  });

  it('is not one whose deployment completed by early success criteria, unless checks saw all of its tasks healthy', () => {
    const ecs = { earlySuccess: { healthyPercent: 50, isCleanupDeferred: false } };
    const revisions = [{ taskDefinition: OLDER_REVISION, firstAt: 0, lastAt: replacedAt, healthyMs: 10 * MINUTE }];
    const releases = [current, anOlderRelease()];
    expect(lastProven(service({ ecs, releases }), REVISION)).toBeUndefined();
    expect(lastProven(service({ ecs, releases, baseline: { revisions } }), REVISION)).toBe(OLDER_REVISION);
  });

  it('is the newest of several', () => {
    const createdAt = NOW - 90 * HOUR;
    const oldest = anOlderRelease({ taskDefinition: 'family:40', createdAt, finishedAt: createdAt + HOUR });
    expect(provenOf(oldest, current, anOlderRelease())).toBe(OLDER_REVISION);
  });

  it('is the only release, when it is not of the current revision', () => {
    expect(provenOf(anOlderRelease())).toBe(OLDER_REVISION);
  });

  /** Revisions with the hours since their release, newest first: `3 0h, 2 24h`. */
  it.each([
    { history: '3 0h, 1 1h, 2 24h, 1 48h', proven: 'family:1' },
    { history: '1 0h, 2 24h, 1 48h', proven: undefined },
    { history: '3 0h, 2 1h, 2 24h, 1 48h', proven: 'family:2' },
    { history: '3 0h, 2 24h, 1 48h', proven: 'family:2' },
  ])('is never one that was undone: $proven after $history', ({ history, proven }) => {
    const releases = history.split(', ').map((entry) => {
      const [number, hours = ''] = entry.split(' ');
      const createdAt = NOW - Number.parseInt(hours, 10) * HOUR;
      return aRelease({ taskDefinition: `family:${number}`, createdAt, finishedAt: createdAt + 5 * MINUTE });
    });
    expect(lastProven(service({ releases }), releases[0]?.taskDefinition ?? '')).toBe(proven);
  });
});

const revision = (number: number): string => REVISION.replace(/\d+$/, String(number));

const healthy = (given: Partial<HealthyRevision> = {}): HealthyRevision => ({
  taskDefinition: OLDER_REVISION,
  firstAt: NOW - 90 * DAY,
  lastAt: NOW - DAY,
  healthyMs: 89 * DAY,
  ...given,
});

describe('the last proven revision, from earlier checks', () => {
  const provenBy = (revisions: readonly HealthyRevision[], releases: readonly Release[] = [aRelease()]) =>
    lastProven(service({ releases, baseline: { revisions } }), REVISION);

  it.each([
    { minutes: 9.9, proven: undefined },
    { minutes: 10, proven: OLDER_REVISION },
    { minutes: 10.1, proven: OLDER_REVISION },
  ])('was healthy for $minutes minutes: $proven', ({ minutes, proven }) => {
    expect(provenBy([healthy({ healthyMs: minutes * MINUTE })])).toBe(proven);
  });

  it('is the one that was healthy last, and never the current one', () => {
    const revisions = [
      healthy({ taskDefinition: revision(39), lastAt: NOW - 3 * DAY }),
      healthy({ taskDefinition: revision(40), lastAt: NOW - 2 * DAY }),
      healthy({ taskDefinition: REVISION, lastAt: NOW }),
    ];
    expect(provenBy(revisions)).toBe(revision(40));
  });

  it.each<{ what: string; release: Partial<Release>; proven: string | undefined }>([
    { what: 'was rolled back since', release: { status: 'ROLLBACK_SUCCESSFUL' }, proven: undefined },
    { what: 'was stopped since', release: { status: 'STOPPED' }, proven: undefined },
    { what: 'completed', release: { status: 'SUCCESSFUL' }, proven: OLDER_REVISION },
  ])('is none when its newest release $what: $proven', ({ release, proven }) => {
    const newest = anOlderRelease({ createdAt: NOW - 2 * HOUR, finishedAt: NOW - 2 * HOUR, ...release });
    expect(provenBy([healthy()], [aRelease(), newest])).toBe(proven);
  });

  it('is none when an older revision replaced it', () => {
    const back = aRelease({ taskDefinition: revision(40), createdAt: NOW - 2 * HOUR, finishedAt: NOW - 2 * HOUR });
    const releases = [back, anOlderRelease(), aRelease({ taskDefinition: revision(40), createdAt: NOW - 5 * DAY })];
    expect(provenBy([healthy()], releases)).not.toBe(OLDER_REVISION);
  });

  it('is none while the baseline cannot be read', () => {
    expect(lastProven(service({ releases: [], missing: { baseline: 'throttled' } }), REVISION)).toBeUndefined();
  });
});

describe('a deployment', () => {
  const createdAt = minutesAgo(5);
  const of = (number: number, state: ServiceState) => {
    const deployment = aDeployment({ taskDefinition: revision(number), createdAt });
    const observation = service({ ...state, deployments: [deployment, ...(state.deployments ?? [])] });
    return { isNew: isNewRevision(observation, deployment), isBack: isGoingBack(observation, deployment) };
  };
  /** Releases by revision and age in hours, newest first. */
  const history = (...entries: readonly (readonly [number: number, hours: number, given?: Partial<Release>])[]) => ({
    releases: entries.map(([number, hours, given]) =>
      aRelease({
        taskDefinition: revision(number),
        before: [],
        createdAt: NOW - hours * HOUR,
        finishedAt: NOW - hours * HOUR + 5 * MINUTE,
        ...given,
      }),
    ),
  });
  const active = (number: number): ServiceState['deployments'] => [
    { id: 'other', status: 'ACTIVE', taskDefinition: revision(number) },
  ];
  const NEW = { isNew: true, isBack: false };
  const BACK = { isNew: false, isBack: true };
  const REPEATED = { isNew: false, isBack: false };
  const rolledBack = { status: 'ROLLBACK_SUCCESSFUL' } as const;
  const seenHealthy = (given: Partial<HealthyRevision>) => ({ baseline: { revisions: [healthy(given)] } });

  it.each<{ what: string; number: number; state: ServiceState; answer: object }>([
    { what: 'the first', number: 42, state: history([42, 0]), answer: NEW },
    { what: 'a higher revision', number: 42, state: history([42, 0], [41, 24]), answer: NEW },
    { what: 'a lower revision', number: 41, state: history([41, 0], [42, 1]), answer: BACK },
    { what: 'the same revision again', number: 42, state: history([42, 0], [42, 24]), answer: REPEATED },
    {
      what: 'the same revision again, as ECS tells',
      number: 42,
      state: history([42, 0, { before: [revision(42)] }]),
      answer: REPEATED,
    },
    {
      what: 'a revision that ECS rolled back before',
      number: 42,
      state: history([42, 0], [42, 1, rolledBack], [41, 24]),
      answer: NEW,
    },
    { what: 'a release that is not listed yet', number: 42, state: history([41, 24]), answer: NEW },
    { what: 'the target of a roll-back', number: 41, state: history([42, 0, rolledBack], [41, 24]), answer: BACK },
    {
      what: 'a lower one than another deployment',
      number: 41,
      state: { releases: [], deployments: active(42) ?? [] },
      answer: BACK,
    },
    {
      what: 'a higher one than another deployment',
      number: 42,
      state: { releases: [], deployments: active(41) ?? [] },
      answer: NEW,
    },
    { what: 'an unlisted one', number: 42, state: { missing: { releases: 'throttled' } }, answer: NEW },
    {
      what: 'a higher revision that served well before',
      number: 42,
      state: history([42, 0], [41, 1], [43, 24], [42, 48]),
      answer: BACK,
    },
    {
      what: 'a higher revision that was healthy in earlier checks',
      number: 42,
      state: { ...history([42, 0], [41, 24]), ...seenHealthy({ taskDefinition: REVISION }) },
      answer: BACK,
    },
    {
      what: 'a revision that became healthy in this deployment',
      number: 42,
      state: { ...history([42, 0], [41, 24]), ...seenHealthy({ taskDefinition: REVISION, firstAt: createdAt }) },
      answer: NEW,
    },
    {
      what: 'another family',
      number: 42,
      state: history([42, 0], [41, 24, { taskDefinition: 'other:99' }]),
      answer: NEW,
    },
  ])('of $what is new or going back: $answer', ({ number, state, answer }) => {
    expect(of(number, state)).toEqual(answer);
  });

  it('of an unreadable service is new', () => {
    const observation = service({ missing: { ecs: 'throttled' }, releases: [] });
    expect(isNewRevision(observation, aDeployment())).toBe(true);
  });
});

describe('the revisions to which a roll-back may return', () => {
  const released = (given: ServiceState = {}): ServiceState => ({
    deployments: [{ createdAt: minutesAgo(5) }],
    releases: [aRelease({ createdAt: minutesAgo(5) }), anOlderRelease()],
    ...given,
  });

  it.each<{ what: string; state: ServiceState; candidates: readonly string[] }>([
    { what: 'a release is new', state: released(), candidates: [OLDER_REVISION] },
    { what: 'no release is new', state: {}, candidates: [] },
    { what: 'CodeDeploy deploys', state: released({ ecs: { controller: 'CODE_DEPLOY' } }), candidates: [] },
  ])('are $candidates where $what', ({ state, candidates }) => {
    expect(rollBackCandidates(service(state), NOW)).toEqual(candidates);
  });
});
