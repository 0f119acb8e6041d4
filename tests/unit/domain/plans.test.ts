// Unit layer: what each cause asks for, and how an attempt under way goes on.
import { CAUSES } from '#shared/domain/cause.ts';
import type { Finding } from '#shared/domain/finding.ts';
import type { Attempt, AttemptStep, StepOutcome } from '#shared/domain/incident.ts';
import type { EcsService, Observation } from '#shared/domain/observation.ts';
import { missing, observed } from '#shared/domain/part.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { backOffMs, shareOf } from '#shared/domain/plans/back-off.ts';
import { canonicalPlan } from '#shared/domain/plans/canonical-plan.ts';
import { continueAttempt, type Progress } from '#shared/domain/plans/continue-attempt.ts';
import { type PlanningInput, planFor } from '#shared/domain/plans/plan-for.ts';
import { lastProven, revisionOf } from '#shared/domain/plans/release.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/time.ts';
import {
  aDeployment,
  aFinding,
  anAttempt,
  anEcsService,
  anObservation,
  anOlderRelease,
  aPolicy,
  aRelease,
  aResetBreakerPlan,
  aRollBackPlan,
  aStep,
  aStopTaskPlan,
  aTarget,
  aTargetGroup,
  aTask,
  NOW,
  OLDER_REVISION,
  REVISION,
  tasks,
} from '#tests/builders/domain.ts';

const GONE = missing('throttled', 'Rate exceeded');

/** What a proposal comes to, in a word. */
const inShort = (proposal: Progress): string => {
  switch (proposal.kind) {
    case 'plan':
      return `${proposal.plan.action} ${proposal.plan.step}`;
    case 'ended':
      return proposal.verdict;
    default:
      return proposal.reason;
  }
};

const planningFor = (
  cause: PlanningInput['diagnosis']['cause'],
  { finding = {}, ...different }: Partial<Observation> & { readonly finding?: Partial<Finding> } = {},
  subject: string | undefined = 'task-1',
): PlanningInput => ({
  observation: anObservation(different),
  diagnosis: {
    cause,
    ...(subject === undefined ? {} : { subject }),
    confirmed: true,
    restartHelps: true,
    because: [aFinding({ seen: 2, ...finding })],
    ruledOut: [],
  },
  incident: undefined,
  policy: aPolicy(),
  now: NOW,
});

describe('each cause', () => {
  it.each([
    { cause: 'none' as const, comesTo: 'healthy' },
    { cause: 'in-transition' as const, comesTo: 'in-transition' },
    { cause: 'intended' as const, comesTo: 'intended-state' },
    { cause: 'platform-maintenance' as const, comesTo: 'in-transition' },
    { cause: 'dependency-down' as const, comesTo: 'dependency-is-down' },
    { cause: 'unknown' as const, comesTo: 'cause-unknown' },
    { cause: 'instance-grey' as const, comesTo: 'stop-task surge' },
  ])('$cause comes to $comesTo', ({ cause, comesTo }) => {
    expect(inShort(planFor(planningFor(cause)))).toBe(comesTo);
  });

  it('that the medic has no treatment for comes to people', () => {
    const forPeople = CAUSES.filter((cause) => inShort(planFor(planningFor(cause))) === 'people-needed');
    expect(forPeople).toEqual([
      'out-of-memory',
      'memory-leak',
      'crash-loop',
      'image-unavailable',
      'initialization-failure',
      'capacity-shortage',
      'overload',
      'no-targets',
      'target-misconfiguration',
      'network-path',
      'load-balancer-fault',
      'az-impairment',
    ]);
  });

  it('that is unknown for want of an answer is called blind', () => {
    expect(inShort(planFor(planningFor('unknown', { finding: { id: 'essentials-unreadable' } })))).toBe('blind');
  });
});

