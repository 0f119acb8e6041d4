// Unit layer: what the score makes of one service in known states.
import type { HealthReport, ScoredPart } from '#shared/domain/model/health-report.ts';
import type { Observation, Task } from '#shared/domain/model/observation.ts';
import { frozen, missing, observed } from '#shared/domain/model/part.ts';
import type { ScorePartId } from '#shared/domain/model/policy.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { wilson } from '#shared/domain/model/wilson.ts';
import { scoreOn } from '#shared/domain/score/curve.ts';
import { scoreService } from '#shared/domain/score/score.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import {
  aDeployment,
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  someTraffic,
  tasks,
} from '#tests/builders/parts.ts';

const scoreOf = (different: Partial<Observation>, policy = aPolicy()) =>
  scoreService({ observation: anObservation(different), policy, now: NOW });

const partOf = ({ parts }: Pick<HealthReport, 'parts'>, id: ScorePartId): ScoredPart | undefined =>
  parts.find((part) => part.id === id);

/** `wanted` tasks, of which the first `working` run and are healthy targets. */
const withTasks = (working: number, wanted: number): Partial<Observation> => ({
  ecs: observed(NOW, aService({ desiredCount: wanted })),
  tasks: observed(NOW, tasks(working)),
  targetGroups: observed(NOW, [aTargetGroup({ targets: tasks(working).map((_, index) => aTarget(index + 1)) })]),
});

const withTraffic = (different: Parameters<typeof someTraffic>[0]): Partial<Observation> => ({
  traffic: observed(NOW, someTraffic(different)),
});

const withUtilisation = (cpu: number, memory: number): Partial<Observation> => ({
  utilisation: observed(NOW, { cpu, memory }),
});

const withDependencies = (database: boolean, discovery: boolean): Partial<Observation> => ({
  dependencies: observed(NOW, [
    { dependency: 'database', ok: database, latencyMs: 3, at: NOW },
    { dependency: 'discovery', ok: discovery, latencyMs: 2, at: NOW },
  ]),
});

const withBreaker = (state: 'open' | 'half-open' | 'disabled' | 'forced-open' | 'closed'): Partial<Observation> => ({
  breakers: observed(NOW, [{ name: 'backend', state, version: 7, failedResets: 0 }]),
});

const withRollout = (different: Parameters<typeof aDeployment>[0]): Partial<Observation> => ({
  ecs: observed(NOW, aService({ deployments: [aDeployment(different)] })),
});

const hung = (number: number): Partial<Observation> => ({
  taskProbes: observed(
    NOW,
    [1, 2, 3, 4].map((n) => aTaskProbe(n, n === number ? { outcome: 'timeout', latencyMs: 1_000 } : {})),
  ),
});

/** No work probe asks the tasks, so traffic speaks for itself. */
const unprobed: Partial<Observation> = { taskProbes: missing('not-configured', '') };

const inZones = (...zones: readonly string[]): readonly Task[] =>
  zones.map((availabilityZone, index) => aTask(index + 1, { availabilityZone }));

