// Unit layer: what holds of the score and of every decision, whatever is observed.
import fc from 'fast-check';
import { decide } from '#shared/domain/decide.ts';
import type { BreakerRecord, OpenBreaker } from '#shared/domain/model/breaker.ts';
import type { ServiceHistory } from '#shared/domain/model/evidence.ts';
import { FINDING_IDS, type FindingId } from '#shared/domain/model/finding.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Attempt } from '#shared/domain/model/incident.ts';
import type { Observation, Target, Task } from '#shared/domain/model/observation.ts';
import {
  frozen,
  itemsOf,
  type MissingReason,
  missing,
  type Observed,
  observed,
  type Part,
  valueIn,
} from '#shared/domain/model/part.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import { type Mode, SCORE_PARTS } from '#shared/domain/model/policy.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { scoreService } from '#shared/domain/score/score.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import {
  anAttempt,
  anIncident,
  aResetBreakerPlan,
  aRollBackPlan,
  aStep,
  aStopTaskPlan,
} from '#tests/builders/an-incident.ts';
import { NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import {
  aDeployment,
  anOlderRelease,
  aRelease,
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  someTraffic,
} from '#tests/builders/parts.ts';
import { observationOf } from './story.ts';

const EPSILON = 1e-9;
const RUNS = { numRuns: 300 };

const numbersUpTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

/** A list with one entry for each number, drawn by its own arbitrary. */
const eachOf = <T>(most: number, item: (number: number) => fc.Arbitrary<T>) =>
  fc.nat(most).chain((count) => fc.tuple(...numbersUpTo(count).map(item)));

const ago = (most: number) => fc.nat(most).map((ms) => NOW - ms);

const anyTask = (number: number): fc.Arbitrary<Task> =>
  fc
    .record({
      lastStatus: fc.constantFrom('RUNNING', 'RUNNING', 'RUNNING', 'PENDING', 'STOPPING'),
      desiredStatus: fc.constantFrom('RUNNING', 'RUNNING', 'RUNNING', 'STOPPED'),
      healthStatus: fc.constantFrom('HEALTHY' as const, 'UNKNOWN' as const, 'UNHEALTHY' as const),
      taskDefinition: fc.constantFrom(REVISION, OLDER_REVISION),
      startedAt: ago(10 * MINUTE),
      availabilityZone: fc.constantFrom('a', 'b', 'c'),
    })
    .map((different) => aTask(number, different));

const anyTarget = (number: number): fc.Arbitrary<Target> =>
  fc
    .record({
      state: fc.constantFrom<Target['state']>(
        'healthy',
        'healthy',
        'healthy',
        'initial',
        'unhealthy',
        'draining',
        'unused',
      ),
      reason: fc.constantFrom('Target.Timeout', 'Elb.InternalError'),
    })
    .map((different) => aTarget(number, different));

const anyProbe = (number: number) =>
  fc
    .constantFrom('ok' as const, 'ok' as const, 'timeout' as const, 'refused' as const)
    .map((outcome) => aTaskProbe(number, { outcome }));

const anyService = fc
  .record({
    desiredCount: fc.nat(6),
    rollsBackByItself: fc.boolean(),
    status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'DRAINING'),
    deployments: fc.array(
      fc
        .record({
          status: fc.constantFrom('PRIMARY' as const, 'ACTIVE' as const),
          rolloutState: fc.constantFrom('COMPLETED' as const, 'IN_PROGRESS' as const, 'FAILED' as const),
          failedTasks: fc.nat(5),
          taskDefinition: fc.constantFrom(REVISION, OLDER_REVISION),
          createdAt: ago(90 * MINUTE),
        })
        .map((different) => aDeployment(different)),
      { maxLength: 2 },
    ),
  })
  .map((different) => aService(different));

const anyTraffic = fc
  .record({
    requests: fc.nat(5_000),
    share: fc.double({ min: 0, max: 0.5, noNaN: true }),
    elb503: fc.constantFrom(0, 0, 3),
    latencyP95Ms: fc.nat(5_000),
  })
  .map(({ requests, share, elb503, latencyP95Ms }) =>
    someTraffic({ requests: requests + elb503, target5xx: Math.floor(requests * share), elb503, latencyP95Ms }),
  );

const anyBreaker: fc.Arbitrary<BreakerRecord> = fc.record({
  name: fc.constant('backend'),
  state: fc.constantFrom('closed', 'closed', 'open', 'open', 'half-open', 'forced-open', 'disabled'),
  version: fc.nat(9),
  failedResets: fc.nat(3),
  openedAt: ago(30 * MINUTE),
});

const anyDependencies = fc.tuple(fc.boolean(), fc.boolean()).map(([database, discovery]) => [
  { dependency: 'database', ok: database, latencyMs: 3, at: NOW },
  { dependency: 'discovery', ok: discovery, latencyMs: 2, at: NOW },
]);