describe('a bad task', () => {
  it.each([
    { seconds: 119, comesTo: 'ecs-is-replacing' },
    { seconds: 120, comesTo: 'stop-task surge' },
    { seconds: 121, comesTo: 'stop-task surge' },
  ])('that has failed its health check for $seconds s comes to $comesTo', ({ seconds, comesTo }) => {
    const since = NOW - seconds * SECOND;
    expect(inShort(planFor(planningFor('instance-unhealthy', { finding: { since } })))).toBe(comesTo);
  });

  it('gets its replacement first', () => {
    expect(planFor(planningFor('instance-grey'))).toMatchObject({
      plan: { target: 'task-1', desiredCount: 4, capacityDip: 0, says: expect.stringContaining('4 tasks wanted becomes 5') },
    });
  });

  it.each<{ why: string; input: PlanningInput }>([
    { why: 'the service', input: planningFor('instance-grey', { ecs: GONE }) },
    { why: 'a name', input: { ...planningFor('instance-grey'), diagnosis: withoutSubject() } },
    {
      why: 'a finding',
      input: { ...planningFor('instance-grey'), diagnosis: { ...planningFor('instance-grey').diagnosis, because: [] } },
    },
  ])('without $why is for people', ({ input }) => {
    expect(inShort(planFor(input))).toBe('blind');
  });
});

describe('a bad release', () => {
  const rolling = (different: Parameters<typeof aDeployment>[0] = {}, service: Partial<EcsService> = {}) => ({
    ecs: observed(
      NOW,
      anEcsService({
        deployments: [aDeployment({ rolloutState: 'IN_PROGRESS', createdAt: NOW - 3 * MINUTE, ...different })],
        ...service,
      }),
    ),
    releases: observed(NOW, [aRelease({ status: 'IN_PROGRESS', createdAt: NOW - 3 * MINUTE }), anOlderRelease()]),
  });
  const comesTo = (different: Parameters<typeof planningFor>[1]) => inShort(planFor(planningFor('bad-release', different)));

  it('is stopped while it rolls out', () => {
    expect(planFor(planningFor('bad-release', rolling()))).toMatchObject({
      plan: {
        step: 'stop-deployment',
        target: aRelease().arn,
        from: REVISION,
        to: OLDER_REVISION,
        says: 'stop the deployment of mlflow-registry:42 and let ECS go back to mlflow-registry:41',
      },
    });
    const pending = observed(NOW, [aRelease({ status: 'PENDING' }), anOlderRelease()]);
    expect(comesTo({ ...rolling(), releases: pending })).toBe('roll-back stop-deployment');
  });

  it('is replaced by the last proven revision once it has rolled out, or has failed to', () => {
    expect(planFor(planningFor('bad-release'))).toMatchObject({
      plan: { step: 'redeploy', target: OLDER_REVISION, from: REVISION, to: OLDER_REVISION },
    });
    expect(comesTo(rolling({ rolloutState: 'FAILED' }))).toBe('roll-back redeploy');
  });

  it.each([
    { minutes: 9.9, comes: 'ecs-rolls-back-by-itself' },
    { minutes: 10, comes: 'roll-back stop-deployment' },
    { minutes: 10.1, comes: 'roll-back stop-deployment' },
  ])('that has its own circuit breaker and began $minutes minutes ago comes to $comes', ({ minutes, comes }) => {
    expect(comesTo(rolling({ createdAt: NOW - minutes * MINUTE }, { rollsBackByItself: true }))).toBe(comes);
  });

  it('waits for its deployment to show in the history', () => {
    expect(comesTo({ ...rolling(), releases: observed(NOW, [anOlderRelease()]) })).toBe('deployment-in-progress');
  });

  it('without a proven revision is for people', () => {
    expect(comesTo({ releases: observed(NOW, [aRelease()]) })).toBe('no-proven-revision');
  });

  it.each([
    { seconds: 119, comes: 'blind', kind: 'wait' },
    { seconds: 120, comes: 'blind', kind: 'people' },
    { seconds: 121, comes: 'blind', kind: 'people' },
  ])('with a history that was unreadable for $seconds s comes to $kind', ({ seconds, comes, kind }) => {
    const proposal = planFor(planningFor('bad-release', { releases: GONE, finding: { since: NOW - seconds * SECOND } }));
    expect([inShort(proposal), proposal.kind]).toEqual([comes, kind]);
  });

  it.each([{ ecs: GONE }, { ecs: observed(NOW, anEcsService({ deployments: [] })) }])(
    'of a service that cannot be read is for people',
    (given) => {
      expect(comesTo(given)).toBe('blind');
    },
  );
});