describe('the score of a service', () => {
  it.each<{ state: string; given: Partial<Observation>; score: number }>([
    { state: 'all good', given: {}, score: 100 },
    { state: '1 of 10 tasks lost', given: withTasks(9, 10), score: 85 },
    { state: '1 of 4 tasks lost', given: withTasks(3, 4), score: 65 },
    { state: '1 of 2 tasks lost', given: withTasks(1, 2), score: 35 },
    {
      state: 'all targets unhealthy, so that the load balancer fails open',
      given: {
        targetGroups: observed(NOW, [
          aTargetGroup({ targets: [1, 2, 3, 4].map((n) => aTarget(n, { state: 'unhealthy' })) }),
        ]),
      },
      score: 0,
    },
    { state: '1 of 4 green tasks without an answer to its work probe', given: hung(1), score: 65 },
    { state: '0.5 % errors', given: withTraffic({ target5xx: 30 }), score: 89.7 },
    { state: '2 % errors', given: withTraffic({ target5xx: 120 }), score: 69.8 },
    { state: '10 % errors', given: withTraffic({ target5xx: 600 }), score: 29.7 },
    // Fewer than five errors never cost a part more than a fifth; its cap holds all the same (published: 95.4 and 86.8).
    { state: '1 error of 20 requests', given: withTraffic({ requests: 20, target5xx: 1 }), score: 82 },
    { state: '3 errors of 20 requests', given: withTraffic({ requests: 20, target5xx: 3 }), score: 82 },
    { state: 'p95 at twice its objective', given: withTraffic({ latencyP95Ms: 1_000 }), score: 76 },
    { state: 'p95 at four times its objective', given: withTraffic({ latencyP95Ms: 2_000 }), score: 52 },
    { state: '95 % CPU', given: withUtilisation(0.95, 0.4), score: 69.75 },
    { state: '96 % memory', given: withUtilisation(0.3, 0.96), score: 58.75 },
    { state: 'a critical dependency down, users unharmed', given: withDependencies(false, true), score: 60 },
    {
      state: 'a critical dependency down and 30 % errors',
      given: { ...withDependencies(false, true), ...withTraffic({ target5xx: 1_800 }) },
      score: 10,
    },
    {
      // A dependency that is not critical caps at 90, too (published: 95.6, without a cap).
      state: 'another dependency down and a breaker open',
      given: { ...withDependencies(true, false), ...withBreaker('open') },
      score: 90,
    },
    { state: 'a healthy rollout', given: withRollout({ rolloutState: 'IN_PROGRESS' }), score: 97.5 },
    {
      state: 'a rollout with 3 failed tasks, the old tasks serving',
      given: withRollout({ rolloutState: 'IN_PROGRESS', failedTasks: 3 }),
      score: 82.5,
    },
    { state: 'a failed deployment, the old tasks serving', given: withRollout({ rolloutState: 'FAILED' }), score: 60 },
    // Two tasks are left without any spare zone: four of six at work (published: 55).
    { state: '1 of 3 zones lost, 4 of 6 tasks left', given: withTasks(4, 6), score: 55 },
    {
      state: 'all tasks in one zone',
      given: { tasks: observed(NOW, inZones('a', 'a', 'a', 'a')) },
      score: 97,
    },
    { state: 'a single 503 of the load balancer', given: withTraffic({ elb503: 1 }), score: 79 },
  ])('is $score for $state', ({ given, score }) => {
    expect(scoreOf(given).score).toBeCloseTo(score, 1);
  });

  it.each([
    { tasksLost: 0, state: 'healthy' },
    { tasksLost: 1, state: 'degraded' },
    { tasksLost: 2, state: 'critical' },
  ])('calls a service with $tasksLost of 4 tasks lost $state', ({ tasksLost, state }) => {
    expect(scoreOf(withTasks(4 - tasksLost, 4)).state).toBe(state);
  });

  it.each([
    { cap: 79.99, state: 'degraded' },
    { cap: 80, state: 'healthy' },
    { cap: 80.01, state: 'healthy' },
    { cap: 49.99, state: 'critical' },
    { cap: 50, state: 'degraded' },
    { cap: 50.01, state: 'degraded' },
  ])('calls a score of $cap $state', ({ cap, state }) => {
    const policy = aPolicy({ scoring: { ...aPolicy().scoring, capWhen503: cap } });
    expect(scoreOf(withTraffic({ elb503: 1 }), policy).state).toBe(state);
  });

  it('explains itself: which cap binds, and what the worst parts cost', () => {
    const { why, binding } = scoreOf(withTasks(3, 4));
    expect(binding).toEqual({ cap: 'availability', loss: expect.closeTo(26.25, 2) });
    expect(why).toBe('score 65: capped by availability -26.3, availability -8.8');
    expect(scoreOf({}).why).toBe('score 100: nothing lost');
  });

  it('says which of the parts that cost something are missing', () => {
    expect(scoreOf({ traffic: missing('throttled', 'Rate exceeded') }).why).toContain('errors (missing) -10.0');
  });

  it('names the 503 that holds it down', () => {
    expect(scoreOf(withTraffic({ elb503: 1 })).binding?.cap).toBe('503-served');
  });
});

