// Unit layer: every gate below, at and above its threshold, and that it fails closed.
import { readFileSync } from 'node:fs';
import { planIsApproved } from '#shared/domain/gates/approval.ts';
import { withinBudget } from '#shared/domain/gates/budget.ts';
import { aboveCapacityFloor } from '#shared/domain/gates/capacity.ts';
import { noDeploymentRunning } from '#shared/domain/gates/deployment.ts';
import { evidenceIsFresh } from '#shared/domain/gates/evidence.ts';
import type { Situation } from '#shared/domain/gates/gate.ts';
import { GATES, passGates } from '#shared/domain/gates/gates.ts';
import { notIntended } from '#shared/domain/gates/intent.ts';
import { actsInThisMode } from '#shared/domain/gates/mode.ts';
import { noStorm } from '#shared/domain/gates/storm.ts';
import { notPaused } from '#shared/domain/gates/switches.ts';
import { notInTransition } from '#shared/domain/gates/transition.ts';
import { causeIsTreatable } from '#shared/domain/gates/treatable.ts';
import { canonicalPlan } from '#shared/domain/model/canonical-plan.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import type { GateResult } from '#shared/domain/model/decision.ts';
import { type Attempt, isFurtherStep, type PastAction } from '#shared/domain/model/incident.ts';
import type { Observation, Switch } from '#shared/domain/model/observation.ts';
import { frozen, missing, observed } from '#shared/domain/model/part.ts';
import type { Mode } from '#shared/domain/model/policy.ts';
import { REASONS, RESTART_HELPS } from '#shared/domain/model/reasons.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aScore } from '#tests/builders/a-report.ts';
import { aSituation } from '#tests/builders/a-situation.ts';
import {
  anAttempt,
  anIncident,
  aResetBreakerPlan,
  aRollBackPlan,
  aStep,
  aStopTaskPlan,
} from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aDeployment, aService, aTarget, aTargetGroup, aTask, aTaskProbe, tasks } from '#tests/builders/parts.ts';

const seen = (different: Partial<Observation>, rest: Partial<Situation> = {}): Situation =>
  aSituation({ observation: anObservation(different), ...rest });

const GONE = missing('throttled', 'Rate exceeded');
const answerOf = (result: GateResult): string => (result.verdict === 'pass' ? 'pass' : result.reason);

describe('the gates together', () => {
  it('stand in this order', () => {
    expect(passGates(aSituation()).map(({ gate }) => gate)).toEqual([
      'switches',
      'mode',
      'evidence',
      'intent',
      'transition',
      'deployment',
      'storm',
      'treatable',
      'capacity',
      'budget',
      'approval',
    ]);
    expect(passGates(aSituation()).every(({ verdict }) => verdict === 'pass')).toBe(true);
  });

  it('end at the first that does not pass, which decides', () => {
    const situation = seen({ fleet: GONE, ecs: GONE }, { policy: aPolicy({ mode: 'approve' }) });
    expect(passGates(situation).map(({ gate, verdict }) => `${gate} ${verdict}`)).toEqual([
      'switches pass',
      'mode pass',
      'evidence hold',
    ]);
  });
});

describe('a step that only takes back what the medic did', () => {
  const steps = [{ step: 'settle' as const }, { step: 'abandon' as const }];
  const on: Switch = { scope: 'service', owner: 'ana', reason: 'maintenance', from: NOW, until: NOW + MINUTE };

  it.each(steps)('is held by no gate but the switches: $step', ({ step }) => {
    const plan = aStopTaskPlan({ step });
    const against = seen({ ecs: GONE, tasks: GONE, fleet: GONE }, { plan, policy: aPolicy({ mode: 'observe' }) });
    expect(passGates(against).map(({ gate, verdict }) => `${gate} ${verdict}`)).toEqual(['switches pass']);
    const paused = seen({ switches: observed(NOW, [on]) }, { plan });
    expect(passGates(paused).map(({ gate, verdict }) => `${gate} ${verdict}`)).toEqual(['switches hold']);
  });

  it.each([
    { plan: aStopTaskPlan({ step: 'surge' }) },
    { plan: aStopTaskPlan({ step: 'retire' }) },
    { plan: aRollBackPlan() },
    { plan: aResetBreakerPlan() },
  ])('is neither $plan.action, $plan.step, nor anything else that changes more', ({ plan }) => {
    const gates = passGates(aSituation({ plan, policy: aPolicy({ mode: 'observe' }) }));
    expect(gates.at(-1)).toMatchObject({ gate: 'mode', verdict: 'refuse' });
  });
});