describe('the last proven revision', () => {
  const replacedAt = NOW - HOUR;
  const current = aRelease({ createdAt: replacedAt });
  const served = (minutes: number) => anOlderRelease({ finishedAt: replacedAt - minutes * MINUTE });
  const { finishedAt: _, ...unfinished } = anOlderRelease();

  it.each([
    { minutes: 9.9, proven: undefined },
    { minutes: 10, proven: OLDER_REVISION },
    { minutes: 10.1, proven: OLDER_REVISION },
  ])('is one that served for $minutes minutes before it was replaced: $proven', ({ minutes, proven }) => {
    expect(lastProven([current, served(minutes)], REVISION)?.taskDefinition).toBe(proven);
    expect(lastProven([served(minutes), current], REVISION)?.taskDefinition).toBe(proven);
  });

  it.each([
    { why: 'did not end', release: unfinished },
    { why: 'was rolled back', release: anOlderRelease({ status: 'ROLLBACK_SUCCESSFUL' }) },
    { why: 'was stopped', release: anOlderRelease({ status: 'STOPPED' }) },
    { why: 'is the current one again', release: anOlderRelease({ taskDefinition: REVISION }) },
  ])('is never one whose rollout $why', ({ release }) => {
    expect(lastProven([current, release], REVISION)).toBeUndefined();
  });

  it('is the newest of several', () => {
    const oldest = anOlderRelease({ taskDefinition: 'family:40', createdAt: NOW - 90 * HOUR, finishedAt: NOW - 89 * HOUR });
    expect(lastProven([oldest, current, anOlderRelease()], REVISION)?.taskDefinition).toBe(OLDER_REVISION);
  });

  it('is the only release there is, where it is not the current revision', () => {
    expect(lastProven([anOlderRelease()], REVISION)?.taskDefinition).toBe(OLDER_REVISION);
  });

  it('is shown by family and number', () => {
    expect(revisionOf(REVISION)).toBe('mlflow-registry:42');
  });
});

describe('a stuck breaker', () => {
  const openSince = (seconds: number, failedResets = 0) => ({
    breakers: observed(NOW, [
      { name: 'backend', state: 'open' as const, version: 7, openedAt: NOW - seconds * SECOND, failedResets },
    ]),
  });
  const comesTo = (different: Parameters<typeof planningFor>[1]) =>
    inShort(planFor(planningFor('breaker-stuck-open', { finding: { seen: 3 }, ...different }, 'backend')));

  it.each([
    { seen: 2, comes: 'dependency-not-proven' },
    { seen: 3, comes: 'reset-breaker half-open' },
    { seen: 4, comes: 'reset-breaker half-open' },
  ])('whose dependency answered $seen probes comes to $comes', ({ seen, comes }) => {
    expect(comesTo({ ...openSince(600), finding: { seen } })).toBe(comes);
  });

  it.each([
    { failedResets: 0, seconds: 23, comes: 'breaker-cooling-down' },
    { failedResets: 0, seconds: 37, comes: 'reset-breaker half-open' },
    { failedResets: 1, seconds: 47, comes: 'breaker-cooling-down' },
    { failedResets: 1, seconds: 73, comes: 'reset-breaker half-open' },
    { failedResets: 9, seconds: 719, comes: 'breaker-cooling-down' },
    { failedResets: 9, seconds: 901, comes: 'reset-breaker half-open' },
  ])('that opened $seconds s ago after $failedResets failed resets comes to $comes', ({ failedResets, seconds, comes }) => {
    expect(comesTo(openSince(seconds, failedResets))).toBe(comes);
  });

  it('that does not say when it opened has cooled down', () => {
    const breakers = observed(NOW, [{ name: 'backend', state: 'open' as const, version: 7, failedResets: 0 }]);
    expect(comesTo({ breakers })).toBe('reset-breaker half-open');
  });

  it('that cannot be found is for people', () => {
    expect(comesTo({ breakers: GONE })).toBe('blind');
    const noFinding = planningFor('breaker-stuck-open', openSince(600), 'backend');
    expect(inShort(planFor({ ...noFinding, diagnosis: { ...noFinding.diagnosis, because: [] } }))).toBe('blind');
  });
});