describe('what a part of the score is measured on', () => {
  it('is nothing for what the service does not have', () => {
    const report = scoreOf(
      { targetGroups: missing('not-configured', ''), taskProbes: missing('not-configured', '') },
      aPolicy({ dependencies: [], breakers: [] }),
    );
    expect(report.parts.map(({ id }) => id)).not.toEqual(
      expect.arrayContaining(['targets', 'dependencies', 'breaker']),
    );
    expect(report).toMatchObject({ score: 100, state: 'healthy' });
  });

  it('is nothing of tasks and targets where no task is wanted', () => {
    const { parts, score } = scoreOf(withTasks(0, 0));
    expect(parts.map(({ id }) => id)).toEqual([
      'errors',
      'latency',
      'saturation',
      'dependencies',
      'breaker',
      'deployment',
    ]);
    expect(score).toBe(100);
  });

  it('is nothing of targets where the service has no target group', () => {
    expect(partOf(scoreOf({ targetGroups: observed(NOW, []) }), 'targets')).toBeUndefined();
  });

  it.each([
    { target: aTarget(5, { state: 'initial' }), score: 100 },
    { target: aTarget(5, { state: 'draining' }), score: 100 },
    { target: aTarget(5, { state: 'unhealthy.draining' }), score: 100 },
    { target: aTarget(5, { state: 'unhealthy' }), score: 71.7 },
    { target: aTarget(5, { state: 'unused' }), score: 71.7 },
    { target: aTarget(5, { state: 'unavailable' }), score: 71.7 },
  ])('is not the target that comes or goes: a fifth that is $target.state leaves $score', ({ target, score }) => {
    const targets = [1, 2, 3, 4].map((n) => aTarget(n));
    const report = scoreOf({ targetGroups: observed(NOW, [aTargetGroup({ targets: [...targets, target] })]) });
    expect(partOf(report, 'targets')?.score).toBeCloseTo(score, 1);
  });

  it('is the worst where no target is registered though tasks are wanted', () => {
    expect(partOf(scoreOf({ targetGroups: observed(NOW, [aTargetGroup({ targets: [] })]) }), 'targets')?.score).toBe(0);
  });

  it.each([
    { state: 'closed' as const, score: 100 },
    { state: 'half-open' as const, score: 70 },
    { state: 'disabled' as const, score: 50 },
    { state: 'open' as const, score: 40 },
    { state: 'forced-open' as const, score: 40 },
  ])('is $score for a breaker that is $state', ({ state, score }) => {
    expect(partOf(scoreOf(withBreaker(state)), 'breaker')?.score).toBe(score);
  });

  it('is the worst of several breakers', () => {
    const breakers = (['closed', 'open', 'half-open'] as const).map((state) => ({
      name: state,
      state,
      version: 1,
      failedResets: 0,
    }));
    expect(partOf(scoreOf({ breakers: observed(NOW, breakers) }), 'breaker')?.score).toBe(40);
  });

  it('is a closed breaker where no record was ever written', () => {
    expect(partOf(scoreOf({ breakers: observed(NOW, []) }), 'breaker')?.score).toBe(100);
  });

  it('is a dependency only once it was asked', () => {
    const dependencies = observed(NOW, [{ dependency: 'discovery', ok: true, latencyMs: 2, at: NOW }]);
    expect(partOf(scoreOf({ dependencies }), 'dependencies')).toMatchObject({ mode: 'missing', score: 50 });
  });

  it('is the critical dependency that is down, whatever was not asked', () => {
    const dependencies = observed(NOW, [{ dependency: 'database', ok: false, latencyMs: 1_000, at: NOW }]);
    expect(partOf(scoreOf({ dependencies }), 'dependencies')).toMatchObject({ mode: 'observed', score: 0 });
  });

  it('is full marks where all dependencies are critical and answer', () => {
    const policy = aPolicy({ dependencies: aPolicy().dependencies.filter(({ critical }) => critical) });
    expect(partOf(scoreOf({}, policy), 'dependencies')?.score).toBe(100);
  });

  it.each([
    { failures: 0, score: 100 },
    { failures: 3, score: 70 },
    { failures: 10, score: 20 },
    { failures: 12, score: 20 },
  ])('is $score for $failures tasks that failed within ten minutes', ({ failures, score }) => {
    const stoppedTasks = observed(
      NOW,
      Array.from({ length: failures }, () => aStoppedTask()),
    );
    expect(partOf(scoreOf({ stoppedTasks }), 'deployment')?.score).toBe(score);
  });

  it.each([
    { agoSeconds: 599, pluralize: 1 },
    { agoSeconds: 600, pluralize: 0 },
    { agoSeconds: 601, pluralize: 0 },
  ])('counts a failure $agoSeconds s ago $counted times', ({ agoSeconds, pluralize }) => {
    const stoppedTasks = observed(NOW, [aStoppedTask({ stoppedAt: NOW - agoSeconds * SECOND })]);
    expect(partOf(scoreOf({ stoppedTasks }), 'deployment')?.value).toBe(pluralize);
  });

  it('forgets what only a revision failed at that is not deployed any more', () => {
    const failed = [1, 2, 3].map(() => aStoppedTask({ taskDefinition: `${aStoppedTask().taskDefinition}0` }));
    expect(partOf(scoreOf({ stoppedTasks: observed(NOW, failed) }), 'deployment')).toMatchObject({
      score: 100,
      value: 0,
    });
  });

  it('is no rollout at all where ECS names no primary deployment', () => {
    expect(partOf(scoreOf(withRollout({ status: 'ACTIVE', rolloutState: 'FAILED' })), 'deployment')?.score).toBe(100);
  });

  it.each([
    { failedTasks: 4, score: 55 },
    { failedTasks: 5, score: 55 },
  ])('loses no more than 40 to failed tasks of a rollout: $failedTasks leave $score', ({ failedTasks, score }) => {
    expect(partOf(scoreOf(withRollout({ rolloutState: 'IN_PROGRESS', failedTasks })), 'deployment')?.score).toBe(score);
  });

  it.each([
    { zones: ['a', 'a', 'b', 'c'], score: 100 },
    { zones: ['a', 'a', 'b', 'b'], score: 100 },
    { zones: ['a', 'a', 'a', 'b'], score: 50 },
    { zones: ['a', 'a', 'a', 'a'], score: 0 },
  ])('is $score for the spread over zones $zones', ({ zones, score }) => {
    expect(partOf(scoreOf({ tasks: observed(NOW, inZones(...zones)) }), 'zones')?.score).toBe(score);
  });

  it('does not ask a service of one task to be spread', () => {
    expect(partOf(scoreOf(withTasks(1, 1)), 'zones')?.score).toBe(100);
  });

  it('is the one of CPU and memory that was read, held half as sure', () => {
    expect(scoreOf({ utilisation: observed(NOW, { cpu: 0.95 }) })).toMatchObject({ confidence: expect.closeTo(0.95) });
    expect(partOf(scoreOf({ utilisation: observed(NOW, { memory: 0.96 }) }), 'saturation')?.value).toBe(0.96);
    expect(partOf(scoreOf({ utilisation: observed(NOW, {}) }), 'saturation')?.mode).toBe('missing');
  });

  it('is missing where no latency was counted', () => {
    const { latencyP95Ms: _, ...rest } = someTraffic();
    expect(partOf(scoreOf({ traffic: observed(NOW, rest) }), 'latency')?.mode).toBe('missing');
  });

  it.each([
    { failed: 4, score: 80 },
    { failed: 5, score: 0 },
    { failed: 6, score: 0 },
  ])('takes $failed errors of 12 requests for $score, since fewer than five prove little', ({ failed, score }) => {
    const report = scoreOf(withTraffic({ requests: 12, target5xx: failed }));
    expect(partOf(report, 'errors')?.score).toBeCloseTo(score, 0);
  });

  it.each<{ what: string; given: Partial<Observation>; id: ScorePartId }>([
    { what: 'a CPU share of NaN', given: withUtilisation(Number.NaN, 0.4), id: 'saturation' },
    { what: 'a memory share below zero', given: { utilisation: observed(NOW, { memory: -1 }) }, id: 'saturation' },
    { what: 'a negative number of requests', given: withTraffic({ requests: -1 }), id: 'errors' },
    { what: 'NaN errors', given: withTraffic({ target5xx: Number.NaN }), id: 'errors' },
    { what: 'a negative number of errors', given: withTraffic({ target5xx: -1 }), id: 'errors' },
    { what: 'one negative count of errors', given: withTraffic({ target5xx: -1, elb503: 3 }), id: 'errors' },
    { what: 'more errors than requests', given: withTraffic({ requests: 10, elb502: 11 }), id: 'errors' },
    { what: 'a negative latency', given: withTraffic({ latencyP95Ms: -1 }), id: 'latency' },
    { what: 'an infinite latency', given: withTraffic({ latencyP95Ms: Number.POSITIVE_INFINITY }), id: 'latency' },
    { what: 'NaN tasks wanted', given: withTasks(4, Number.NaN), id: 'availability' },
  ])('is not what cannot be true: $what counts as missing', ({ given, id }) => {
    const report = scoreOf(given);
    expect(partOf(report, id)?.mode).toBe('missing');
    expect(Number.isFinite(report.score) && Number.isFinite(report.confidence)).toBe(true);
  });
});

