// Unit layer: how each part of the score is measured.
import { observed } from '#shared/domain/model/part.ts';
import { SCORE_PARTS, type ScorePartId } from '#shared/domain/model/policy.ts';
import { scoreOn } from '#shared/domain/score/curve.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW, OLDER_REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { aBreaker, aDependencyProbe, aTarget, numbersTo, someTraffic } from '#tests/builders/parts.ts';
import { partIn, partOf, type State, scoreOf } from './scored.ts';

it.each<{ what: string; state: State; without: readonly ScorePartId[] }>([
  {
    what: 'load balancer, dependencies and breakers',
    state: {
      missing: { targetGroups: 'not-configured', taskProbes: 'not-configured' },
      policy: { dependencies: [], breakers: [] },
    },
    without: ['targets', 'dependencies', 'breaker'],
  },
  { what: 'desired tasks', state: { tasks: 0, desired: 0 }, without: ['availability', 'targets', 'zones'] },
])('a service without $what has no parts $without, and the full score', ({ state, without }) => {
  const { parts, score, state: health } = scoreOf(state);
  expect(parts.map(({ id }) => id)).toEqual(SCORE_PARTS.filter((id) => !without.includes(id)));
  expect({ score, health }).toEqual({ score: 100, health: 'healthy' });
});

describe('the targets', () => {
  it('do not apply to a service without target groups', () => {
    expect(partOf('targets', { targetGroups: [] })).toBeUndefined();
  });

  it('score 0 while none is registered', () => {
    expect(partOf('targets', { targets: [] })?.score).toBe(0);
  });

  it.each([
    { target: aTarget(5, { state: 'initial' }), score: 100 },
    { target: aTarget(5, { state: 'draining' }), score: 100 },
    { target: aTarget(5, { state: 'unhealthy.draining' }), score: 100 },
    { target: aTarget(5, { state: 'unhealthy' }), score: 71.7 },
    { target: aTarget(5, { state: 'unused' }), score: 71.7 },
    { target: aTarget(5, { state: 'unavailable' }), score: 71.7 },
  ])('score $score with a fifth one that is $target.state', ({ target, score }) => {
    const targets = [...numbersTo(4).map((number) => aTarget(number)), target];
    expect(partOf('targets', { targets })?.score).toBeCloseTo(score, 1);
  });
});

describe('the breaker', () => {
  it.each([
    { state: 'closed', score: 100 },
    { state: 'half-open', score: 70 },
    { state: 'disabled', score: 50 },
    { state: 'open', score: 40 },
    { state: 'forced-open', score: 40 },
  ] as const)('scores $score when it is $state', ({ state, score }) => {
    expect(partOf('breaker', { breaker: state })?.score).toBe(score);
  });

  it('scores as the worst of several', () => {
    const breakers = (['closed', 'open', 'half-open'] as const).map((state) => aBreaker({ state }));
    expect(partOf('breaker', { breakers })?.score).toBe(40);
  });

  it('scores 100 when it has no record', () => {
    expect(partOf('breaker', { breakers: [] })?.score).toBe(100);
  });
});

describe('the dependencies', () => {
  it('are missing while one was not probed', () => {
    const dependencies = [aDependencyProbe('discovery')];
    expect(partOf('dependencies', { dependencies })).toMatchObject({ mode: 'missing', score: 50 });
  });

  it('score 0 while a critical one is down, whatever was not probed', () => {
    const dependencies = [aDependencyProbe('database', { ok: false })];
    expect(partOf('dependencies', { dependencies })).toMatchObject({ mode: 'observed', score: 0 });
  });

  it('score 100 when all are critical and answer', () => {
    const critical = aPolicy().dependencies.filter((dependency) => dependency.critical);
    expect(partOf('dependencies', { policy: { dependencies: critical } })?.score).toBe(100);
  });
});

describe('the deployment', () => {
  it.each([
    { failures: 0, score: 100 },
    { failures: 3, score: 70 },
    { failures: 10, score: 20 },
    { failures: 12, score: 20 },
  ])('scores $score after $failures failed tasks in ten minutes', ({ failures, score }) => {
    expect(partOf('deployment', { stopped: Array(failures).fill({}) })?.score).toBe(score);
  });

  it.each([
    { seconds: 599, failures: 1 },
    { seconds: 600, failures: 0 },
    { seconds: 601, failures: 0 },
  ])('counts $failures failures for one of $seconds s ago', ({ seconds, failures }) => {
    expect(partOf('deployment', { stopped: [{ stoppedAt: secondsAgo(seconds) }] })?.value).toBe(failures);
  });

  it('counts no failures of a revision that is not deployed any more', () => {
    const stopped = Array(3).fill({ taskDefinition: OLDER_REVISION });
    expect(partOf('deployment', { stopped })).toMatchObject({ score: 100, value: 0 });
  });

  it.each([
    { deployment: { status: 'ACTIVE', rolloutState: 'FAILED' }, score: 100 },
    { deployment: { rolloutState: 'IN_PROGRESS', failedTasks: 4 }, score: 55 },
    { deployment: { rolloutState: 'IN_PROGRESS', failedTasks: 5 }, score: 55 },
  ] as const)('scores $score with $deployment', ({ deployment, score }) => {
    expect(partOf('deployment', { deployments: [deployment] })?.score).toBe(score);
  });
});

