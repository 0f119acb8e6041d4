// Unit layer: how an attempt under way goes on, judged by what can be observed.
import {
  type Attempt,
  type AttemptStep,
  mayHaveActed,
  type PendingAttempt,
  type StepOutcome,
} from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { itemsOf, missing, observed } from '#shared/domain/model/part.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { continueAttempt } from '#shared/domain/planning/continue.ts';
import type { Progress } from '#shared/domain/planning/progress.ts';
import {
  anAttempt,
  aPendingAttempt,
  aResetBreakerPlan,
  aRollBackPlan,
  aStep,
  aStopTaskPlan,
} from '#tests/builders/an-incident.ts';
import { NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aDeployment, aService, aTarget, aTargetGroup, aTask, tasks } from '#tests/builders/parts.ts';

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

interface UnderWay {
  readonly plan: Plan;
  readonly outcome?: StepOutcome;
  readonly reservedSecondsAgo?: number;
  readonly startedSecondsAgo?: number;
  readonly earlier?: readonly AttemptStep[];
}

const underWay = ({
  plan,
  outcome,
  reservedSecondsAgo = 10,
  startedSecondsAgo,
  earlier = [],
}: UnderWay): PendingAttempt => {
  const reservedAt = NOW - reservedSecondsAgo * SECOND;
  const step = aStep({ plan, reservedAt, ...(outcome === undefined ? {} : { outcome }) });
  const startedAt = NOW - (startedSecondsAgo ?? reservedSecondsAgo) * SECOND;
  return aPendingAttempt({ action: plan.action, target: plan.target, startedAt, steps: [...earlier, step] });
};

const BEGUN: StepOutcome = { kind: 'begun', at: NOW };
const FAILED: StepOutcome = { kind: 'failed', at: NOW, error: 'ThrottlingException' };
const REFUSED: StepOutcome = { kind: 'refused', at: NOW, reason: 'facts-changed' };

const onward = (attempt: UnderWay, different: Partial<Observation> = {}): string =>
  inShort(continueAttempt(underWay(attempt), { observation: anObservation(different), now: NOW }));

/** `count` tasks that run and are healthy targets, with `desired` wanted. */
const withTasks = (count: number, desired: number, first = 1): Partial<Observation> => {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  return {
    ecs: observed(NOW, aService({ desiredCount: desired })),
    tasks: observed(
      NOW,
      numbers.map((n) => aTask(n)),
    ),
    targetGroups: observed(NOW, [aTargetGroup({ targets: numbers.map((n) => aTarget(n)) })]),
  };
};

describe('whether an attempt may have acted', () => {
  const REFUSED_STEP: StepOutcome = { kind: 'refused', at: NOW, reason: 'facts-changed' };
  const attempt = (verdict: Attempt['verdict'], ...outcomes: readonly StepOutcome[]): Attempt =>
    anAttempt({ verdict, steps: outcomes.map((outcome) => aStep({ plan: aStopTaskPlan(), outcome })) });

  it.each<{ why: string; given: Attempt; acted: boolean }>([
    { why: 'has no step', given: attempt('pending'), acted: false },
    { why: 'is in flight', given: attempt('pending', { kind: 'reserved' }), acted: true },
    { why: 'ended before anybody began it', given: attempt('did-not-work', { kind: 'reserved' }), acted: false },
    { why: 'was begun and never ended', given: attempt('did-not-work', { kind: 'begun', at: NOW }), acted: true },
    { why: 'failed', given: attempt('did-not-work', { kind: 'failed', at: NOW, error: 'Throttled' }), acted: true },
    { why: 'was done', given: attempt('worked', { kind: 'done', at: NOW }), acted: true },
    { why: 'was refused', given: attempt('did-not-work', REFUSED_STEP), acted: false },
    { why: 'was refused at once and again', given: attempt('pending', REFUSED_STEP, REFUSED_STEP), acted: false },
    {
      why: 'was refused in its second step',
      given: attempt('pending', { kind: 'done', at: NOW }, REFUSED_STEP),
      acted: true,
    },
  ])('one that $why: $acted', ({ given, acted }) => {
    expect(mayHaveActed(given)).toBe(acted);
  });
});

describe('an attempt under way', () => {
  it('without a step did not work', () => {
    expect(inShort(continueAttempt(aPendingAttempt({ steps: [] }), { observation: anObservation(), now: NOW }))).toBe(
      'did-not-work',
    );
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
    expect(onward({ plan }, given)).toBe('insufficient-data');
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
    const hanging = {
      ...withTasks(5, 5),
      tasks: observed(NOW, [aTask(1, { healthStatus: 'UNHEALTHY' }), ...tasks(5).slice(1)]),
    };
    const propose = (given: Partial<Observation>) =>
      continueAttempt(underWay({ plan }), { observation: anObservation(given), now: NOW });
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
    const earlier = [aStep(), ...Array.from({ length: tries - 1 }, () => aStep({ plan, outcome: FAILED }))];
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
  const onRevision = (
    taskDefinition: string,
    different: Parameters<typeof aDeployment>[0] = {},
  ): Partial<Observation> => ({
    ecs: observed(NOW, aService({ taskDefinition, deployments: [aDeployment({ taskDefinition, ...different })] })),
    tasks: observed(
      NOW,
      [1, 2, 3, 4].map((n) => aTask(n, { taskDefinition })),
    ),
  });
  const back = onRevision(OLDER_REVISION);

  it('works once only tasks of the proven revision run, as many as are wanted', () => {
    expect(onward({ plan }, back)).toBe('worked');
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    { why: 'it still rolls out', given: onRevision(OLDER_REVISION, { rolloutState: 'IN_PROGRESS' }) },
    {
      why: 'a task of the bad one still runs',
      given: { ...back, tasks: observed(NOW, [aTask(5), ...itemsOf(back.tasks ?? GONE)]) },
    },
    {
      why: 'tasks are missing',
      given: { ...back, tasks: observed(NOW, [aTask(1, { taskDefinition: OLDER_REVISION })]) },
    },
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
  const breaker = (
    state: 'open' | 'half-open' | 'closed' | 'forced-open' | 'disabled',
    version = 8,
  ): Partial<Observation> => ({
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
    {
      why: 'open, since it was refused',
      given: breaker('open', 9),
      seconds: 1,
      outcome: REFUSED,
      comes: 'did-not-work',
    },
    { why: 'fallen back to open', given: breaker('open', 9), seconds: 1, comes: 'did-not-work' },
    { why: 'forced open by a person', given: breaker('forced-open'), comes: 'did-not-work' },
    { why: 'disabled by a person', given: breaker('disabled'), comes: 'did-not-work' },
    { why: 'not there', given: { breakers: observed(NOW, []) }, comes: 'insufficient-data' },
  ])('$why comes to $comes', ({ given, seconds = 10, outcome, comes }) => {
    const attempt = { plan, reservedSecondsAgo: seconds, ...(outcome === undefined ? {} : { outcome }) };
    expect(onward(attempt, given)).toBe(comes);
  });
});