/** The report on a service that was so some time ago. */
const reportBefore = (different: Partial<Observation>, agoMs: number): HealthReport => {
  const at = NOW - agoMs;
  return aReport({ ...scoreService({ observation: anObservation(different, at), policy: aPolicy(), now: at }), at });
};

describe('a wanted count that was raised', () => {
  const newTask = (number: number, ageSeconds: number, different: Partial<Task> = {}): Task =>
    aTask(number, { lastStatus: 'PENDING', createdAt: NOW - ageSeconds * SECOND, ...different });
  const oneLook = 5 * SECOND;

  /** `wanted` tasks, of which the first `working` do their work and these others do not; the last look was at `before`. */
  const raised = (
    working: number,
    wanted: number,
    others: readonly Task[],
    different: Partial<Observation> = {},
  ): Partial<Observation> => ({
    ...withTasks(working, wanted),
    tasks: observed(NOW, [...tasks(working), ...others]),
    previous: [reportBefore({}, oneLook)],
    ...different,
  });
  const shareOf = (given: Partial<Observation>) => partOf(scoreOf(given), 'availability')?.value;

  it('costs nothing while its tasks start, so that no cure makes a service look worse', () => {
    expect(shareOf(raised(4, 5, [newTask(5, 20)]))).toBe(1);
    expect(
      shareOf(
        raised(
          4,
          8,
          [5, 6, 7, 8].map((n) => newTask(n, 20)),
        ),
      ),
    ).toBe(1);
    expect(shareOf(raised(3, 5, [aTask(4, { healthStatus: 'UNHEALTHY' }), newTask(5, 20)]))).toBe(0.75);
  });

  it('costs nothing while a new task runs and waits for its first health check', () => {
    expect(shareOf(raised(4, 5, [newTask(5, 40, { lastStatus: 'RUNNING' })]))).toBe(1);
  });

  it('counts in full as soon as its tasks work', () => {
    expect(shareOf(raised(5, 5, []))).toBe(1);
    expect(shareOf(raised(4, 5, [aTask(5, { healthStatus: 'UNHEALTHY' })]))).toBe(0.8);
    const newOneWorks = observed(NOW, [
      ...tasks(3),
      aTask(4, { healthStatus: 'UNHEALTHY' }),
      newTask(5, 40, { lastStatus: 'RUNNING' }),
    ]);
    expect(shareOf({ ...raised(5, 5, []), tasks: newOneWorks })).toBe(0.8);
  });

  it.each([
    { ageSeconds: 179, share: 1 },
    { ageSeconds: 180, share: 0.8 },
    { ageSeconds: 181, share: 0.8 },
  ])('gives a new task three minutes: after $ageSeconds s the share is $share', ({ ageSeconds, share }) => {
    expect(shareOf(raised(4, 5, [newTask(5, ageSeconds)]))).toBe(share);
  });

  it.each([
    { failures: 0, share: 1 },
    { failures: 1, share: 4 / 5 },
    { failures: 2, share: 4 / 6 },
    { failures: 3, share: 4 / 6 },
  ])(
    'counts what failed to come, though ECS starts it again: $failures failures leave $share',
    ({ failures, share }) => {
      const stoppedTasks = observed(
        NOW,
        Array.from({ length: failures }, () => aStoppedTask()),
      );
      expect(shareOf(raised(4, 6, [newTask(5, 20), newTask(6, 20)], { stoppedTasks }))).toBeCloseTo(share);
    },
  );

  it.each([
    { why: 'of a steady count', given: raised(3, 4, [newTask(5, 20)]), share: 0.75 },
    { why: 'in the middle of the raise', given: raised(3, 5, [newTask(5, 20), newTask(6, 20)]), share: 0.75 },
    { why: 'when nothing works', given: raised(0, 5, [newTask(5, 20)]), share: 0 },
    { why: 'that is on its way out', given: raised(4, 5, [newTask(5, 20, { desiredStatus: 'STOPPED' })]), share: 0.8 },
    { why: 'that nobody has started', given: raised(4, 5, []), share: 0.8 },
  ])('never hides a task that is missing, $why', ({ given, share }) => {
    expect(shareOf(given)).toBe(share);
  });

  it('stays counted once it was, look after look', () => {
    const pluralize = reportBefore(raised(4, 5, []), oneLook);
    expect(shareOf(raised(4, 5, [newTask(5, 20)], { previous: [pluralize] }))).toBe(0.8);
  });

  it('is remembered by nothing but the last look: without one the service is held to all that are wanted', () => {
    const young = [newTask(5, 20)];
    expect(shareOf(raised(4, 5, young, { previous: [] }))).toBe(0.8);
    expect(shareOf(raised(4, 5, young, { previous: [reportBefore({}, 120 * SECOND)] }))).toBe(1);
    expect(shareOf(raised(4, 5, young, { previous: [reportBefore({}, 121 * SECOND)] }))).toBe(0.8);
    const blind = reportBefore({ tasks: missing('throttled', '') }, oneLook);
    expect(shareOf(raised(4, 5, young, { previous: [blind] }))).toBe(0.8);
  });

  it('is of no account once it was lowered again', () => {
    const more = reportBefore(withTasks(8, 8), oneLook);
    expect(shareOf({ ...withTasks(4, 4), previous: [more] })).toBe(1);
    expect(shareOf({ ...withTasks(3, 4), previous: [more] })).toBe(0.75);
  });
});

