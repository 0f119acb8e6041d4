// Unit layer: properties of the score of any observation.
import fc from 'fast-check';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { Observation, Target, Task, Traffic } from '#shared/domain/model/observation.ts';
import { missing, observed, valueIn } from '#shared/domain/model/part.ts';
import { SCORE_PARTS } from '#shared/domain/model/policy.ts';
import type { TaskProbe } from '#shared/domain/model/probe.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { scoreService } from '#shared/domain/score/score.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aDeployment, aStoppedTask, aTarget, aTask, aTaskProbe, numbersTo } from '#tests/builders/parts.ts';
import {
  ago,
  anyFullObservation,
  anyObservation,
  changed,
  changedLists,
  changedTargets,
  forAll,
  SCORED,
  type Scored,
  type ValueOf,
  withPrevious,
} from '../any-observation.ts';
import { partIn, scoreOf as scoreOfState } from './scored.ts';

type Change = (observation: Observation) => Observation;

const EPSILON = 1e-9;
const scoreOf = (observation: Observation, now = NOW) => scoreService({ observation, policy: aPolicy(), now });

/** Neither the score nor the confidence of the second observation is higher. */
const expectNoBetter = (after: ReturnType<typeof scoreOf>, before: ReturnType<typeof scoreOf>) => {
  expect(after.score).toBeLessThanOrEqual(before.score + EPSILON);
  expect(after.confidence).toBeLessThanOrEqual(before.confidence + EPSILON);
};

const part =
  <Name extends Scored>(
    name: Name,
    change: (value: ValueOf<Observation[Name]>) => ValueOf<Observation[Name]>,
  ): Change =>
  (observation) =>
    changed(observation, name, change);
const traffic = (change: (value: Traffic) => Partial<Traffic>): Change =>
  part('traffic', (value) => ({ ...value, ...change(value) }));

/** The first entry with these values. */
const firstIs =
  <T extends object>(given: Partial<T>) =>
  ([first, ...rest]: readonly T[]): readonly T[] =>
    first === undefined ? [] : [{ ...first, ...given }, ...rest];

it('score and confidence lie within their range and below every cap, and are never NaN', () => {
  forAll(anyObservation, (observation) => {
    const { score, confidence, parts } = scoreOf(observation);
    expect(score >= 0 && score <= 100).toBe(true);
    expect(confidence >= 0 && confidence <= 1 + EPSILON).toBe(true);
    expect(parts.every(({ cap }) => score <= cap + EPSILON)).toBe(true);
  });
});

it('the score, the losses and the loss to the binding cap add up to 100', () => {
  forAll(anyObservation, (observation) => {
    const { score, parts, binding } = scoreOf(observation);
    const losses = parts.reduce((sum, { loss }) => sum + loss, 0);
    expect(score + losses + (binding?.loss ?? 0)).toBeCloseTo(100, 6);
  });
});

describe('the availability', () => {
  const availabilityOf = (observation: Observation) => partIn(scoreOf(observation), 'availability')?.score ?? 0;
  const anyAges = fc.array(ago(6 * MINUTE), { minLength: 6, maxLength: 6 });

  /** The desired count was 1 to 6 at the previous check, and tasks are of any age. */
  const anyIncrease = fc
    .tuple(anyFullObservation, fc.integer({ min: 1, max: 6 }), anyAges)
    .map(([observation, desiredCount, ages]) => {
      const before = changed(observation, 'ecs', (ecs) => ({ ...ecs, desiredCount }));
      const ofAnyAge = changed(observation, 'tasks', (tasks) =>
        tasks.map((task, index) => ({ ...task, createdAt: ages[index] ?? NOW })),
      );
      return withPrevious(ofAnyAge, scoreOf(before));
    });

  it.each<{ worse: string; change: (tasks: readonly Task[]) => readonly Task[] }>([
    { worse: 'the first task does not serve', change: firstIs<Task>({ healthStatus: 'UNHEALTHY' }) },
    { worse: 'the last task is gone', change: (tasks) => tasks.slice(0, -1) },
    {
      worse: 'the tasks are older',
      change: (tasks) => tasks.map((task) => ({ ...task, createdAt: task.createdAt - 2 * MINUTE })),
    },
  ])('never rises when $worse, not even after an increase of the desired count', ({ change }) => {
    forAll(anyIncrease, (observation) => {
      const after = changed(observation, 'tasks', change);
      expect(availabilityOf(after)).toBeLessThanOrEqual(availabilityOf(observation) + EPSILON);
    });
  });

  it('is never lowered by an increase of the desired count whose tasks all start at once', () => {
    forAll(anyFullObservation, fc.integer({ min: 1, max: 5 }), (observation, more) => {
      const steady = withPrevious(observation, scoreOf(observation));
      const starting = numbersTo(more).map((n) => aTask(20 + n, { lastStatus: 'PENDING', createdAt: NOW }));
      let increased = changed(steady, 'ecs', (ecs) => ({ ...ecs, desiredCount: ecs.desiredCount + more }));
      increased = changed(increased, 'tasks', (tasks) => [...tasks, ...starting]);
      increased = changed(increased, 'stoppedTasks', () => []);
      expect(availabilityOf(increased)).toBe(availabilityOf(steady));
    });
  });
});