const anyReason = fc.constantFrom<MissingReason>(
  'access-denied',
  'throttled',
  'unavailable',
  'no-data',
  'not-configured',
);

/** Mostly observed just now, sometimes a while ago, sometimes missing. */
const partly = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Part<T>> =>
  fc.oneof(
    { weight: 8, arbitrary: value.map((it) => observed(NOW, it)) },
    { weight: 1, arbitrary: fc.tuple(value, ago(8 * MINUTE)).map(([it, at]) => observed(at, it)) },
    { weight: 1, arbitrary: anyReason.map((reason) => missing(reason, '')) },
  );

/** A report that has found these of everything that there is. */
const reportOf = (ids: readonly FindingId[], seen: number, at: number): HealthReport => {
  const subjects = ['task-1', 'task-2', 'database', 'backend', REVISION];
  const about = (id: FindingId) =>
    subjects.map((subject) => aFinding({ id, subject, seen, at, since: at - 3 * MINUTE }));
  return aReport({ at, findings: ids.flatMap(about) });
};

const anyPrevious = fc.array(
  fc
    .tuple(
      fc.constantFrom(
        'task-not-working' as const,
        'target-unhealthy' as const,
        'dependency-unreachable' as const,
        'breaker-open-dependency-back' as const,
        'release-not-working' as const,
      ),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 180 }),
    )
    .map(([id, seen, seconds]) => reportOf([id], seen, NOW - seconds * SECOND)),
  { maxLength: 1 },
);

const anyObservation: fc.Arbitrary<Observation> = fc
  .record({
    ecs: partly(anyService),
    tasks: partly(eachOf(7, anyTask)),
    stoppedTasks: partly(
      fc.array(
        ago(15 * MINUTE).map((stoppedAt) => aStoppedTask({ stoppedAt })),
        { maxLength: 4 },
      ),
    ),
    targetGroups: partly(eachOf(7, anyTarget).map((targets) => [aTargetGroup({ targets })])),
    traffic: fc.oneof({ weight: 6, arbitrary: partly(anyTraffic) }, { weight: 1, arbitrary: fc.constant(frozen(NOW)) }),
    utilisation: partly(
      fc.record({
        cpu: fc.double({ min: 0, max: 1, noNaN: true }),
        memory: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    ),
    taskProbes: partly(eachOf(7, anyProbe)),
    dependencies: partly(anyDependencies),
    breakers: partly(anyBreaker.map((breaker) => [breaker])),
    releases: partly(
      fc.constantFrom(
        [aRelease(), anOlderRelease()],
        [aRelease({ status: 'IN_PROGRESS' as const }), anOlderRelease()],
        [],
      ),
    ),
    switches: partly(fc.constant([])),
    fleet: partly(fc.constantFrom({ services: 9, unhealthy: 1 }, { services: 9, unhealthy: 4 })),
    previous: anyPrevious,
  })
  .map((different) => anObservation(different));

/** A service that has all there is, read just now: what the comparisons of the score start from. */
const anyFullObservation: fc.Arbitrary<Observation> = fc
  .record({
    ecs: anyService.filter(({ desiredCount }) => desiredCount > 0),
    tasks: eachOf(6, anyTask),
    targets: eachOf(6, anyTarget),
    traffic: anyTraffic,
    cpu: fc.double({ min: 0, max: 1, noNaN: true }),
    memory: fc.double({ min: 0, max: 1, noNaN: true }),
    taskProbes: eachOf(6, anyProbe),
    dependencies: anyDependencies,
    breaker: anyBreaker,
    failures: fc.nat(4),
  })
  .map(({ ecs, tasks, targets, traffic, cpu, memory, taskProbes, dependencies, breaker, failures }) =>
    anObservation({
      ecs: observed(NOW, ecs),
      tasks: observed(NOW, tasks),
      targetGroups: observed(NOW, [aTargetGroup({ targets })]),
      traffic: observed(NOW, traffic),
      utilisation: observed(NOW, { cpu, memory }),
      taskProbes: observed(NOW, taskProbes),
      dependencies: observed(NOW, dependencies),
      breakers: observed(NOW, [breaker]),
      stoppedTasks: observed(
        NOW,
        numbersUpTo(failures).map(() => aStoppedTask()),
      ),
    }),
  );

const scoreOf = (observation: Observation, now = NOW) => scoreService({ observation, policy: aPolicy(), now });

/** Changes the value of one observed part. */
const changed = <
  K extends
    | 'ecs'
    | 'tasks'
    | 'targetGroups'
    | 'traffic'
    | 'utilisation'
    | 'stoppedTasks'
    | 'dependencies'
    | 'breakers'
    | 'taskProbes',
>(
  observation: Observation,
  part: K,
  change: (value: ValueOf<Observation[K]>) => ValueOf<Observation[K]>,
): Observation => {
  const current = observation[part] as Part<ValueOf<Observation[K]>>;
  return current.state === 'observed'
    ? { ...observation, [part]: observed(current.at, change(current.value as never)) }
    : observation;
};
type ValueOf<P> = P extends Observed<infer T> ? T : never;

const withTraffic = (
  observation: Observation,
  change: (traffic: ReturnType<typeof someTraffic>) => Partial<ReturnType<typeof someTraffic>>,
) => changed(observation, 'traffic', (traffic) => ({ ...traffic, ...change(traffic) }));

/** Moves every moment in a value, however deep, by so many milliseconds. */
const shifted = <T>(value: T, by: number): T => {
  if (Array.isArray(value)) return value.map((item) => shifted(item, by)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'number' && /^(at|since|.*At|.*Since)$/.test(key) ? item + by : shifted(item, by),
    ]),
  ) as T;
};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
};