describe('missing parts of the score', () => {
  const noTraffic = missing('throttled', 'Rate exceeded');

  it.each([
    { agoSeconds: 119, score: 100 },
    { agoSeconds: 120, score: 100 },
    { agoSeconds: 510, score: 75 },
    { agoSeconds: 899, score: 50.1 },
    { agoSeconds: 900, score: 50 },
    { agoSeconds: 901, score: 50 },
  ])('are worth at most $score once they were last seen $agoSeconds s ago', ({ agoSeconds, score }) => {
    const report = scoreOf({ traffic: noTraffic, previous: [reportBefore({}, agoSeconds * SECOND)] });
    expect(partOf(report, 'errors')?.score).toBeCloseTo(score, 1);
  });

  it('are worth their floor when they were never seen', () => {
    const report = scoreOf({ traffic: noTraffic });
    expect(partOf(report, 'errors')).toMatchObject({ mode: 'missing', score: 50, sampleSize: 0 });
    expect(partOf(report, 'errors')).not.toHaveProperty('observedAt');
  });

  it('are never better than they were', () => {
    const report = scoreOf({
      traffic: noTraffic,
      previous: [reportBefore({ traffic: observed(NOW - 20 * SECOND, someTraffic({ target5xx: 600 })) }, 15 * SECOND)],
    });
    expect(partOf(report, 'errors')?.score).toBeLessThan(25);
    expect(partOf(report, 'errors')?.observedAt).toBe(NOW - 20 * SECOND);
  });

  describe('while there is no traffic at all', () => {
    const bad = reportBefore(withTraffic({ target5xx: 600 }), 10 * MINUTE);
    const errorsGiven = (different: Partial<Observation>) =>
      partOf(scoreOf({ traffic: frozen(NOW), previous: [bad], ...different }), 'errors');

    it('stay as they were, and are certain', () => {
      const report = scoreOf({ traffic: frozen(NOW), previous: [bad], ...unprobed });
      expect(partOf(report, 'errors')).toMatchObject({ mode: 'frozen', score: partOf(bad, 'errors')?.score });
      expect(report.confidence).toBeCloseTo(1);
    });

    it('thaw once every running task does the work that it is asked for', () => {
      expect(errorsGiven({})).toMatchObject({ mode: 'observed', score: 100 });
      expect(errorsGiven({ tasks: observed(NOW, [...tasks(4), aTask(5, { lastStatus: 'PENDING' })]) })?.score).toBe(
        100,
      );
    });

    it.each<{ why: string; given: Partial<Observation> }>([
      { why: 'one task does not', given: hung(4) },
      { why: 'one task was not asked', given: { tasks: observed(NOW, tasks(5)) } },
      { why: 'no task runs', given: { tasks: observed(NOW, []) } },
      { why: 'the tasks cannot be listed', given: { tasks: missing('throttled', 'Rate exceeded') } },
    ])('do not thaw while $why', ({ given }) => {
      expect(errorsGiven(given)).toMatchObject({ mode: 'frozen', score: partOf(bad, 'errors')?.score });
    });
  });

  it('are full marks when there was never any traffic', () => {
    expect(scoreOf({ traffic: frozen(NOW) })).toMatchObject({ score: 100, served503: false });
  });

  it.each([
    { traffic: noTraffic, served503: true, why: 'is still held against it while traffic cannot be read' },
    { traffic: frozen(NOW), served503: false, why: 'is forgotten once there is proof that nothing was answered' },
  ])('a 503 $why', ({ traffic, served503 }) => {
    const previous = [reportBefore(withTraffic({ elb503: 1 }), 15 * SECOND)];
    expect(scoreOf({ traffic, previous }).served503).toBe(served503);
  });

  it.each<{ part: 'tasks' | 'targetGroups' | 'ecs' }>([{ part: 'tasks' }, { part: 'targetGroups' }, { part: 'ecs' }])(
    'make the state unknown when they are the $part',
    ({ part }) => {
      const gone: Partial<Observation> = { [part]: missing('throttled', '') };
      expect(scoreOf({ ...gone, previous: [reportBefore({}, SECOND)] }).state).toBe('unknown');
    },
  );

  it('do not make a hung task well: without its probe it is as bad as it was, and the confidence too low to resolve', () => {
    const report = scoreOf({ taskProbes: missing('unavailable', ''), previous: [reportBefore(hung(1), 15 * SECOND)] });
    expect(report.score).toBeCloseTo(65);
    expect(report.confidence).toBeCloseTo(0.75);
    expect(report.state).toBe('degraded');
  });

  it('do not make failing tasks well either', () => {
    const crashed = { stoppedTasks: observed(NOW, [aStoppedTask(), aStoppedTask(), aStoppedTask()]) };
    const report = scoreOf({
      stoppedTasks: missing('unavailable', ''),
      previous: [reportBefore(crashed, 15 * SECOND)],
    });
    expect(partOf(report, 'deployment')?.score).toBe(70);
  });

  it('do not hide what the other half says', () => {
    const report = scoreOf({
      ...withTasks(0, 4),
      targetGroups: missing('throttled', ''),
      previous: [reportBefore({}, SECOND)],
    });
    expect(report.score).toBe(0);
  });

  it('count for nothing in a half-read part that is missing itself', () => {
    const report = scoreOf({ ...withTasks(4, Number.NaN), taskProbes: missing('unavailable', '') });
    expect(partOf(report, 'availability')?.mode).toBe('missing');
  });
});

