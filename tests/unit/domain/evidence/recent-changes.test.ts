// Unit layer: which changes of a service count as recent, and which of them a roll-back undoes.
import { isReversalOf, type RecentChange, recentChanges } from '#shared/domain/evidence/recent-changes.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { anAttempt, anIncident, aRollBackPlan, aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { type EvidenceState, evidence } from '#tests/builders/given.ts';
import { aChange, aDeployment, aService } from '#tests/builders/parts.ts';
import { OUTCOMES } from '../planning/in-short.ts';

const called = (...seconds: readonly number[]): EvidenceState => ({
  changes: seconds.map((each) => aChange({ at: secondsAgo(each) })),
});
const deployed = (...seconds: readonly number[]): EvidenceState => ({
  deployments: seconds.map((each, index) => ({
    id: `ecs-svc/${each}`,
    status: index === 0 ? 'PRIMARY' : 'ACTIVE',
    createdAt: secondsAgo(each),
  })),
});
const stopped = (seconds: number, stopCode = 'UserInitiated'): EvidenceState => ({
  stopped: [{ stoppedAt: secondsAgo(seconds), stopCode }],
});
const kindsIn = (state: EvidenceState): readonly string[] => recentChanges(evidence(state)).map(({ kind }) => kind);

it.each([
  { seconds: 299, counts: true },
  { seconds: 300, counts: false },
  { seconds: 301, counts: false },
  { seconds: -299, counts: true },
  { seconds: -300, counts: false },
])('a change of $seconds s ago is recent: $counts', ({ seconds, counts }) => {
  expect(kindsIn(called(seconds))).toEqual(counts ? ['recorded'] : []);
  expect(kindsIn(deployed(seconds))).toEqual(counts ? ['deployment'] : []);
  expect(kindsIn(stopped(seconds))).toEqual(counts ? ['task-stopped'] : []);
});

it.each(['ServiceSchedulerInitiated', 'EssentialContainerExited', 'SpotInterruption'])(
  'a task that stopped as %s is no change by an operator',
  (stopCode) => {
    expect(kindsIn(stopped(10, stopCode))).toEqual([]);
  },
);

it('changes from all sources are ordered by time, newest first', () => {
  const changes = recentChanges(evidence({ ...called(90), ...deployed(30, 200), ...stopped(60) }));
  expect(changes.map(({ at }) => (NOW - at) / SECOND)).toEqual([30, 60, 90, 200]);
});

it('there are no changes where nothing can be read', () => {
  const missing = { ecs: 'access-denied', stoppedTasks: 'access-denied', changes: 'access-denied' } as const;
  expect(kindsIn({ missing })).toEqual([]);
});

describe("the medic's own roll-back of 200 s ago", () => {
  const action = { action: 'roll-back', at: secondsAgo(200), target: 'x', incident: 'registry-1' } as const;

  it.each([
    { seconds: 201, isOwn: false },
    { seconds: 200, isOwn: true },
    { seconds: 199, isOwn: true },
    { seconds: 80, isOwn: true },
    { seconds: 79, isOwn: false },
  ])('explains a deployment of $seconds s ago: $isOwn', ({ seconds, isOwn }) => {
    expect(kindsIn({ ...deployed(seconds), pastActions: [action] })).toEqual(isOwn ? [] : ['deployment']);
  });

  it('is not any other action', () => {
    const pastActions = [{ ...action, action: 'stop-task' as const }];
    expect(kindsIn({ ...deployed(150), pastActions })).toEqual(['deployment']);
  });

  it.each([
    { plan: aRollBackPlan(), kind: 'begun', isOwn: true },
    { plan: aRollBackPlan(), kind: 'done', isOwn: true },
    { plan: aRollBackPlan(), kind: 'failed', isOwn: true },
    { plan: aRollBackPlan(), kind: 'reserved', isOwn: false },
    { plan: aRollBackPlan(), kind: 'refused', isOwn: false },
    { plan: aStopTaskPlan(), kind: 'done', isOwn: false },
  ] as const)('counts as a step of the open incident: $plan.action, $kind: $isOwn', ({ plan, kind, isOwn }) => {
    const steps = [aStep({ plan, reservedAt: secondsAgo(200), outcome: OUTCOMES[kind] })];
    const incident = anIncident({ attempts: [anAttempt({ steps })] });
    expect(kindsIn({ ...deployed(150), incident })).toEqual(isOwn ? [] : ['deployment']);
  });
});

describe('a roll-back undoes', () => {
  const service = aService({
    deployments: [
      aDeployment({ id: 'ecs-svc/new', createdAt: secondsAgo(120) }),
      aDeployment({ id: 'ecs-svc/old', status: 'ACTIVE', createdAt: secondsAgo(240) }),
    ],
  });
  const deployment = (id: string): RecentChange => ({ kind: 'deployment', at: NOW, id, taskDefinition: 'x:1' });
  const call = (seconds: number, what = 'UpdateService'): RecentChange => ({
    kind: 'recorded',
    ...aChange({ at: secondsAgo(seconds), what }),
  });

  it.each<{ what: string; change: RecentChange; isUndone: boolean }>([
    { what: 'the newest deployment', change: deployment('ecs-svc/new'), isUndone: true },
    { what: 'an older deployment', change: deployment('ecs-svc/old'), isUndone: false },
    { what: 'the call a minute before it', change: call(180), isUndone: true },
    { what: 'a call more than a minute before it', change: call(181), isUndone: false },
    { what: 'the call a minute after it', change: call(60), isUndone: true },
    { what: 'a call more than a minute after it', change: call(59), isUndone: false },
    { what: 'another call at the same time', change: call(120, 'PutScalingPolicy'), isUndone: false },
    { what: 'a task that was stopped', change: { kind: 'task-stopped', at: NOW, task: 'task-1' }, isUndone: false },
  ])('$what: $isUndone', ({ change, isUndone }) => {
    expect(isReversalOf(aRollBackPlan(), change, service)).toBe(isUndone);
  });

  it('nothing without a primary deployment, and no other action undoes anything', () => {
    const change = deployment('ecs-svc/new');
    expect(isReversalOf(aRollBackPlan(), change, aService({ deployments: [] }))).toBe(false);
    expect(isReversalOf(aStopTaskPlan(), change, service)).toBe(false);
  });
});