const withPrevious = (observation: Observation, report: Partial<HealthReport>): Observation => ({
  ...observation,
  previous: [aReport({ ...report, at: NOW })],
});

/** A service whose wanted count was 1 to 6 at the last look, and whose tasks are of all ages. */
const anyRaise: fc.Arbitrary<Observation> = fc
  .tuple(anyFullObservation, fc.integer({ min: 1, max: 6 }), fc.array(ago(6 * MINUTE), { minLength: 6, maxLength: 6 }))
  .map(([observation, before, ages]) => {
    const desiredBefore = changed(observation, 'ecs', (ecs) => ({ ...ecs, desiredCount: before }));
    const young = changed(observation, 'tasks', (tasks) =>
      tasks.map((task, index) => ({ ...task, createdAt: ages[index] ?? NOW })),
    );
    return withPrevious(young, scoreOf(desiredBefore));
  });

const without = (tasks: readonly Task[], index: number): readonly Task[] =>
  tasks.map((task, at) => (at === index ? { ...task, healthStatus: 'UNHEALTHY' } : task));

const aged = (tasks: readonly Task[], byMs: number): readonly Task[] =>
  tasks.map((task) => ({ ...task, createdAt: task.createdAt - byMs }));

describe('the score, whatever is observed', () => {
  it('lies between 0 and 100, its confidence between 0 and 1, and neither is ever NaN', () => {
    fc.assert(
      fc.property(anyObservation, (observation) => {
        const { score, confidence, parts } = scoreOf(observation);
        expect(score >= 0 && score <= 100).toBe(true);
        expect(confidence >= 0 && confidence <= 1 + EPSILON).toBe(true);
        expect(parts.every(({ cap }) => score <= cap + EPSILON)).toBe(true);
      }),
      RUNS,
    );
  });

  it('explains itself to the point: 100 = score + the losses + the loss to the binding cap', () => {
    fc.assert(
      fc.property(anyObservation, (observation) => {
        const { score, parts, binding } = scoreOf(observation);
        const losses = parts.reduce((sum, { loss }) => sum + loss, 0);
        expect(score + losses + (binding?.loss ?? 0)).toBeCloseTo(100, 6);
      }),
      RUNS,
    );
  });

  it.each([
    { worse: 'the first task does no work', change: (tasks: readonly Task[]) => without(tasks, 0) },
    { worse: 'the last task ends', change: (tasks: readonly Task[]) => tasks.slice(0, -1) },
    { worse: 'the tasks are older', change: (tasks: readonly Task[]) => aged(tasks, 2 * MINUTE) },
  ])('never rises when $worse, not even while a raised count comes up', ({ change }) => {
    fc.assert(
      fc.property(anyRaise, (observation) => {
        const availability = (of: Observation) => scoreOf(of).parts.find(({ id }) => id === 'availability')?.score ?? 0;
        expect(availability(changed(observation, 'tasks', change))).toBeLessThanOrEqual(
          availability(observation) + EPSILON,
        );
      }),
      RUNS,
    );
  });

  it('is never lowered by a raise of the wanted count whose tasks all start at once', () => {
    fc.assert(
      fc.property(anyFullObservation, fc.integer({ min: 1, max: 5 }), (observation, more) => {
        const steady = withPrevious(observation, scoreOf(observation));
        const starting = numbersUpTo(more).map((n) => aTask(20 + n, { lastStatus: 'PENDING', createdAt: NOW }));
        let raised = changed(steady, 'ecs', (ecs) => ({ ...ecs, desiredCount: ecs.desiredCount + more }));
        raised = changed(raised, 'tasks', (tasks) => [...tasks, ...starting]);
        raised = changed(raised, 'stoppedTasks', () => []);
        const availability = (of: Observation) => scoreOf(of).parts.find(({ id }) => id === 'availability')?.score;
        expect(availability(raised)).toBe(availability(steady));
      }),
      RUNS,
    );
  });

  it.each<{ worse: string; change: (observation: Observation) => Observation }>([
    {
      worse: 'one more error',
      change: (o) => withTraffic(o, ({ target5xx, requests }) => ({ target5xx: Math.min(requests, target5xx + 1) })),
    },
    {
      worse: 'one more 503',
      change: (o) => withTraffic(o, ({ elb503, requests }) => ({ elb503: elb503 + 1, requests: requests + 1 })),
    },
    {
      worse: 'a slower p95',
      change: (o) => withTraffic(o, ({ latencyP95Ms = 0 }) => ({ latencyP95Ms: latencyP95Ms + 100 })),
    },
    { worse: 'more CPU', change: (o) => changed(o, 'utilisation', (u) => ({ ...u, cpu: (u.cpu ?? 0) + 0.03 })) },
    {
      worse: 'more memory',
      change: (o) => changed(o, 'utilisation', (u) => ({ ...u, memory: (u.memory ?? 0) + 0.03 })),
    },
    {
      worse: 'one more failed task',
      change: (o) => changed(o, 'stoppedTasks', (stopped) => [...stopped, aStoppedTask()]),
    },
    { worse: 'one task fewer', change: (o) => changed(o, 'tasks', (tasks) => tasks.slice(1)) },
    {
      worse: 'one healthy target gone bad',
      change: (o) =>
        changed(o, 'targetGroups', (groups) =>
          groups.map((group) => ({
            ...group,
            targets: group.targets.map((target, index) =>
              index === 0 && target.state === 'healthy' ? { ...target, state: 'unhealthy' as const } : target,
            ),
          })),
        ),
    },
    {
      worse: 'one more bad target',
      change: (o) =>
        changed(o, 'targetGroups', (groups) =>
          groups.map((group) => ({ ...group, targets: [...group.targets, aTarget(9, { state: 'unhealthy' })] })),
        ),
    },
    {
      worse: 'the database down',
      change: (o) =>
        changed(o, 'dependencies', (probes) =>
          probes.map((probe) => ({ ...probe, ok: probe.ok && probe.dependency !== 'database' })),
        ),
    },
    {
      worse: 'the other dependency down',
      change: (o) =>
        changed(o, 'dependencies', (probes) =>
          probes.map((probe) => ({ ...probe, ok: probe.ok && probe.dependency === 'database' })),
        ),
    },
    {
      worse: 'the breaker open',
      change: (o) =>
        changed(o, 'breakers', (breakers) => breakers.map((breaker) => ({ ...breaker, state: 'open' as const }))),
    },
    {
      worse: 'a task hung',
      change: (o) =>
        changed(o, 'taskProbes', (probes) =>
          probes.map((probe, index) => (index === 0 ? { ...probe, outcome: 'timeout' as const } : probe)),
        ),
    },
    {
      worse: 'a failed rollout',
      change: (o) => changed(o, 'ecs', (ecs) => ({ ...ecs, deployments: [aDeployment({ rolloutState: 'FAILED' })] })),
    },
    {
      worse: 'one more task wanted',
      change: (o) => changed(o, 'ecs', (ecs) => ({ ...ecs, desiredCount: ecs.desiredCount + 3 })),
    },
  ])('never rises with $worse', ({ change }) => {
    fc.assert(
      fc.property(anyFullObservation, (observation) => {
        expect(scoreOf(change(observation)).score).toBeLessThanOrEqual(scoreOf(observation).score + EPSILON);
      }),
      RUNS,
    );
  });

  it.each<{
    part:
      | 'ecs'
      | 'tasks'
      | 'stoppedTasks'
      | 'targetGroups'
      | 'traffic'
      | 'utilisation'
      | 'taskProbes'
      | 'dependencies'
      | 'breakers';
  }>([
    { part: 'ecs' },
    { part: 'tasks' },
    { part: 'stoppedTasks' },
    { part: 'targetGroups' },
    { part: 'traffic' },
    { part: 'utilisation' },
    { part: 'taskProbes' },
    { part: 'dependencies' },
    { part: 'breakers' },
  ])('never rises when the $part can no longer be read, nor does the confidence', ({ part }) => {
    fc.assert(
      fc.property(
        anyFullObservation,
        fc.constantFrom<MissingReason>('throttled', 'access-denied', 'unavailable'),
        (observation, reason) => {
          const before = scoreOf(observation);
          const after = scoreOf({ ...withPrevious(observation, before), [part]: missing(reason, '') });
          expect(after.score).toBeLessThanOrEqual(before.score + EPSILON);
          expect(after.confidence).toBeLessThanOrEqual(before.confidence + EPSILON);
        },
      ),
      RUNS,
    );
  });

  it('does not depend on the order in which AWS lists things', () => {
    const turned = (observation: Observation): Observation => {
      let result = changed(observation, 'tasks', (tasks) => [...tasks].reverse());
      result = changed(result, 'targetGroups', (groups) =>
        groups.map((group) => ({ ...group, targets: [...group.targets].reverse() })),
      );
      result = changed(result, 'taskProbes', (probes) => [...probes].reverse());
      return changed(result, 'dependencies', (probes) => [...probes].reverse());
    };
    fc.assert(
      fc.property(anyFullObservation, (observation) => {
        expect(scoreOf(turned(observation)).score).toBeCloseTo(scoreOf(observation).score, 9);
      }),
      RUNS,
    );
  });

  it('is 100, and certain, for a perfect service of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (size) => {
        const all = numbersUpTo(size);
        const { score, confidence } = scoreOf(
          anObservation({
            ecs: observed(NOW, aService({ desiredCount: size })),
            tasks: observed(
              NOW,
              all.map((n) => aTask(n)),
            ),
            targetGroups: observed(NOW, [aTargetGroup({ targets: all.map((n) => aTarget(n)) })]),
            taskProbes: observed(
              NOW,
              all.map((n) => aTaskProbe(n)),
            ),
          }),
        );
        expect(score).toBe(100);
        expect(confidence).toBeCloseTo(1, 9);
      }),
      { numRuns: 60 },
    );
  });

  it('is 0 when no task does its work', () => {
    fc.assert(
      fc.property(anyFullObservation, (observation) => {
        const probes = numbersUpTo(6).map((n) => aTaskProbe(n, { outcome: 'timeout' }));
        expect(scoreOf({ ...observation, taskProbes: observed(NOW, probes) }).score).toBe(0);
      }),
      RUNS,
    );
  });

  it('never rises with age alone, nor does the confidence', () => {
    fc.assert(
      fc.property(anyFullObservation, fc.nat(20 * MINUTE), (observation, ageMs) => {
        const withoutFailures = { ...observation, stoppedTasks: observed(NOW, []) };
        const [before, after] = [scoreOf(withoutFailures), scoreOf(withoutFailures, NOW + ageMs)];
        expect(after.score).toBeLessThanOrEqual(before.score + EPSILON);
        expect(after.confidence).toBeLessThanOrEqual(before.confidence + EPSILON);
      }),
      RUNS,
    );
  });

  it('is never lowered by one more task that works, whatever its zone', () => {
    fc.assert(
      fc.property(anyFullObservation, fc.constantFrom('a', 'b', 'c', 'd'), (observation, availabilityZone) => {
        let more = changed(observation, 'tasks', (tasks) => [...tasks, aTask(9, { availabilityZone })]);
        more = changed(more, 'targetGroups', (groups) =>
          groups.map((group) => ({ ...group, targets: [...group.targets, aTarget(9)] })),
        );
        more = changed(more, 'taskProbes', (probes) => [...probes, aTaskProbe(9)]);
        expect(scoreOf(more).score).toBeGreaterThanOrEqual(scoreOf(observation).score - EPSILON);
      }),
      RUNS,
    );
  });

  it('hangs on no single task by more than the steepest piece of its curve: 150 points over the tasks wanted', () => {
    fc.assert(
      fc.property(anyFullObservation, (observation) => {
        const wanted = valueIn(observation.ecs)?.desiredCount ?? 0;
        const fewer = changed(observation, 'tasks', (tasks) => tasks.slice(1));
        expect(scoreOf(observation).score - scoreOf(fewer).score).toBeLessThanOrEqual(150 / wanted + EPSILON);
      }),
      RUNS,
    );
  });

  it('hangs on no single request among a thousand by more than six points, unless it was answered 503', () => {
    const anyRequests = fc.integer({ min: 1_000, max: 50_000 });
    fc.assert(
      fc.property(anyFullObservation, anyRequests, fc.nat(1_000), (observation, requests, failed) => {
        const withFailed = (target5xx: number) => withTraffic(observation, () => ({ requests, target5xx, elb503: 0 }));
        const difference = scoreOf(withFailed(failed)).score - scoreOf(withFailed(failed + 1)).score;
        expect(difference).toBeLessThanOrEqual(6);
      }),
      RUNS,
    );
  });

  it('does not depend on how the weights are scaled', () => {
    fc.assert(
      fc.property(anyFullObservation, fc.double({ min: 0.01, max: 50, noNaN: true }), (observation, factor) => {
        const { scoring } = aPolicy();
        const parts = Object.fromEntries(
          SCORE_PARTS.map((id) => [id, { ...scoring.parts[id], weight: scoring.parts[id].weight * factor }]),
        ) as typeof scoring.parts;
        const scaled = scoreService({ observation, policy: aPolicy({ scoring: { ...scoring, parts } }), now: NOW });
        expect(scaled.score).toBeCloseTo(scoreOf(observation).score, 6);
      }),
      RUNS,
    );
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])(
    'is never better for a number that cannot be: %s',
    (impossible) => {
      const spoil = fc.constantFrom<(o: Observation) => Observation>(
        (o) => withTraffic(o, () => ({ requests: impossible })),
        (o) => withTraffic(o, () => ({ target5xx: impossible })),
        (o) => withTraffic(o, () => ({ latencyP95Ms: impossible })),
        (o) => changed(o, 'utilisation', (u) => ({ ...u, cpu: impossible })),
        (o) => changed(o, 'ecs', (ecs) => ({ ...ecs, desiredCount: impossible })),
      );
      fc.assert(
        fc.property(anyFullObservation, spoil, (observation, spoiled) => {
          const before = scoreOf(observation);
          const after = scoreOf(spoiled(withPrevious(observation, before)));
          expect(after.score).toBeLessThanOrEqual(before.score + EPSILON);
          expect(Number.isFinite(after.score) && Number.isFinite(after.confidence)).toBe(true);
        }),
        RUNS,
      );
    },
  );
});