describe('the switches gate', () => {
  const aSwitch = (from: number, until: number): Switch => ({
    scope: 'service',
    owner: 'ana',
    reason: 'maintenance',
    from: NOW + from,
    until: NOW + until,
  });

  it.each([
    { switches: [], verdict: 'pass' },
    { switches: [aSwitch(1, 60_000)], verdict: 'pass' },
    { switches: [aSwitch(0, 60_000)], verdict: 'hold' },
    { switches: [aSwitch(-1, 60_000)], verdict: 'hold' },
    { switches: [aSwitch(-60_000, 1)], verdict: 'hold' },
    { switches: [aSwitch(-60_000, 0)], verdict: 'pass' },
  ])('holds from the first moment of a switch until its last: $switches gives $verdict', ({ switches, verdict }) => {
    expect(notPaused(seen({ switches: observed(NOW, switches) })).verdict).toBe(verdict);
  });

  it('holds until the last of several ends', () => {
    const switches = observed(NOW, [aSwitch(-1, 60 * SECOND), aSwitch(-1, 90 * SECOND)]);
    expect(notPaused(seen({ switches }))).toMatchObject({
      reason: 'paused',
      recheckAfterSeconds: 90,
      numbers: { on: 2 },
    });
  });

  it.each([{ switches: GONE }, { switches: missing('not-configured', '') }, { switches: frozen(NOW) }])(
    'holds when the switches cannot be read: $switches.state',
    ({ switches }) => {
      expect(answerOf(notPaused(seen({ switches })))).toBe('switches-unreadable');
    },
  );
});

describe('the mode gate', () => {
  it.each<{ mode: Mode; answer: string }>([
    { mode: 'observe', answer: 'observe-only' },
    { mode: 'approve', answer: 'pass' },
    { mode: 'auto', answer: 'pass' },
  ])('in mode $mode answers $answer', ({ mode, answer }) => {
    expect(answerOf(actsInThisMode(aSituation({ policy: aPolicy({ mode }) })))).toBe(answer);
  });
});

describe('the evidence gate', () => {
  it.each([
    { confidence: 0.599, answer: 'low-confidence' },
    { confidence: 0.6, answer: 'pass' },
    { confidence: 0.601, answer: 'pass' },
    { confidence: Number.NaN, answer: 'low-confidence' },
  ])('at confidence $confidence answers $answer', ({ confidence, answer }) => {
    expect(answerOf(evidenceIsFresh(aSituation({ score: aScore({ confidence }) })))).toBe(answer);
  });

  it.each([
    { seconds: 59, answer: 'pass' },
    { seconds: 60, answer: 'pass' },
    { seconds: 61, answer: 'evidence-stale' },
    { seconds: Number.NaN, answer: 'evidence-stale' },
  ])('with tasks read $seconds s ago answers $answer', ({ seconds, answer }) => {
    const situation = seen({ tasks: observed(NOW - seconds * SECOND, tasks(4)) });
    expect(answerOf(evidenceIsFresh(situation))).toBe(answer);
  });

  it('says how old the evidence is, where it has an age', () => {
    const old = seen({ tasks: observed(NOW - 90 * SECOND, tasks(4)) });
    expect(evidenceIsFresh(old)).toMatchObject({ numbers: { ageSeconds: 90 } });
    expect(evidenceIsFresh(seen({ tasks: GONE }))).toMatchObject({ numbers: {} });
  });

  it.each([{ part: 'ecs' as const }, { part: 'tasks' as const }, { part: 'targetGroups' as const }])(
    'fails closed without the $part',
    ({ part }) => {
      expect(answerOf(evidenceIsFresh(seen({ [part]: GONE })))).toBe('evidence-stale');
    },
  );

  it('does not ask for targets where there is no load balancer, but always for ECS', () => {
    const none = missing('not-configured', '');
    expect(answerOf(evidenceIsFresh(seen({ targetGroups: none })))).toBe('pass');
    expect(answerOf(evidenceIsFresh(seen({ ecs: none })))).toBe('evidence-stale');
  });
});