interface UnderWay {
  readonly plan: Plan;
  readonly outcome?: StepOutcome;
  readonly reservedSecondsAgo?: number;
  readonly startedSecondsAgo?: number;
  readonly earlier?: readonly AttemptStep[];
}

const underWay = ({ plan, outcome, reservedSecondsAgo = 10, startedSecondsAgo, earlier = [] }: UnderWay): Attempt => {
  const reservedAt = NOW - reservedSecondsAgo * SECOND;
  const step = aStep(plan, { reservedAt, ...(outcome === undefined ? {} : { outcome }) });
  const startedAt = NOW - (startedSecondsAgo ?? reservedSecondsAgo) * SECOND;
  return anAttempt({ action: plan.action, target: plan.target, startedAt, steps: [...earlier, step] });
};

const BEGUN: StepOutcome = { kind: 'begun', at: NOW };
const FAILED: StepOutcome = { kind: 'failed', at: NOW, error: 'ThrottlingException' };
const REFUSED: StepOutcome = { kind: 'refused', at: NOW, reason: 'facts-changed' };

const onward = (attempt: UnderWay, different: Partial<Observation> = {}): string =>
  inShort(continueAttempt(underWay(attempt), anObservation(different), NOW));

/** `count` tasks that run and are healthy targets, with `desired` wanted. */
const withTasks = (count: number, desired: number, first = 1): Partial<Observation> => {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  return {
    ecs: observed(NOW, anEcsService({ desiredCount: desired })),
    tasks: observed(NOW, numbers.map((n) => aTask(n))),
    targetGroups: observed(NOW, [aTargetGroup(numbers.map((n) => aTarget(n)))]),
  };
};

describe('an attempt under way', () => {
  it('without a step did not work', () => {
    expect(inShort(continueAttempt(anAttempt({ steps: [] }), anObservation(), NOW))).toBe('did-not-work');
  });

  it.each([
    { plan: aStopTaskPlan(), given: { ecs: GONE } },
    { plan: aStopTaskPlan(), given: { tasks: GONE } },
    { plan: aStopTaskPlan({ step: 'retire' as const }), given: { ecs: GONE } },
    { plan: aStopTaskPlan({ step: 'retire' as const }), given: { tasks: GONE } },
    { plan: aRollBackPlan(), given: { ecs: GONE } },
    { plan: aRollBackPlan(), given: { tasks: GONE } },
    { plan: aResetBreakerPlan(), given: { breakers: GONE } },
  ])('waits for sight: $plan.action, $plan.step', ({ plan, given }) => {
    expect(onward({ plan }, given)).toBe('blind');
  });
});