const anyAttempt: fc.Arbitrary<Attempt> = fc
  .record({
    plan: fc.constantFrom(
      aStopTaskPlan(),
      aStopTaskPlan({ step: 'retire', keep: ['task-2'] }),
      aStopTaskPlan({ step: 'settle' }),
      aRollBackPlan(),
      aResetBreakerPlan(),
    ),
    startedAt: ago(30 * MINUTE),
    verdict: fc.constantFrom('pending' as const, 'pending' as const, 'worked' as const, 'did-not-work' as const),
    outcome: fc.constantFrom('begun' as const, 'done' as const),
  })
  .map(({ plan, startedAt, verdict, outcome }) =>
    anAttempt({
      action: plan.action,
      target: plan.target,
      cause: plan.cause,
      startedAt,
      steps: [aStep({ plan, reservedAt: startedAt, outcome: { kind: outcome, at: startedAt } })],
      verdict,
      ...(verdict === 'pending' ? {} : { endedAt: startedAt }),
    }),
  );

const anyMemory: fc.Arbitrary<ServiceHistory> = fc
  .record({ attempts: fc.array(anyAttempt, { maxLength: 2 }), isOpen: fc.boolean(), healthyObservations: fc.nat(3) })
  .map(({ attempts, isOpen, healthyObservations }) => ({
    incident: isOpen ? anIncident({ openedAt: NOW - 5 * MINUTE, attempts, healthyObservations }) : undefined,
    pastActions: [],
  }));

