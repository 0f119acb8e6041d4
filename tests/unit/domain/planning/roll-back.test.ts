// Unit layer: the roll-back of a release, from the choice of the revision to its end.

import { lastProven } from '#shared/domain/evidence/revisions.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { aRollBackPlan } from '#tests/builders/an-incident.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { type Diagnosis, type Pending, plannedFor, progressAfter, proposalFor } from './in-short.ts';

describe('a bad release', () => {
  const createdAt = minutesAgo(3);
  const rolling = (deployment: NonNullable<ServiceState['deployments']>[number] = {}): ServiceState => ({
    deployments: [{ rolloutState: 'IN_PROGRESS', createdAt, ...deployment }],
    releases: [aRelease({ status: 'IN_PROGRESS', createdAt }), anOlderRelease()],
  });

  it('that is rolling out has its deployment stopped', () => {
    expect(proposalFor('bad-release', rolling())).toMatchObject({
      plan: {
        step: 'stop-deployment',
        target: aRelease().arn,
        from: REVISION,
        to: OLDER_REVISION,
        message: 'stop the deployment of mlflow-registry:42 and let ECS roll back to mlflow-registry:41',
      },
    });
  });

  it('that has rolled out is replaced by the last proven revision', () => {
    const plan = { step: 'redeploy', target: OLDER_REVISION, from: REVISION, to: OLDER_REVISION };
    expect(proposalFor('bad-release')).toMatchObject({ plan });
  });

  const pending = { ...rolling(), releases: [aRelease({ status: 'PENDING' }), anOlderRelease()] };
  const failed = rolling({ rolloutState: 'FAILED' });
  const unlisted = { ...rolling(), releases: [anOlderRelease()] };
  const unread: ServiceState = { missing: { ecs: 'throttled' } };

  it.each<Diagnosis & { what: string; planned: string }>([
    { what: 'whose deployment is pending', ...pending, planned: 'roll-back stop-deployment' },
    { what: 'whose rollout failed', ...failed, planned: 'roll-back redeploy' },
    { what: 'whose deployment is not in the history yet', ...unlisted, planned: 'wait: deployment-in-progress' },
    { what: 'without a proven revision', releases: [aRelease()], planned: 'escalate: no-proven-revision' },
    { what: 'of a service that cannot be read', ...unread, planned: 'escalate: insufficient-data' },
    { what: 'of a service without deployments', deployments: [], planned: 'escalate: insufficient-data' },
  ])('$what: $planned', ({ planned, ...diagnosis }) => {
    expect(plannedFor('bad-release', diagnosis)).toBe(planned);
  });

  it.each([
    { minutes: 9.9, planned: 'wait: ecs-rolls-back-by-itself' },
    { minutes: 10, planned: 'roll-back stop-deployment' },
    { minutes: 10.1, planned: 'roll-back stop-deployment' },
  ])('with an ECS circuit breaker, deployed $minutes minutes ago: $planned', ({ minutes, planned }) => {
    const state = { ...rolling({ createdAt: minutesAgo(minutes) }), ecs: { rollsBackByItself: true } };
    expect(plannedFor('bad-release', state)).toBe(planned);
  });

  it.each([
    { seconds: 119, planned: 'wait: insufficient-data' },
    { seconds: 120, planned: 'escalate: insufficient-data' },
    { seconds: 121, planned: 'escalate: insufficient-data' },
  ])('whose release history cannot be read for $seconds s: $planned', ({ seconds, planned }) => {
    const finding = { since: secondsAgo(seconds) };
    expect(plannedFor('bad-release', { missing: { releases: 'throttled' }, finding })).toBe(planned);
  });
});

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

describe('after a roll-back', () => {
  const plan = aRollBackPlan();
  const taskDefinition = OLDER_REVISION;
  const back: ServiceState = { ecs: { taskDefinition }, deployments: [{ taskDefinition }], older: [1, 2, 3, 4] };
  const rolling: ServiceState = { ...back, deployments: [{ taskDefinition, rolloutState: 'IN_PROGRESS' }] };

  it.each<Pending & { what: string; progress: string }>([
    { what: 'only tasks of the proven revision run', ...back, progress: 'worked' },
    { what: 'the step failed, but it took effect', ...back, outcome: 'failed', progress: 'worked' },
    { what: 'its deployment is in progress', ...rolling, progress: 'wait: rolling-back' },
    { what: 'a task of the bad revision runs', ...back, tasks: 5, progress: 'wait: rolling-back' },
    { what: 'tasks are missing', ...back, tasks: [1], progress: 'wait: rolling-back' },
    { what: 'its deployment takes 599 s', ...rolling, startedAgo: 599, progress: 'wait: rolling-back' },
    { what: 'its deployment takes 600 s', ...rolling, startedAgo: 600, progress: 'did-not-work' },
    { what: 'its deployment takes 601 s', ...rolling, startedAgo: 601, progress: 'did-not-work' },
  ])('$what: $progress', ({ progress, ...pending }) => {
    expect(progressAfter(plan, pending)).toBe(progress);
  });

  it.each<Pending & { progress: string }>([
    { outcome: 'done', reservedAgo: 29, progress: 'wait: step-in-flight' },
    { outcome: 'done', reservedAgo: 30, progress: 'did-not-work' },
    { outcome: 'done', reservedAgo: 31, progress: 'did-not-work' },
    { outcome: 'begun', reservedAgo: 29, progress: 'wait: step-in-flight' },
    { outcome: 'begun', reservedAgo: 31, progress: 'did-not-work' },
    { outcome: 'failed', reservedAgo: 1, progress: 'did-not-work' },
    { outcome: 'refused', reservedAgo: 1, progress: 'did-not-work' },
  ])('($outcome) without an effect after $reservedAgo s: $progress', ({ progress, ...pending }) => {
    expect(progressAfter(plan, pending)).toBe(progress);
  });
});