describe('the intent gate', () => {
  it.each([
    { desiredCount: 0, status: 'ACTIVE', answer: 'intended-state' },
    { desiredCount: 1, status: 'ACTIVE', answer: 'pass' },
    { desiredCount: 2, status: 'ACTIVE', answer: 'pass' },
    { desiredCount: 2, status: 'DRAINING', answer: 'intended-state' },
    { desiredCount: 2, status: 'INACTIVE', answer: 'intended-state' },
  ])('for $desiredCount tasks of a service that is $status answers $answer', ({ answer, ...service }) => {
    expect(answerOf(notIntended(seen({ ecs: observed(NOW, aService(service)) })))).toBe(answer);
  });

  it('fails closed without the service', () => {
    expect(answerOf(notIntended(seen({ ecs: GONE })))).toBe('intended-state');
  });
});

describe('the transition gate', () => {
  it.each([
    { seconds: 59, answer: 'in-transition', again: 1 },
    { seconds: 60, answer: 'pass', again: undefined },
    { seconds: 61, answer: 'pass', again: undefined },
  ])('for a task started $seconds s ago, with 60 s of grace, answers $answer', ({ seconds, answer, again }) => {
    const started = aTask(1, { startedAt: NOW - seconds * SECOND });
    const result = notInTransition(seen({ tasks: observed(NOW, [started]) }));
    expect(answerOf(result)).toBe(answer);
    expect(result.verdict === 'hold' ? result.recheckAfterSeconds : undefined).toBe(again);
  });

  it('gives a task that has not started its whole grace period', () => {
    const { startedAt: _, ...task } = aTask(1);
    const situation = seen({ tasks: observed(NOW, [task]) });
    expect(notInTransition(situation)).toMatchObject({ verdict: 'hold', recheckAfterSeconds: 60 });
    expect(notInTransition(seen({ tasks: observed(NOW, [task]), ecs: GONE }))).toMatchObject({ verdict: 'hold' });
  });

  it('fails closed without the task', () => {
    expect(answerOf(notInTransition(seen({ tasks: GONE })))).toBe('in-transition');
  });

  it.each([{ plan: aStopTaskPlan({ step: 'retire' }) }, { plan: aRollBackPlan() }, { plan: aResetBreakerPlan() }])(
    'lets $plan.action, $plan.step through',
    ({ plan }) => {
      expect(answerOf(notInTransition(seen({ tasks: GONE }, { plan })))).toBe('pass');
    },
  );
});

describe('the deployment gate', () => {
  const rolling = observed(NOW, aService({ deployments: [aDeployment({ rolloutState: 'IN_PROGRESS' })] }));
  const draining = observed(NOW, aService({ deployments: [aDeployment(), aDeployment({ status: 'ACTIVE' })] }));

  it.each([
    { why: 'none', ecs: observed(NOW, aService()), answer: 'pass' },
    { why: 'one that rolls out', ecs: rolling, answer: 'deployment-in-progress' },
    { why: 'two of them', ecs: draining, answer: 'deployment-in-progress' },
    { why: 'nobody knows which', ecs: GONE, answer: 'deployment-in-progress' },
  ])('with $why running answers $answer, and never keeps a rollback', ({ ecs, answer }) => {
    expect(answerOf(noDeploymentRunning(seen({ ecs })))).toBe(answer);
    expect(answerOf(noDeploymentRunning(seen({ ecs }, { plan: aResetBreakerPlan() })))).toBe(answer);
    expect(answerOf(noDeploymentRunning(seen({ ecs }, { plan: aRollBackPlan() })))).toBe('pass');
  });
});