const down = (name: string): Change =>
  part('dependencies', (probes) => probes.map((probe) => ({ ...probe, ok: probe.ok && probe.dependency !== name })));
const failedRollout = [aDeployment({ rolloutState: 'FAILED' })];

it.each<{ worse: string; change: Change }>([
  {
    worse: 'one more error',
    change: traffic(({ target5xx, requests }) => ({ target5xx: Math.min(requests, target5xx + 1) })),
  },
  {
    worse: 'one more 503',
    change: traffic(({ elb503, requests }) => ({ elb503: elb503 + 1, requests: requests + 1 })),
  },
  { worse: 'a slower p95', change: traffic(({ latencyP95Ms = 0 }) => ({ latencyP95Ms: latencyP95Ms + 100 })) },
  { worse: 'more CPU', change: part('utilisation', ({ cpu = 0, ...rest }) => ({ ...rest, cpu: cpu + 0.03 })) },
  {
    worse: 'more memory',
    change: part('utilisation', ({ memory = 0, ...rest }) => ({ ...rest, memory: memory + 0.03 })),
  },
  { worse: 'one more failed task', change: part('stoppedTasks', (tasks) => [...tasks, aStoppedTask()]) },
  { worse: 'one task fewer', change: part('tasks', (tasks) => tasks.slice(1)) },
  { worse: 'an unhealthy target', change: (o) => changedTargets(o, firstIs<Target>({ state: 'unhealthy' })) },
  {
    worse: 'one more unhealthy target',
    change: (o) => changedTargets(o, (targets) => [...targets, aTarget(9, { state: 'unhealthy' })]),
  },
  { worse: 'the critical dependency down', change: down('database') },
  { worse: 'the other dependency down', change: down('discovery') },
  { worse: 'the breaker open', change: part('breakers', firstIs<BreakerRecord>({ state: 'open' })) },
  { worse: 'a task hung', change: part('taskProbes', firstIs<TaskProbe>({ outcome: 'timeout' })) },
  { worse: 'a failed rollout', change: part('ecs', (ecs) => ({ ...ecs, deployments: failedRollout })) },
  { worse: 'more desired tasks', change: part('ecs', (ecs) => ({ ...ecs, desiredCount: ecs.desiredCount + 3 })) },
])('the score never rises with $worse', ({ change }) => {
  forAll(anyFullObservation, (observation) => {
    expect(scoreOf(change(observation)).score).toBeLessThanOrEqual(scoreOf(observation).score + EPSILON);
  });
});

it.each(SCORED)('neither score nor confidence rises when %s cannot be read any more', (part) => {
  const anyReason = fc.constantFrom('throttled' as const, 'access-denied' as const, 'unavailable' as const);
  forAll(anyFullObservation, anyReason, (observation, reason) => {
    const before = scoreOf(observation);
    expectNoBetter(scoreOf({ ...withPrevious(observation, before), [part]: missing(reason, '') }), before);
  });
});