describe('the confidence', () => {
  it.each([
    { ageSeconds: -5, confidence: 1 },
    { ageSeconds: 119, confidence: 1 },
    { ageSeconds: 120, confidence: 1 },
    { ageSeconds: 121, confidence: 0.999 },
    { ageSeconds: 240, confidence: 0.85 },
    { ageSeconds: 359, confidence: 0.701 },
    { ageSeconds: 360, confidence: 0.7 },
    { ageSeconds: 361, confidence: 0.7 },
  ])('is $confidence when the traffic was counted $ageSeconds s ago', ({ ageSeconds, confidence }) => {
    const traffic = observed(NOW - ageSeconds * SECOND, someTraffic());
    expect(scoreOf({ traffic }).confidence).toBeCloseTo(confidence, 3);
  });

  it.each([
    { requests: 48, confidence: 0.916 },
    { requests: 50, confidence: 0.925 },
    { requests: 199, confidence: 0.9995 },
    { requests: 200, confidence: 1 },
    { requests: 201, confidence: 1 },
  ])('is $confidence when it rests on $requests requests', ({ requests, confidence }) => {
    expect(scoreOf({ ...withTraffic({ requests }), ...unprobed }).confidence).toBeCloseTo(confidence, 3);
  });

  it('does not suffer from few requests where the work probes make up for them, but only where all do', () => {
    expect(scoreOf(withTraffic({ requests: 1 })).confidence).toBeCloseTo(1);
    expect(scoreOf({ ...withTraffic({ requests: 1 }), ...hung(1) }).confidence).toBeLessThan(0.75);
  });

  it('below a half makes the state unknown', () => {
    const blind = missing('unavailable', '');
    const report = scoreOf({ traffic: blind, taskProbes: blind, stoppedTasks: blind });
    expect(report.confidence).toBeCloseTo(0.4);
    expect(report.state).toBe('unknown');
  });
});