describe('a service that is not deployed by rolling updates', () => {
  it.each([
    { controller: 'CODE_DEPLOY' as const },
    { controller: 'EXTERNAL' as const },
    { strategy: 'BLUE_GREEN' as const },
    { strategy: 'LINEAR' as const },
    { strategy: 'CANARY' as const },
  ])('($controller $strategy) has neither task nor release touched, but its breakers reset', (way) => {
    const ecs = observed(NOW, aService(way));
    expect(answerOf(noDeploymentRunning(seen({ ecs })))).toBe('not-rolling');
    expect(answerOf(noDeploymentRunning(seen({ ecs }, { plan: aRollBackPlan() })))).toBe('not-rolling');
    expect(answerOf(noDeploymentRunning(seen({ ecs }, { plan: aResetBreakerPlan() })))).toBe('pass');
  });
});

describe('the storm gate', () => {
  it.each([
    { services: 5, unhealthy: 2, answer: 'pass', why: 'two are no storm, be they two of five' },
    { services: 14, unhealthy: 3, answer: 'storm', why: 'three of fourteen are more than a fifth' },
    { services: 15, unhealthy: 3, answer: 'pass', why: 'three of fifteen are a fifth' },
    { services: 16, unhealthy: 3, answer: 'pass', why: 'three of sixteen are less' },
    { services: 1_000, unhealthy: 3, answer: 'pass', why: 'three are few' },
    { services: 1_000, unhealthy: 4, answer: 'storm', why: 'four are many, whatever the fleet' },
    { services: 1_000, unhealthy: 5, answer: 'storm', why: 'five are many' },
  ])('with $unhealthy of $services services unhealthy answers $answer: $why', ({ answer, ...fleet }) => {
    expect(answerOf(noStorm(seen({ fleet: observed(NOW, fleet) })))).toBe(answer);
  });

  it('fails closed without the fleet', () => {
    expect(answerOf(noStorm(seen({ fleet: GONE })))).toBe('storm');
  });
});

describe('the treatable gate', () => {
  it('lets a restart treat only what a restart can cure', () => {
    const treated = CAUSES.filter(
      (cause) => causeIsTreatable(aSituation({ plan: aStopTaskPlan({ cause }) })).verdict === 'pass',
    );
    expect(treated).toEqual(['instance-unhealthy', 'instance-grey', 'memory-leak']);
    expect(treated).toEqual(CAUSES.filter((cause) => RESTART_HELPS[cause]));
  });

  it.each([
    { plan: aRollBackPlan(), answer: 'pass' },
    { plan: aRollBackPlan({ cause: 'image-unavailable' }), answer: 'pass' },
    { plan: aRollBackPlan({ cause: 'initialization-failure' }), answer: 'pass' },
    { plan: aRollBackPlan({ cause: 'network-path' }), answer: 'not-treatable' },
    { plan: aRollBackPlan({ cause: 'capacity-shortage' }), answer: 'not-treatable' },
    { plan: aRollBackPlan({ cause: 'dependency-down' }), answer: 'not-treatable' },
    { plan: aResetBreakerPlan(), answer: 'pass' },
    { plan: aResetBreakerPlan({ cause: 'dependency-down' }), answer: 'not-treatable' },
  ])('for $plan.action of $plan.cause answers $answer', ({ plan, answer }) => {
    expect(answerOf(causeIsTreatable(aSituation({ plan })))).toBe(answer);
  });
});