describe('after the surge', () => {
  const plan = aStopTaskPlan();

  it.each<{ why: string; seconds: number; outcome?: StepOutcome; desired: number; comes: string }>([
    { why: 'done, not shown yet', seconds: 19, desired: 4, comes: 'step-in-flight' },
    { why: 'done, never shown', seconds: 20, desired: 4, comes: 'did-not-work' },
    { why: 'begun and never ended, not shown yet', seconds: 19, outcome: BEGUN, desired: 4, comes: 'step-in-flight' },
    { why: 'begun and never ended, never shown', seconds: 21, outcome: BEGUN, desired: 4, comes: 'did-not-work' },
    { why: 'begun and never ended, but shown', seconds: 21, outcome: BEGUN, desired: 5, comes: 'replacement-starting' },
    { why: 'failed, not shown', seconds: 1, outcome: FAILED, desired: 4, comes: 'did-not-work' },
    { why: 'failed, but shown', seconds: 1, outcome: FAILED, desired: 5, comes: 'replacement-starting' },
    { why: 'refused', seconds: 1, outcome: REFUSED, desired: 4, comes: 'did-not-work' },
    { why: 'refused, and raised by somebody else', seconds: 1, outcome: REFUSED, desired: 5, comes: 'did-not-work' },
    { why: 'done, and scaled out by somebody else', seconds: 1, desired: 8, comes: 'did-not-work' },
    { why: 'done, and scaled in by somebody else', seconds: 1, desired: 2, comes: 'did-not-work' },
  ])('$why after $seconds s comes to $comes', ({ seconds, outcome, desired, comes }) => {
    const attempt = { plan, reservedSecondsAgo: seconds, ...(outcome === undefined ? {} : { outcome }) };
    expect(onward(attempt, withTasks(4, desired))).toBe(comes);
  });

  it.each([
    { others: 3, comes: 'replacement-starting' },
    { others: 4, comes: 'stop-task retire' },
    { others: 5, comes: 'stop-task retire' },
  ])('with $others others at work comes to $comes', ({ others, comes }) => {
    expect(onward({ plan }, withTasks(others + 1, 5))).toBe(comes);
  });

  it('retires the task, keeps the good ones, and says what that takes from the capacity', () => {
    const hanging = { ...withTasks(5, 5), tasks: observed(NOW, [aTask(1, { healthStatus: 'UNHEALTHY' }), ...tasks(5).slice(1)]) };
    const propose = (given: Partial<Observation>) => continueAttempt(underWay({ plan }), anObservation(given), NOW);
    const keep = ['task-2', 'task-3', 'task-4', 'task-5'];
    expect(propose(withTasks(5, 5))).toMatchObject({ plan: { step: 'retire', keep, desiredCount: 4, capacityDip: 1 } });
    expect(propose(hanging)).toMatchObject({ plan: { step: 'retire', keep, desiredCount: 4, capacityDip: 0 } });
  });

  it('retires it also when it has gone by itself, so that the count comes back', () => {
    expect(onward({ plan }, withTasks(4, 5, 2))).toBe('stop-task retire');
  });

  it.each([
    { seconds: 179, comes: 'replacement-starting' },
    { seconds: 180, comes: 'replacement-starting' },
    { seconds: 181, comes: 'stop-task abandon' },
  ])('without a replacement for $seconds s comes to $comes', ({ seconds, comes }) => {
    expect(onward({ plan, startedSecondsAgo: seconds }, withTasks(4, 5))).toBe(comes);
  });
});

describe('after the retirement', () => {
  const plan = aStopTaskPlan({ step: 'retire', keep: ['task-2', 'task-3', 'task-4', 'task-5'] });

  it('waits while ECS takes the task, and settles once it is gone', () => {
    expect(onward({ plan }, withTasks(5, 4))).toBe('bad-task-leaving');
    expect(onward({ plan }, withTasks(4, 4, 2))).toBe('stop-task settle');
    const stopping = { ...withTasks(5, 4), tasks: observed(NOW, [aTask(1, { desiredStatus: 'STOPPED' })]) };
    expect(onward({ plan }, stopping)).toBe('stop-task settle');
  });

  it.each([
    { seconds: 119, comes: 'bad-task-leaving' },
    { seconds: 120, comes: 'bad-task-leaving' },
    { seconds: 121, comes: 'did-not-work' },
  ])('that shows no effect on the task for $seconds s comes to $comes', ({ seconds, comes }) => {
    expect(onward({ plan, reservedSecondsAgo: seconds }, withTasks(5, 4))).toBe(comes);
  });

  it.each<{ why: string; seconds: number; outcome?: StepOutcome; desired: number; comes: string }>([
    { why: 'begun and never ended, not shown yet', seconds: 19, outcome: BEGUN, desired: 5, comes: 'step-in-flight' },
    { why: 'begun and never ended, never shown', seconds: 20, outcome: BEGUN, desired: 5, comes: 'stop-task retire' },
    { why: 'begun and never ended, but shown', seconds: 21, outcome: BEGUN, desired: 4, comes: 'bad-task-leaving' },
    { why: 'failed', seconds: 1, outcome: FAILED, desired: 5, comes: 'stop-task retire' },
    { why: 'refused', seconds: 1, outcome: REFUSED, desired: 5, comes: 'stop-task retire' },
    { why: 'failed, but shown', seconds: 1, outcome: FAILED, desired: 4, comes: 'bad-task-leaving' },
  ])('$why after $seconds s comes to $comes', ({ seconds, outcome, desired, comes }) => {
    const attempt = { plan, reservedSecondsAgo: seconds, ...(outcome === undefined ? {} : { outcome }) };
    expect(onward(attempt, withTasks(5, desired))).toBe(comes);
  });

  it.each([
    { tries: 2, comes: 'stop-task retire' },
    { tries: 3, comes: 'stop-task abandon' },
  ])('that failed $tries times comes to $comes', ({ tries, comes }) => {
    const earlier = [aStep(), ...Array.from({ length: tries - 1 }, () => aStep(plan, { outcome: FAILED }))];
    expect(onward({ plan, outcome: FAILED, earlier }, withTasks(5, 5))).toBe(comes);
  });

  it.each([
    { step: 'settle' as const, comes: 'worked' },
    { step: 'abandon' as const, comes: 'did-not-work' },
  ])('the last step, $step, ends the attempt: $comes', ({ step, comes }) => {
    expect(onward({ plan: aStopTaskPlan({ step }) })).toBe(comes);
  });
});