const anyLook = fc.record({
  observation: anyObservation,
  memory: anyMemory,
  mode: fc.constantFrom<Mode>('observe', 'approve', 'auto', 'auto'),
});
type AnyLook = typeof anyLook extends fc.Arbitrary<infer T> ? T : never;

const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 3, arbitrary: fc.constantFrom(...others) });

const INCIDENT_PARTS = [
  'ecs',
  'tasks',
  'targetGroups',
  'taskProbes',
  'traffic',
  'fleet',
  'switches',
  'releases',
] as const;

/** A service with about one thing wrong, as incidents are. */
const aLikelyObservation: fc.Arbitrary<Observation> = fc
  .record({
    desired: mostly(4, 3, 5, 6),
    tasks: mostly([1, 2, 3, 4], [1, 2, 3, 4, 5], [1, 2, 3], [1]),
    hung: mostly<readonly number[]>([1], [], [1, 2, 3, 4, 5]),
    unhealthy: mostly<readonly number[]>([], [1], [2]),
    starting: mostly<readonly number[]>([], [6]),
    deployment: mostly(
      {},
      { createdAt: NOW - 5 * MINUTE },
      { createdAt: NOW - 5 * MINUTE, rolloutState: 'IN_PROGRESS' as const },
    ),
    down: mostly<readonly string[]>([], ['database']),
    breaker: mostly(
      { state: 'closed' as const, version: 7 },
      { state: 'open' as const, version: 7, openedAt: NOW - 5 * MINUTE },
    ),
    gone: mostly<(typeof INCIDENT_PARTS)[number] | 'none'>('none', ...INCIDENT_PARTS),
    previous: mostly([reportOf(FINDING_IDS, 3, NOW - 15 * SECOND)], []),
  })
  .map(({ deployment, gone, previous, ...scene }) => ({
    ...observationOf({ ...scene, deployments: [deployment] }, NOW),
    ...(gone === 'none' ? {} : { [gone]: missing('throttled', '') }),
    previous,
  }));