describe('the capacity gate', () => {
  const retire = aStopTaskPlan({ step: 'retire' });
  const working = (count: number): Partial<Observation> => ({
    tasks: observed(NOW, tasks(count)),
    targetGroups: observed(NOW, [aTargetGroup({ targets: tasks(count).map((_, index) => aTarget(index + 1)) })]),
  });

  it.each([
    { desired: 4, atWork: 4, answer: 'capacity-floor' },
    { desired: 4, atWork: 5, answer: 'pass' },
    { desired: 4, atWork: 6, answer: 'pass' },
    { desired: 1, atWork: 1, answer: 'last-healthy-task' },
    { desired: 1, atWork: 2, answer: 'pass' },
    { desired: 0, atWork: 1, answer: 'last-healthy-task' },
  ])(
    'with $desired tasks wanted and $atWork at work, the target among them, answers $answer',
    ({ desired, atWork, answer }) => {
      const plan = aStopTaskPlan({ step: 'retire', desiredCount: desired });
      expect(answerOf(aboveCapacityFloor(seen(working(atWork), { plan })))).toBe(answer);
    },
  );

  it('does not count a task that hangs behind its green health check', () => {
    const probes = [1, 2, 3, 4, 5].map((n) => aTaskProbe(n, n === 2 ? { outcome: 'timeout' } : {}));
    const situation = seen({ ...working(5), taskProbes: observed(NOW, probes) }, { plan: retire });
    expect(answerOf(aboveCapacityFloor(situation))).toBe('capacity-floor');
  });

  it.each([{ part: 'tasks' as const }, { part: 'targetGroups' as const }, { part: 'taskProbes' as const }])(
    'fails closed without the $part',
    ({ part }) => {
      expect(answerOf(aboveCapacityFloor(seen({ ...working(5), [part]: GONE }, { plan: retire })))).toBe(
        'capacity-unknown',
      );
    },
  );

  it('has no replacement begun while nobody could tell whether it works', () => {
    const situation = seen({ ...working(5), taskProbes: GONE }, { plan: aStopTaskPlan({ step: 'surge' }) });
    expect(answerOf(aboveCapacityFloor(situation))).toBe('capacity-unknown');
  });

  it('counts without a load balancer and without a probe where there is none', () => {
    const none = missing('not-configured', '');
    const situation = seen({ ...working(5), targetGroups: none, taskProbes: none }, { plan: retire });
    expect(answerOf(aboveCapacityFloor(situation))).toBe('pass');
  });

  it.each([
    { plan: aStopTaskPlan({ step: 'settle' }) },
    { plan: aStopTaskPlan({ step: 'abandon' }) },
    { plan: aRollBackPlan() },
    { plan: aResetBreakerPlan() },
  ])('lets $plan.action, $plan.step through: it takes no task away', ({ plan }) => {
    expect(answerOf(aboveCapacityFloor(seen({ tasks: GONE }, { plan })))).toBe('pass');
  });
});