describe('a curve', () => {
  it.each([
    { value: 0, score: 100 },
    { value: 1, score: 100 },
    { value: 1.5, score: 90 },
    { value: 2, score: 80 },
    { value: 4, score: 20 },
    { value: 5, score: 20 },
    { value: Number.NaN, score: 0 },
  ])('gives $score at $value', ({ value, score }) => {
    const curve = [
      [1, 100],
      [2, 80],
      [4, 20],
    ] as const;
    expect(scoreOn(curve, value)).toBeCloseTo(score, 10);
  });

  it('without a point gives nothing', () => {
    expect(scoreOn([], 1)).toBe(0);
  });
});

describe('the Wilson interval', () => {
  it.each([
    { failures: 0, total: 0, lower: 0, upper: 1 },
    { failures: 0, total: -1, lower: 0, upper: 1 },
    { failures: 0, total: 100, lower: 0, upper: 0.0262 },
    { failures: 1, total: 20, lower: 0.0113, upper: 0.1954 },
    { failures: 50, total: 100, lower: 0.4191, upper: 0.5809 },
    { failures: 100, total: 100, lower: 0.9738, upper: 1 },
  ])('of $failures failures in $total is $lower to $upper', ({ failures, total, lower, upper }) => {
    const [from, to] = wilson(failures, total);
    expect(from).toBeCloseTo(lower, 3);
    expect(to).toBeCloseTo(upper, 3);
  });
});