const withoutOpenedAt = ({ openedAt: _, ...breaker }: OpenBreaker): OpenBreaker => breaker;

const NO_MEMORY: ServiceHistory = { incident: undefined, pastActions: [] };

const isUnderWay = ({ incident }: ServiceHistory): boolean => incident?.attempts.at(-1)?.verdict === 'pending';

const decided = ({ observation, memory, mode }: AnyLook) =>
  decide({ observation, history: memory, policy: aPolicy({ mode }), now: NOW });

/** All decisions to act among many looks. */
const LOOKS = fc.oneof(
  anyLook,
  fc.record({
    observation: aLikelyObservation,
    memory: anyMemory,
    mode: fc.constantFrom<Mode>('observe', 'approve', 'auto'),
  }),
);
const ACTS = fc.sample(LOOKS, { numRuns: 8_000, seed: 42 }).flatMap((look) => {
  const assessment = decided(look);
  return assessment.decision.kind === 'act' ? [{ ...look, ...assessment, plan: assessment.decision.plan }] : [];
});

/** What only takes back what the medic did is held by the switches alone; all else passes every gate. */
const isUndoing = ({ plan }: { readonly plan: Plan }): boolean => plan.step === 'settle' || plan.step === 'abandon';
const CHANGES = ACTS.filter((act) => !isUndoing(act));