it('neither score nor confidence rises with age alone', () => {
  forAll(anyFullObservation, fc.nat(20 * MINUTE), (observation, ageMs) => {
    const withoutFailures = changed(observation, 'stoppedTasks', () => []);
    expectNoBetter(scoreOf(withoutFailures, NOW + ageMs), scoreOf(withoutFailures));
  });
});

it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('the score never rises with the impossible number %s', (number) => {
  const anyPart = fc.constantFrom<Change>(
    traffic(() => ({ requests: number })),
    traffic(() => ({ target5xx: number })),
    traffic(() => ({ latencyP95Ms: number })),
    part('utilisation', (utilisation) => ({ ...utilisation, cpu: number })),
    part('ecs', (ecs) => ({ ...ecs, desiredCount: number })),
  );
  forAll(anyFullObservation, anyPart, (observation, spoil) => {
    const before = scoreOf(observation);
    const after = scoreOf(spoil(withPrevious(observation, before)));
    expect(after.score).toBeLessThanOrEqual(before.score + EPSILON);
    expect(Number.isFinite(after.score) && Number.isFinite(after.confidence)).toBe(true);
  });
});

it('the score does not depend on the order of lists', () => {
  forAll(anyFullObservation, (observation) => {
    const reversed = changedLists(observation, (list) => list.toReversed());
    expect(scoreOf(reversed).score).toBeCloseTo(scoreOf(observation).score, 9);
  });
});

it('the score does not depend on the scale of the weights', () => {
  const { scoring } = aPolicy();
  forAll(anyFullObservation, fc.double({ min: 0.01, max: 50, noNaN: true }), (observation, factor) => {
    const parts = Object.fromEntries(
      SCORE_PARTS.map((id) => [id, { ...scoring.parts[id], weight: scoring.parts[id].weight * factor }]),
    ) as typeof scoring.parts;
    const scaled = scoreService({ observation, policy: aPolicy({ scoring: { ...scoring, parts } }), now: NOW });
    expect(scaled.score).toBeCloseTo(scoreOf(observation).score, 6);
  });
});

it('a healthy service of any size has the score 100 and full confidence', () => {
  for (const size of numbersTo(60)) {
    const { score, confidence } = scoreOfState({ tasks: size, desired: size });
    expect([score, confidence]).toEqual([100, expect.closeTo(1, 9)]);
  }
});

it('a service of which no task serves has the score 0', () => {
  forAll(anyFullObservation, (observation) => {
    const probes = numbersTo(6).map((n) => aTaskProbe(n, { outcome: 'timeout' }));
    expect(scoreOf({ ...observation, taskProbes: observed(NOW, probes) }).score).toBe(0);
  });
});

it('one more serving task never lowers the score, whatever its zone', () => {
  forAll(anyFullObservation, fc.constantFrom('a', 'b', 'c', 'd'), (observation, availabilityZone) => {
    let more = changed(observation, 'tasks', (tasks) => [...tasks, aTask(9, { availabilityZone })]);
    more = changedTargets(more, (targets) => [...targets, aTarget(9)]);
    more = changed(more, 'taskProbes', (probes) => [...probes, aTaskProbe(9)]);
    expect(scoreOf(more).score).toBeGreaterThanOrEqual(scoreOf(observation).score - EPSILON);
  });
});

it('one task never counts for more than the steepest piece of its curve, 150 points over the desired tasks', () => {
  forAll(anyFullObservation, (observation) => {
    const desired = valueIn(observation.ecs)?.desiredCount ?? 0;
    const fewer = changed(observation, 'tasks', (tasks) => tasks.slice(1));
    expect(scoreOf(observation).score - scoreOf(fewer).score).toBeLessThanOrEqual(150 / desired + EPSILON);
  });
});

it('one request of a thousand never counts for more than six points, unless it is answered 503', () => {
  const anyRequests = fc.integer({ min: 1_000, max: 50_000 });
  forAll(anyFullObservation, anyRequests, fc.nat(1_000), (observation, requests, failed) => {
    const scoreWith = (target5xx: number) => scoreOf(traffic(() => ({ requests, target5xx, elb503: 0 }))(observation));
    expect(scoreWith(failed).score - scoreWith(failed + 1).score).toBeLessThanOrEqual(6);
  });
});