describe('the zones', () => {
  it.each([
    { zones: { a: [1, 2], b: [3], c: [4] }, score: 100 },
    { zones: { a: [1, 2], b: [3, 4] }, score: 100 },
    { zones: { a: [1, 2, 3], b: [4] }, score: 50 },
    { zones: { a: [1, 2, 3, 4] }, score: 0 },
  ])('score $score with the tasks $zones', ({ zones, score }) => {
    expect(partOf('zones', { zones })?.score).toBe(score);
  });

  it('score 100 for a service of one task', () => {
    expect(partOf('zones', { tasks: 1, desired: 1 })?.score).toBe(100);
  });
});

it('saturation of CPU or memory alone has half the certainty, and of neither is missing', () => {
  expect(scoreOf({ utilisation: { cpu: 0.95 } }).confidence).toBeCloseTo(0.95);
  expect(partOf('saturation', { utilisation: { memory: 0.96 } })?.value).toBe(0.96);
  expect(partOf('saturation', { utilisation: {} })?.mode).toBe('missing');
});

it('latency is missing when none was measured', () => {
  const { latencyP95Ms: _, ...traffic } = someTraffic();
  expect(partOf('latency', { parts: { traffic: observed(NOW, traffic) } })?.mode).toBe('missing');
});

it.each([
  { failed: 4, score: 80 },
  { failed: 5, score: 0 },
  { failed: 6, score: 0 },
])('errors score $score for $failed of 12 requests, since fewer than five prove little', ({ failed, score }) => {
  expect(partOf('errors', { traffic: { requests: 12, target5xx: failed } })?.score).toBeCloseTo(score, 0);
});

it.each<State & { what: string; id: ScorePartId }>([
  { what: 'a CPU share of NaN', utilisation: { cpu: Number.NaN, memory: 0.4 }, id: 'saturation' },
  { what: 'a memory share below zero', utilisation: { memory: -1 }, id: 'saturation' },
  { what: 'a negative number of requests', traffic: { requests: -1 }, id: 'errors' },
  { what: 'NaN errors', traffic: { target5xx: Number.NaN }, id: 'errors' },
  { what: 'a negative number of errors', traffic: { target5xx: -1 }, id: 'errors' },
  { what: 'one negative count of errors', traffic: { target5xx: -1, elb503: 3 }, id: 'errors' },
  { what: 'more errors than requests', traffic: { requests: 10, elb502: 11 }, id: 'errors' },
  { what: 'a negative latency', traffic: { latencyP95Ms: -1 }, id: 'latency' },
  { what: 'an infinite latency', traffic: { latencyP95Ms: Number.POSITIVE_INFINITY }, id: 'latency' },
  { what: 'NaN desired tasks', desired: Number.NaN, id: 'availability' },
  {
    what: 'NaN desired tasks, half read,',
    desired: Number.NaN,
    missing: { taskProbes: 'unavailable' },
    id: 'availability',
  },
])('$what counts as missing data', ({ id, ...state }) => {
  const score = scoreOf(state);
  expect(partIn(score, id)?.mode).toBe('missing');
  expect(Number.isFinite(score.score) && Number.isFinite(score.confidence)).toBe(true);
});

it.each([
  { value: 0, score: 100 },
  { value: 1, score: 100 },
  { value: 1.5, score: 90 },
  { value: 2, score: 80 },
  { value: 4, score: 20 },
  { value: 5, score: 20 },
  { value: Number.NaN, score: 0 },
])('a curve through (1, 100), (2, 80) and (4, 20) has $score at $value', ({ value, score }) => {
  expect(
    scoreOn(
      [
        [1, 100],
        [2, 80],
        [4, 20],
      ],
      value,
    ),
  ).toBeCloseTo(score, 10);
});

it('a curve without points has 0 everywhere', () => {
  expect(scoreOn([], 1)).toBe(0);
});