describe('a decision to act, whatever is observed', () => {
  it('is taken often enough here for the rest to mean something', () => {
    expect(new Set(ACTS.map(({ plan }) => plan.step))).toEqual(
      new Set(['surge', 'retire', 'settle', 'abandon', 'stop-deployment', 'redeploy', 'half-open']),
    );
    expect(ACTS.length).toBeGreaterThan(200);
  });

  it('is never taken blind: confidence is at least 0.6 and the essentials were read within the last minute', () => {
    for (const { observation, report } of CHANGES) {
      expect(report.confidence).toBeGreaterThanOrEqual(0.6);
      for (const part of [observation.ecs, observation.tasks]) {
        expect(part.state === 'observed' && NOW - part.at <= MINUTE).toBe(true);
      }
    }
  });

  it('is, where it takes back what was done, a step of the attempt under way, taken with ECS and the switches in sight', () => {
    for (const { observation, memory, plan } of ACTS.filter(isUndoing)) {
      expect(memory.incident?.attempts.at(-1)).toMatchObject({ verdict: 'pending', target: plan.target });
      expect([observation.ecs.state, observation.tasks.state, observation.switches.state]).toEqual(
        Array.from({ length: 3 }, () => 'observed'),
      );
    }
  });

  it('is never taken in mode observe, nor without approval in mode approve', () => {
    for (const { mode, memory } of CHANGES)
      expect(mode === 'auto' || (mode === 'approve' && isUnderWay(memory))).toBe(true);
  });

  it('rests on a hard finding, or on a soft one seen twice, or carries on an attempt', () => {
    for (const { memory, diagnosis } of ACTS) expect(diagnosis.confirmed || isUnderWay(memory)).toBe(true);
  });

  it('raises the wanted count only for a task that is at fault and runs, and while no deployment does', () => {
    for (const { observation, plan, report } of ACTS.filter((act) => act.plan.step === 'surge')) {
      expect(report.findings.some(({ subject }) => subject === plan.target)).toBe(true);
      expect(itemsOf(observation.tasks).some(({ id }) => id === plan.target)).toBe(true);
      expect(valueIn(observation.ecs)?.deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS')).toBe(
        false,
      );
    }
  });

  it('never restarts a task to cure a dependency, a release or a breaker', () => {
    for (const { plan } of ACTS.filter((act) => act.plan.action === 'stop-task')) {
      expect(['instance-grey', 'instance-unhealthy']).toContain(plan.cause);
    }
  });

  it('never retires a task unless as many others as are wanted do their work', () => {
    const anyCondition = fc.constantFrom('works', 'works', 'works', 'works', 'hangs', 'fails', 'waits', 'starts');
    const midSurge = fc.record({
      wanted: fc.integer({ min: 1, max: 5 }),
      tasks: fc.array(anyCondition, { maxLength: 8 }),
    });
    const seen = { retire: 0, wait: 0 };
    fc.assert(
      fc.property(midSurge, ({ wanted, tasks }) => {
        const inCondition = (condition: string) => numbersUpTo(tasks.length).filter((n) => tasks[n - 1] === condition);
        const observation = observationOf(
          {
            desired: wanted + 1,
            tasks: ['works', 'hangs', 'fails', 'waits'].flatMap(inCondition),
            hung: inCondition('hangs'),
            unhealthy: inCondition('fails'),
            initial: inCondition('waits'),
            starting: inCondition('starts'),
          },
          NOW,
        );
        const attempt = anAttempt({ steps: [aStep({ plan: aStopTaskPlan({ desiredCount: wanted }) })] });
        const { decision } = decide({
          observation,
          history: { incident: anIncident({ attempts: [attempt] }), pastActions: [] },
          policy: aPolicy(),
          now: NOW,
        });
        const others = inCondition('works').filter((n) => n !== 1).length;
        expect(decision.kind === 'act').toBe(others >= wanted);
        seen[decision.kind === 'act' ? 'retire' : 'wait'] += 1;
      }),
      RUNS,
    );
    expect(Math.min(seen.retire, seen.wait)).toBeGreaterThan(20);
  });
});

