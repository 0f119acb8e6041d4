// Unit layer: the roll-back of a release, from the choice of the revision to its end.

import { HOUR } from '#shared/domain/model/time.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { aRollBackPlan } from '#tests/builders/an-incident.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { aDeployment, anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { type Diagnosis, type Pending, plannedFor, progressAfter, proposalFor } from './in-short.ts';

/** Served for some minutes only. */
const UNPROVEN = OLDER_REVISION.replace(':41', ':40');

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

  it.each([
    { minutes: 14, proposal: 'wait: new-tasks-starting' },
    { minutes: 15, proposal: 'escalate: manual-action-required' },
    { minutes: 16, proposal: 'escalate: manual-action-required' },
  ])('whose tasks are only killed by health checks, $minutes minutes after its start: $proposal', (row) => {
    const state = { ...rolling({ createdAt: minutesAgo(row.minutes) }), evidence: [aFinding({ id: 'kill-loop' })] };
    expect(plannedFor('bad-release', state)).toBe(row.proposal);
  });

  it('that has rolled out is replaced by the last proven revision', () => {
    const plan = { step: 'redeploy', target: OLDER_REVISION, from: REVISION, to: OLDER_REVISION };
    expect(proposalFor('bad-release')).toMatchObject({ plan });
  });

  const pending = { ...rolling(), releases: [aRelease({ status: 'PENDING' }), anOlderRelease()] };
  const failed = rolling({ rolloutState: 'FAILED' });
  /** ECS would return to a revision that served for some minutes only. */
  const elsewhere = {
    ...rolling(),
    releases: [aRelease({ status: 'IN_PROGRESS', createdAt, before: [UNPROVEN] }), anOlderRelease()],
  };
  /** ECS does not tell what it would return to; the other deployment does. */
  const unnamed = (taskDefinition: string): ServiceState => ({
    deployments: [
      { rolloutState: 'IN_PROGRESS', createdAt },
      { id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition },
    ],
    releases: [aRelease({ status: 'IN_PROGRESS', createdAt, before: [] }), anOlderRelease()],
  });
  const returning = (): ServiceState => ({
    deployments: [{ taskDefinition: OLDER_REVISION, rolloutState: 'IN_PROGRESS', createdAt }],
    releases: [anOlderRelease({ status: 'IN_PROGRESS', createdAt, before: [REVISION] }), aRelease(), anOlderRelease()],
  });
  const unlisted = { ...rolling(), releases: [anOlderRelease()] };
  const unread: ServiceState = { missing: { ecs: 'throttled' } };

  it.each<Diagnosis & { what: string; planned: string }>([
    { what: 'whose deployment is pending', ...pending, planned: 'roll-back stop-deployment' },
    { what: 'whose rollout failed', ...failed, planned: 'roll-back redeploy' },
    { what: 'whose deployment is not in the history yet', ...unlisted, planned: 'wait: deployment-in-progress' },
    { what: 'without a proven revision', releases: [aRelease()], planned: 'escalate: no-proven-revision' },
    { what: 'of a service that cannot be read', ...unread, planned: 'escalate: insufficient-data' },
    { what: 'of a service without deployments', deployments: [], planned: 'escalate: insufficient-data' },
    { what: 'that CodeDeploy deploys', ecs: { controller: 'CODE_DEPLOY' }, planned: 'escalate: not-rolling' },
    {
      what: 'of a canary that ECS would return elsewhere',
      ...elsewhere,
      ecs: { strategy: 'CANARY', deployments: [aDeployment({ rolloutState: 'IN_PROGRESS', createdAt })] },
      planned: 'escalate: manual-action-required',
    },
    { what: 'that returns to a proven revision', ...returning(), planned: 'escalate: manual-action-required' },
    { what: 'whose deployment ECS would return elsewhere', ...elsewhere, planned: 'roll-back redeploy' },
    {
      what: 'whose deployment replaces the proven one',
      ...unnamed(OLDER_REVISION),
      planned: 'roll-back stop-deployment',
    },
    { what: 'whose deployment replaces another one', ...unnamed(UNPROVEN), planned: 'roll-back redeploy' },
  ])('$what: $planned', ({ planned, ...diagnosis }) => {
    expect(plannedFor('bad-release', diagnosis)).toBe(planned);
  });

  const gone = { arn: OLDER_REVISION, status: 'INACTIVE' } as const;
  const deleting = { arn: OLDER_REVISION, status: 'DELETE_IN_PROGRESS' } as const;
  const older = { arn: UNPROVEN, status: 'ACTIVE' } as const;
  /** Revision 40 served for days before 41 did. */
  const oldest = anOlderRelease({
    taskDefinition: UNPROVEN,
    before: [],
    createdAt: NOW - 96 * HOUR,
    finishedAt: NOW - 95 * HOUR,
  });
  const twoProven = [aRelease(), anOlderRelease(), oldest];
  const inFlight = (strategy: 'ROLLING' | 'CANARY'): ServiceState => ({
    ecs: { strategy, deployments: [aDeployment({ rolloutState: 'IN_PROGRESS', createdAt })] },
    releases: [aRelease({ status: 'IN_PROGRESS', createdAt }), anOlderRelease(), oldest],
  });

  it.each<{ what: string; state: ServiceState; planned: string }>([
    {
      what: 'is INACTIVE',
      state: { releases: twoProven, rollBackTargets: [gone, older] },
      planned: 'deploy mlflow-registry:40 in place of mlflow-registry:42',
    },
    {
      what: 'is being deleted',
      state: { releases: twoProven, rollBackTargets: [deleting, older] },
      planned: 'deploy mlflow-registry:40 in place of mlflow-registry:42',
    },
    {
      what: 'is INACTIVE, while the deployment is in progress',
      state: { ...inFlight('ROLLING'), rollBackTargets: [gone, older] },
      planned: 'deploy mlflow-registry:40 in place of mlflow-registry:42',
    },
    {
      what: 'is ACTIVE',
      state: { releases: twoProven, rollBackTargets: [{ ...gone, status: 'ACTIVE' }] },
      planned: 'deploy mlflow-registry:41 in place of mlflow-registry:42',
    },
    {
      what: 'has a status that could not be read',
      state: { releases: twoProven, rollBackTargets: [] },
      planned: 'deploy mlflow-registry:41 in place of mlflow-registry:42; whether it is still ACTIVE could not be read',
    },
    {
      what: 'has a status that could not be read, while the deployment is in progress',
      state: { ...rolling(), rollBackTargets: [] },
      planned:
        'stop the deployment of mlflow-registry:42 and let ECS roll back to mlflow-registry:41; whether it is still ACTIVE could not be read',
    },
    {
      what: 'is INACTIVE, and the status of the one before could not be read',
      state: { releases: twoProven, rollBackTargets: [gone] },
      planned: 'deploy mlflow-registry:40 in place of mlflow-registry:42; whether it is still ACTIVE could not be read',
    },
  ])('whose proven revision $what: $planned', ({ state, planned }) => {
    expect(proposalFor('bad-release', state)).toMatchObject({ kind: 'plan', plan: { message: planned } });
  });

  it.each<{ what: string; state: ServiceState; planned: string }>([
    { what: 'the only one', state: {}, planned: 'escalate: proven-revision-inactive' },
    { what: 'the only one, in progress', state: rolling(), planned: 'escalate: proven-revision-inactive' },
    {
      what: 'the one to which ECS returns a canary',
      state: { ...inFlight('CANARY'), rollBackTargets: [gone, older] },
      planned: 'escalate: manual-action-required',
    },
  ])('whose INACTIVE revision is $what: $planned', ({ state, planned }) => {
    expect(plannedFor('bad-release', { rollBackTargets: [gone], ...state })).toBe(planned);
  });

  it.each([
    { seconds: 119, planned: 'wait: insufficient-data' },
    { seconds: 120, planned: 'escalate: insufficient-data' },
    { seconds: 121, planned: 'escalate: insufficient-data' },
  ])('whose release history cannot be read for $seconds s: $planned', ({ seconds, planned }) => {
    const finding = { since: secondsAgo(seconds) };
    expect(plannedFor('bad-release', { missing: { releases: 'throttled' }, finding })).toBe(planned);
  });

  it('whose release history cannot be read is replaced by the revision that earlier checks have seen healthy', () => {
    const revisions = [{ taskDefinition: OLDER_REVISION, firstAt: 0, lastAt: NOW - HOUR, healthyMs: HOUR }];
    const state = { missing: { releases: 'throttled' }, finding: { since: secondsAgo(120) } } as const;
    expect(plannedFor('bad-release', { ...state, baseline: { revisions } })).toBe('roll-back redeploy');
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
    {
      what: 'its deployment completed early, and stopping tasks of the bad revision still count',
      ...back,
      ecs: { ...back.ecs, earlySuccess: { healthyPercent: 50, isCleanupDeferred: true } },
      deployments: [{ taskDefinition }, { id: 'ecs-svc/42', status: 'ACTIVE' }],
      progress: 'worked',
    },
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
