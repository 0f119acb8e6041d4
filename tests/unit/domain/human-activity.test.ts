// Unit layer: what counts as somebody else's change of a service, and for how long it is in sight.
import { decide } from '#shared/domain/decide.ts';
import { isTakenBackBy, type RecentChange, recentChanges } from '#shared/domain/evidence/recent-changes.ts';
import { recentChangeFound } from '#shared/domain/findings/changes.ts';
import { isHealthy } from '#shared/domain/incident/recovery.ts';
import type { Evidence, ServiceHistory } from '#shared/domain/model/evidence.ts';
import type { StepOutcome } from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { Change } from '#shared/domain/model/operational-context.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NO_HISTORY } from '#tests/builders/an-evidence.ts';
import { anAttempt, anIncident, aRollBackPlan, aStep, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aDeployment, aService, aStoppedTask } from '#tests/builders/parts.ts';

const ANA = 'arn:aws:sts::111122223333:assumed-role/developer/ana';

const aChange = (secondsAgo: number, what = 'UpdateService'): Change => ({
  at: NOW - secondsAgo * SECOND,
  what,
  by: ANA,
});

const recorded = (...changes: readonly Change[]): Partial<Observation> => ({ changes: observed(NOW, changes) });

const deployed = (...secondsAgo: readonly number[]): Partial<Observation> => ({
  ecs: observed(
    NOW,
    aService({
      deployments: secondsAgo.map((seconds, index) =>
        aDeployment({
          id: `ecs-svc/${seconds}`,
          status: index === 0 ? 'PRIMARY' : 'ACTIVE',
          createdAt: NOW - seconds * SECOND,
        }),
      ),
    }),
  ),
});

const stopped = (secondsAgo: number, stopCode: string): Partial<Observation> => ({
  stoppedTasks: observed(NOW, [aStoppedTask({ stoppedAt: NOW - secondsAgo * SECOND, stopCode })]),
});

const remembering = (different: Partial<Observation>, history: Partial<ServiceHistory> = {}): Evidence => ({
  observation: anObservation(different),
  policy: aPolicy(),
  history: { ...NO_HISTORY, ...history },
  now: NOW,
});

const kindsOf = (evidence: Evidence): readonly string[] => recentChanges(evidence).map(({ kind }) => kind);

describe('what somebody changed', () => {
  it.each([
    { seconds: 299, kinds: ['recorded'] },
    { seconds: 300, kinds: [] },
    { seconds: 301, kinds: [] },
    { seconds: -299, kinds: ['recorded'] },
    { seconds: -300, kinds: [] },
  ])('as CloudTrail has it is in sight for five minutes: $seconds s ago', ({ seconds, kinds }) => {
    expect(kindsOf(remembering(recorded(aChange(seconds))))).toEqual(kinds);
  });

  it.each([
    { seconds: 299, kinds: ['deployment'] },
    { seconds: 300, kinds: [] },
    { seconds: 301, kinds: [] },
  ])('by a deployment is in sight for five minutes: $seconds s ago', ({ seconds, kinds }) => {
    expect(kindsOf(remembering(deployed(seconds)))).toEqual(kinds);
  });

  it.each([
    { code: 'UserInitiated', seconds: 299, kinds: ['task-stopped'] },
    { code: 'UserInitiated', seconds: 300, kinds: [] },
    { code: 'ServiceSchedulerInitiated', seconds: 10, kinds: [] },
    { code: 'EssentialContainerExited', seconds: 10, kinds: [] },
    { code: 'SpotInterruption', seconds: 10, kinds: [] },
  ])('is a task only where it was stopped by hand: $code $seconds s ago', ({ code, seconds, kinds }) => {
    expect(kindsOf(remembering(stopped(seconds, code)))).toEqual(kinds);
  });

  it('comes newest first, wherever it is known from', () => {
    const all = { ...recorded(aChange(90)), ...deployed(30, 200), ...stopped(60, 'UserInitiated') };
    expect(recentChanges(remembering(all)).map(({ at }) => (NOW - at) / SECOND)).toEqual([30, 60, 90, 200]);
  });

  it('is nothing where nothing of it can be read', () => {
    const gone = missing('access-denied', '');
    expect(recentChanges(remembering({ ecs: gone, stoppedTasks: gone, changes: gone }))).toEqual([]);
  });
});