describe('after a rollback', () => {
  const plan = aRollBackPlan();
  const onRevision = (taskDefinition: string, different: Parameters<typeof aDeployment>[0] = {}): Partial<Observation> => ({
    ecs: observed(NOW, anEcsService({ taskDefinition, deployments: [aDeployment({ taskDefinition, ...different })] })),
    tasks: observed(NOW, [1, 2, 3, 4].map((n) => aTask(n, { taskDefinition }))),
  });
  const back = onRevision(OLDER_REVISION);

  it('works once only tasks of the proven revision run, as many as are wanted', () => {
    expect(onward({ plan }, back)).toBe('worked');
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'it still rolls out', given: onRevision(OLDER_REVISION, { rolloutState: 'IN_PROGRESS' }) },
    { why: 'a task of the bad one still runs', given: { ...back, tasks: observed(NOW, [...tasks(1), ...tasks(4).slice(1)]) } },
    { why: 'tasks are missing', given: { ...back, tasks: observed(NOW, [aTask(1, { taskDefinition: OLDER_REVISION })]) } },
  ])('is on its way while $why', ({ given }) => {
    expect(onward({ plan }, given)).toBe('rolling-back');
  });

  it.each([
    { seconds: 599, comes: 'rolling-back' },
    { seconds: 600, comes: 'did-not-work' },
    { seconds: 601, comes: 'did-not-work' },
  ])('that takes $seconds s comes to $comes', ({ seconds, comes }) => {
    const given = onRevision(OLDER_REVISION, { rolloutState: 'IN_PROGRESS' });
    expect(onward({ plan, startedSecondsAgo: seconds }, given)).toBe(comes);
  });

  it.each<{ seconds: number; outcome?: StepOutcome; comes: string }>([
    { seconds: 29, comes: 'step-in-flight' },
    { seconds: 30, comes: 'did-not-work' },
    { seconds: 31, comes: 'did-not-work' },
    { seconds: 29, outcome: BEGUN, comes: 'step-in-flight' },
    { seconds: 31, outcome: BEGUN, comes: 'did-not-work' },
    { seconds: 1, outcome: FAILED, comes: 'did-not-work' },
    { seconds: 1, outcome: REFUSED, comes: 'did-not-work' },
  ])('that ECS does not show after $seconds s ($outcome.kind) comes to $comes', ({ seconds, outcome, comes }) => {
    const attempt = { plan, reservedSecondsAgo: seconds, ...(outcome === undefined ? {} : { outcome }) };
    expect(onward(attempt, onRevision(REVISION))).toBe(comes);
  });

  it('that failed, but that ECS shows, goes on', () => {
    expect(onward({ plan, outcome: FAILED }, back)).toBe('worked');
  });
});