/** Every list in the observation with all its items twice, or with the first of them once more at the end. */
const repeated = (observation: Observation, isWhole: boolean): Observation => {
  const again = <T>(items: readonly T[]): readonly T[] => [...items, ...(isWhole ? items : items.slice(0, 1))];
  let result = changed(observation, 'tasks', again);
  result = changed(result, 'targetGroups', (groups) =>
    groups.map((group) => ({ ...group, targets: again(group.targets) })),
  );
  result = changed(result, 'taskProbes', again);
  result = changed(result, 'dependencies', again);
  return changed(result, 'breakers', again);
};

const PARTS_WITH_AN_AGE = [
  'ecs',
  'tasks',
  'stoppedTasks',
  'targetGroups',
  'traffic',
  'utilisation',
  'taskProbes',
  'dependencies',
  'breakers',
] as const;

describe('every decision', () => {
  it('is the same when AWS lists things twice', () => {
    fc.assert(
      fc.property(LOOKS, fc.boolean(), (look, isWhole) => {
        const twice = decided({ ...look, observation: repeated(look.observation, isWhole) });
        const { report, diagnosis, decision } = decided(look);
        expect(twice).toMatchObject({ report, diagnosis, decision });
      }),
      RUNS,
    );
  });

  it.each([
    { when: 'sixteen minutes ago', at: NOW - 16 * MINUTE },
    { when: 'in two minutes', at: NOW + 2 * MINUTE },
  ])('finds nothing better, and nothing surer, for a part that was true $when', ({ at }) => {
    fc.assert(
      fc.property(anyFullObservation, fc.constantFrom(...PARTS_WITH_AN_AGE), (observation, part) => {
        const before = decided({ observation, memory: NO_MEMORY, mode: 'auto' }).report;
        const spoiled = { ...withPrevious(observation, before), [part]: { ...observation[part], at } };
        const { report } = decided({ observation: spoiled, memory: NO_MEMORY, mode: 'auto' });
        expect(report.score).toBeLessThanOrEqual(before.score + EPSILON);
        expect(report.confidence).toBeLessThanOrEqual(before.confidence + EPSILON);
      }),
      RUNS,
    );
  });

  it('is the same for the same look, and leaves what it was given as it was', () => {
    fc.assert(
      fc.property(anyLook, (look) => {
        const frozenLook = deepFreeze(look);
        expect(decided(frozenLook)).toEqual(decided(frozenLook));
      }),
      RUNS,
    );
  });

  it('is the same at another time, when everything else is moved along', () => {
    fc.assert(
      fc.property(anyLook, fc.integer({ min: -30, max: 30 }), ({ observation, memory, mode }, days) => {
        const by = days * 24 * 60 * MINUTE;
        // The jitter of a breaker's cool-down is drawn from the moment it opened; without one, time has no other hold.
        const still = changed(observation, 'breakers', (breakers) =>
          breakers.map((breaker) => (breaker.state === 'open' ? withoutOpenedAt(breaker) : breaker)),
        );
        const here = decide({ observation: still, history: memory, policy: aPolicy({ mode }), now: NOW });
        const there = decide({
          observation: shifted(still, by),
          history: shifted(memory, by),
          policy: aPolicy({ mode }),
          now: NOW + by,
        });
        expect(shifted(there, -by)).toEqual(here);
      }),
      RUNS,
    );
  });

  it('that waits says for how long: a second at least, a minute at most', () => {
    fc.assert(
      fc.property(anyLook, (look) => {
        const { decision } = decided(look);
        if (decision.kind !== 'wait') return;
        expect(decision.recheckAfterSeconds).toBeGreaterThanOrEqual(1);
        expect(decision.recheckAfterSeconds).toBeLessThanOrEqual(60);
      }),
      RUNS,
    );
  });

  it('survives being written down as JSON', () => {
    fc.assert(
      fc.property(anyLook, (look) => {
        const assessment = decided(look);
        expect(JSON.parse(JSON.stringify(assessment))).toEqual(assessment);
      }),
      RUNS,
    );
  });
});