describe('the budget gate', () => {
  const pastAction = (secondsAgo: number, different: Partial<PastAction> = {}): PastAction => ({
    action: 'stop-task',
    at: NOW - secondsAgo * SECOND,
    target: 'task-9',
    incident: 'registry-earlier',
    ...different,
  });
  const past = (...secondsAgo: readonly number[]) => secondsAgo.map((ago) => pastAction(ago));
  const failedAttempt = (secondsAgo: number, different: Partial<Attempt> = {}): Attempt =>
    anAttempt({
      target: 'task-9',
      startedAt: NOW - secondsAgo * SECOND,
      endedAt: NOW - secondsAgo * SECOND,
      verdict: 'did-not-work',
      ...different,
    });
  const afterAttempts = (attempts: readonly Attempt[], rest: Partial<Situation> = {}) =>
    aSituation({ incident: anIncident({ attempts }), ...rest });
  const generous = aPolicy({ limits: { maxActionsPerHour: 10, maxRollbacksPer6Hours: 1 } });
  const refused = [aStep({ plan: aStopTaskPlan(), outcome: { kind: 'refused', at: NOW, reason: 'facts-changed' } })];

  it.each([
    { made: 2, answer: 'pass' },
    { made: 3, answer: 'budget-spent' },
    { made: 4, answer: 'budget-spent' },
  ])('with 3 actions allowed an hour and $made made, answers $answer', ({ made, answer }) => {
    const pastActions = Array.from({ length: made }, () => pastAction(600));
    expect(answerOf(withinBudget(aSituation({ history: { incident: undefined, pastActions } })))).toBe(answer);
  });

  it('lets an action go once it is an hour old, and says when', () => {
    expect(
      withinBudget(aSituation({ history: { incident: undefined, pastActions: past(10, 20, 3_599) } })),
    ).toMatchObject({ recheckAfterSeconds: 1 });
    expect(
      answerOf(withinBudget(aSituation({ history: { incident: undefined, pastActions: past(10, 20, 3_600) } }))),
    ).toBe('pass');
  });

  it('never passes where no action is allowed', () => {
    const policy = aPolicy({ limits: { maxActionsPerHour: 0, maxRollbacksPer6Hours: 0 } });
    expect(withinBudget(aSituation({ policy }))).toMatchObject({ verdict: 'refuse', reason: 'budget-spent' });
  });

  it('counts attempts of this incident, in flight or not, once each, and none that was refused', () => {
    const mine = pastAction(60, { incident: anIncident().id });
    const inFlight = anAttempt({ target: 'task-9', startedAt: NOW - MINUTE });
    const used = (attempts: readonly Attempt[]) =>
      withinBudget(afterAttempts(attempts, { history: { incident: undefined, pastActions: [mine] } })).numbers;
    expect(used([inFlight])).toEqual({ used: 1, allowed: 3 });
    expect(used([{ ...inFlight, steps: refused }])).toEqual({ used: 0, allowed: 3 });
  });

  it.each([
    { hoursAgo: 5.99, answer: 'rollback-budget-spent' },
    { hoursAgo: 6, answer: 'pass' },
    { hoursAgo: 6.01, answer: 'pass' },
  ])(
    'with one rollback allowed in six hours and the last $hoursAgo hours ago, answers $answer',
    ({ hoursAgo, answer }) => {
      const pastActions = [pastAction(0, { action: 'roll-back', at: NOW - hoursAgo * HOUR })];
      expect(
        answerOf(withinBudget(aSituation({ history: { incident: undefined, pastActions }, plan: aRollBackPlan() }))),
      ).toBe(answer);
      expect(answerOf(withinBudget(aSituation({ history: { incident: undefined, pastActions } })))).toBe('pass');
    },
  );

  it.each([
    { what: 'a task', plan: aStopTaskPlan(), tries: 0, answer: 'pass' },
    { what: 'a task', plan: aStopTaskPlan(), tries: 1, answer: 'attempts-exhausted' },
    { what: 'a breaker', plan: aResetBreakerPlan(), tries: 2, answer: 'pass' },
    { what: 'a breaker', plan: aResetBreakerPlan(), tries: 3, answer: 'attempts-exhausted' },
    { what: 'a breaker', plan: aResetBreakerPlan(), tries: 4, answer: 'attempts-exhausted' },
  ])('after $tries tries on $what answers $answer', ({ plan, tries, answer }) => {
    const { action, target } = plan;
    const attempts = Array.from({ length: tries }, () => failedAttempt(1_800, { action, target }));
    expect(answerOf(withinBudget(afterAttempts(attempts, { plan, policy: generous })))).toBe(answer);
  });

  it('counts tries on the same thing only', () => {
    const others = [failedAttempt(1_800, { target: 'task-2' }), failedAttempt(1_800, { action: 'reset-breaker' })];
    expect(answerOf(withinBudget(afterAttempts(others)))).toBe('pass');
  });

  it.each([
    { failures: 1, seconds: 23, answer: 'backing-off' },
    { failures: 1, seconds: 37, answer: 'pass' },
    { failures: 2, seconds: 47, answer: 'backing-off' },
    { failures: 2, seconds: 73, answer: 'pass' },
    { failures: 3, seconds: 95, answer: 'backing-off' },
    { failures: 3, seconds: 145, answer: 'pass' },
  ])('$seconds s after failure $failures answers $answer', ({ failures, seconds, answer }) => {
    const attempts = Array.from({ length: failures }, (_, index) =>
      failedAttempt(seconds, { target: `task-${index + 5}` }),
    );
    expect(answerOf(withinBudget(afterAttempts(attempts, { policy: generous })))).toBe(answer);
  });

  it('waits to the second from the end of the attempt', () => {
    const held = withinBudget(afterAttempts([failedAttempt(0)]));
    const waits = held.verdict === 'hold' ? held.recheckAfterSeconds : 0;
    expect(waits).toBeGreaterThanOrEqual(24);
    expect(waits).toBeLessThanOrEqual(36);
    expect(answerOf(withinBudget(afterAttempts([failedAttempt(waits)])))).toBe('pass');
    expect(answerOf(withinBudget(afterAttempts([failedAttempt(waits - 1)])))).toBe('backing-off');
  });

  it('backs off from a refusal, too, so that it is not asked for again at every look', () => {
    expect(answerOf(withinBudget(afterAttempts([failedAttempt(5, { steps: refused })])))).toBe('backing-off');
  });

  it('asks for no rest after what worked', () => {
    expect(answerOf(withinBudget(afterAttempts([failedAttempt(5, { verdict: 'worked' })])))).toBe('pass');
  });

  it.each([
    { why: 'the attempt under way', attempt: anAttempt(), expected: true },
    { why: 'an attempt that has ended', attempt: anAttempt({ verdict: 'worked' }), expected: false },
    { why: 'another task', attempt: anAttempt({ target: 'task-2' }), expected: false },
    { why: 'another action', attempt: anAttempt({ action: 'roll-back' }), expected: false },
  ])('takes the plan for a further step of $why: $expected', ({ attempt, expected }) => {
    expect(isFurtherStep(afterAttempts([attempt]))).toBe(expected);
  });

  it('always lets a further step pass: it belongs to what was let through', () => {
    expect(
      answerOf(
        withinBudget(afterAttempts([anAttempt()], { history: { incident: undefined, pastActions: past(1, 2, 3) } })),
      ),
    ).toBe('pass');
  });
});