describe("the medic's own roll-back", () => {
  const rollBack = { action: 'roll-back' as const, at: NOW - 200 * SECOND, target: 'x', incident: 'registry-1' };

  it.each([
    { createdAgo: 201, isOwn: false },
    { createdAgo: 200, isOwn: true },
    { createdAgo: 199, isOwn: true },
    { createdAgo: 80, isOwn: true },
    { createdAgo: 79, isOwn: false },
  ])('200 s ago made the deployment of $createdAgo s ago: $isOwn', ({ createdAgo, isOwn }) => {
    expect(kindsOf(remembering(deployed(createdAgo), { pastActions: [rollBack] }))).toEqual(
      isOwn ? [] : ['deployment'],
    );
  });

  it('is no other action of the medic', () => {
    const pastActions = [{ ...rollBack, action: 'stop-task' as const }];
    expect(kindsOf(remembering(deployed(150), { pastActions }))).toEqual(['deployment']);
  });

  it.each<{ outcome: StepOutcome; isOwn: boolean }>([
    { outcome: { kind: 'begun', at: NOW }, isOwn: true },
    { outcome: { kind: 'done', at: NOW }, isOwn: true },
    { outcome: { kind: 'failed', at: NOW, error: 'TimeoutError' }, isOwn: true },
    { outcome: { kind: 'reserved' }, isOwn: false },
    { outcome: { kind: 'refused', at: NOW, reason: 'facts-changed' }, isOwn: false },
  ])('of the incident under way counts once it may have acted: $outcome.kind', ({ outcome, isOwn }) => {
    const steps = [aStep({ plan: aRollBackPlan(), reservedAt: NOW - 200 * SECOND, outcome })];
    const incident = anIncident({ attempts: [anAttempt({ action: 'roll-back', steps })] });
    expect(kindsOf(remembering(deployed(150), { incident }))).toEqual(isOwn ? [] : ['deployment']);
  });

  it('is not a task that it replaced', () => {
    const steps = [aStep({ plan: aStopTaskPlan(), reservedAt: NOW - 200 * SECOND })];
    const incident = anIncident({ attempts: [anAttempt({ steps })] });
    expect(kindsOf(remembering(deployed(150), { incident }))).toEqual(['deployment']);
  });
});

describe('a roll-back takes back', () => {
  const service = aService({
    deployments: [
      aDeployment({ id: 'ecs-svc/new', createdAt: NOW - 120 * SECOND }),
      aDeployment({ id: 'ecs-svc/old', status: 'ACTIVE', createdAt: NOW - 240 * SECOND }),
    ],
  });
  const deployment = (id: string): RecentChange => ({ kind: 'deployment', at: NOW, id, taskDefinition: 'x:1' });
  const call = (secondsAgo: number, what?: string): RecentChange => ({
    kind: 'recorded',
    ...aChange(secondsAgo, what),
  });

  it.each<{ what: string; change: RecentChange; isTakenBack: boolean }>([
    { what: 'the newest deployment', change: deployment('ecs-svc/new'), isTakenBack: true },
    { what: 'an older deployment', change: deployment('ecs-svc/old'), isTakenBack: false },
    { what: 'the call a minute before it', change: call(180), isTakenBack: true },
    { what: 'a call more than a minute before it', change: call(181), isTakenBack: false },
    { what: 'the call a minute after it', change: call(60), isTakenBack: true },
    { what: 'a call more than a minute after it', change: call(59), isTakenBack: false },
    { what: 'another call at the same time', change: call(120, 'PutScalingPolicy'), isTakenBack: false },
    { what: 'a stop by hand', change: { kind: 'task-stopped', at: NOW, task: 'task-1' }, isTakenBack: false },
  ])('$what: $isTakenBack', ({ change, isTakenBack }) => {
    expect(isTakenBackBy(aRollBackPlan(), change, service)).toBe(isTakenBack);
  });

  it('nothing where there is no newest deployment, and no other action takes anything back', () => {
    const change = deployment('ecs-svc/new');
    expect(isTakenBackBy(aRollBackPlan(), change, aService({ deployments: [] }))).toBe(false);
    expect(isTakenBackBy(aStopTaskPlan(), change, service)).toBe(false);
  });
});

describe("the finding 'changed-by-somebody'", () => {
  it.each<{ given: Partial<Observation>; message: string }>([
    { given: recorded(aChange(42)), message: `${ANA} called UpdateService 42 s ago` },
    { given: deployed(30), message: 'a deployment started of mlflow-registry:42 30 s ago' },
    { given: stopped(7, 'UserInitiated'), message: 'an operator stopped task task-0 7 s ago' },
    {
      given: { ...deployed(30), ...recorded(aChange(31), aChange(200)) },
      message: 'a deployment started of mlflow-registry:42 30 s ago (3 changes in five minutes)',
    },
  ])('tells who did what, and when: $says', ({ given, message }) => {
    expect(recentChangeFound(remembering(given)).map((finding) => finding.message)).toEqual([message]);
  });

  it('is not there when nobody did anything', () => {
    expect(recentChangeFound(remembering({}))).toEqual([]);
  });

  it('is shown in the report, means no fault, and leaves the service well', () => {
    const { report, diagnosis, decision } = decide({
      observation: anObservation(recorded(aChange(42))),
      history: { incident: undefined, pastActions: [] },
      policy: aPolicy(),
      now: NOW,
    });
    expect(report.findings.map(({ id }) => id)).toEqual(['recent-change']);
    expect([diagnosis.cause, decision.kind, isHealthy(report)]).toEqual(['none', 'none', true]);
  });
});