describe('after the door of a breaker was opened', () => {
  const plan = aResetBreakerPlan({ expectedVersion: 7 });
  const breaker = (state: 'open' | 'half-open' | 'closed' | 'forced-open' | 'disabled', version = 8): Partial<Observation> => ({
    breakers: observed(NOW, [{ name: 'backend', state, version, failedResets: 0 }]),
  });

  it.each<{ why: string; given: Partial<Observation>; seconds?: number; outcome?: StepOutcome; comes: string }>([
    { why: 'closed', given: breaker('closed'), comes: 'worked' },
    { why: 'half-open', given: breaker('half-open'), comes: 'breaker-ramping' },
    { why: 'half-open for almost too long', given: breaker('half-open'), seconds: 359, comes: 'breaker-ramping' },
    { why: 'half-open for too long', given: breaker('half-open'), seconds: 360, comes: 'did-not-work' },
    { why: 'half-open for far too long', given: breaker('half-open'), seconds: 361, comes: 'did-not-work' },
    { why: 'open and untouched', given: breaker('open', 7), seconds: 19, comes: 'step-in-flight' },
    { why: 'open and untouched', given: breaker('open', 7), seconds: 20, comes: 'did-not-work' },
    { why: 'open and untouched', given: breaker('open', 7), seconds: 21, outcome: BEGUN, comes: 'did-not-work' },
    { why: 'open, since it failed', given: breaker('open', 7), seconds: 1, outcome: FAILED, comes: 'did-not-work' },
    { why: 'open, since it was refused', given: breaker('open', 9), seconds: 1, outcome: REFUSED, comes: 'did-not-work' },
    { why: 'fallen back to open', given: breaker('open', 9), seconds: 1, comes: 'did-not-work' },
    { why: 'forced open by a person', given: breaker('forced-open'), comes: 'did-not-work' },
    { why: 'disabled by a person', given: breaker('disabled'), comes: 'did-not-work' },
    { why: 'not there', given: { breakers: observed(NOW, []) }, comes: 'blind' },
  ])('$why comes to $comes', ({ given, seconds = 10, outcome, comes }) => {
    const attempt = { plan, reservedSecondsAgo: seconds, ...(outcome === undefined ? {} : { outcome }) };
    expect(onward(attempt, given)).toBe(comes);
  });
});

describe('the back-off', () => {
  const wait = (failures: number, key = 'registry:1') => backOffMs({ first: 30_000, longest: 900_000, failures, key });

  it('doubles, stays within a fifth of that, and never exceeds its limit', () => {
    for (let failures = 0; failures < 40; failures += 1) {
      const nominal = 30_000 * 2 ** failures;
      expect(wait(failures)).toBeGreaterThanOrEqual(Math.min(900_000, 0.8 * nominal));
      expect(wait(failures)).toBeLessThanOrEqual(Math.min(900_000, 1.2 * nominal));
    }
  });

  it('is the same for the same key, and spread over the range for others', () => {
    const shares = Array.from({ length: 1_000 }, (_, index) => shareOf(`service-${index}:1`));
    expect(wait(0)).toBe(wait(0));
    expect(Math.min(...shares)).toBeLessThan(0.05);
    expect(Math.max(...shares)).toBeGreaterThan(0.95);
    expect(shares.filter((share) => share < 0.5).length).toBeGreaterThan(400);
    expect(shares.filter((share) => share < 0.5).length).toBeLessThan(600);
  });

  it.each([
    { text: '', hash: 0x811c9dc5 },
    { text: 'a', hash: 0xe40c292c },
    { text: 'foobar', hash: 0xbf9cf968 },
  ])('draws from FNV-1a: "$text"', ({ text, hash }) => {
    expect(shareOf(text)).toBe(hash / 2 ** 32);
  });
});

describe('a plan in one line', () => {
  it('is the same however the plan was put together, and differs with every value', () => {
    const plan = aStopTaskPlan();
    const turned = Object.fromEntries(Object.entries(plan).reverse()) as unknown as typeof plan;
    expect(canonicalPlan(turned)).toBe(canonicalPlan(plan));
    expect(canonicalPlan({ ...plan, desiredCount: 5 })).not.toBe(canonicalPlan(plan));
    expect(canonicalPlan({ ...plan, keep: ['task-2'] })).not.toBe(canonicalPlan(plan));
  });
});

function withoutSubject(): PlanningInput['diagnosis'] {
  const { subject: _, ...diagnosis } = planningFor('instance-grey').diagnosis;
  return diagnosis;
}