describe('the approval gate', () => {
  const plan = aStopTaskPlan();
  const approve = aPolicy({ mode: 'approve' });
  const approved = anIncident({ approvedPlan: canonicalPlan(plan) });

  it.each([
    { why: 'nobody has approved', incident: anIncident(), policy: approve, answer: 'awaiting-approval' },
    { why: 'there is no incident yet', incident: undefined, policy: approve, answer: 'awaiting-approval' },
    { why: 'this very plan was approved', incident: approved, policy: approve, answer: 'pass' },
    { why: 'nobody has to', incident: anIncident(), policy: aPolicy(), answer: 'pass' },
    { why: 'its first step was', incident: anIncident({ attempts: [anAttempt()] }), policy: approve, answer: 'pass' },
  ])('answers $answer when $why', ({ incident, policy, answer }) => {
    expect(answerOf(planIsApproved(aSituation({ plan, incident, policy })))).toBe(answer);
  });

  it('binds an approval to every word of the plan', () => {
    const changed = aStopTaskPlan({ desiredCount: 5 });
    expect(answerOf(planIsApproved(aSituation({ plan: changed, incident: approved, policy: approve })))).toBe(
      'awaiting-approval',
    );
  });
});

describe('docs/gates.md', () => {
  const folder = new URL('../../../shared/domain/gates/', import.meta.url);
  const page = readFileSync(new URL('../../../docs/gates.md', import.meta.url), 'utf8');
  const numbered = page.split('\n').filter((line) => /^\d+\. /.test(line));
  const names = passGates(aSituation()).map(({ gate }) => gate);

  it('has one line for each gate, in the order of the code', () => {
    expect(numbered.map((line) => /\*\*(\w+)\*\*/.exec(line)?.[1])).toEqual(names);
    expect(names).toHaveLength(GATES.length);
  });

  it.each(names.map((gate) => ({ gate })))(
    'quotes every reason that the $gate gate gives, and no other',
    ({ gate }) => {
      const source = readFileSync(new URL(`${gate}.ts`, folder), 'utf8');
      const given = [...source.matchAll(/(?:hold|refuse)\(\s*'\w+',\s*'([\w-]+)'/g)].map(([, reason = '']) => reason);
      const line = numbered.find((text) => text.includes(`**${gate}**`)) ?? '';
      const quoted = [...line.matchAll(/`([\w-]+)` "([^"]+)"/g)].map(([, reason = '', text]) => ({ reason, text }));
      expect(new Set(quoted.map(({ reason }) => reason))).toEqual(new Set(given));
      expect(
        quoted.filter(
          ({ reason, text }) => !Object.entries(REASONS).some(([id, message]) => id === reason && message === text),
        ),
      ).toEqual([]);
    },
  );
});
