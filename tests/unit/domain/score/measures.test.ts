// Unit layer: how each part of the score is measured.
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { Deployment, StoppedTask, Target } from '#shared/domain/model/observation.ts';
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
  {
    what: 'a load balancer that counts requests',
    state: { missing: { traffic: 'not-configured' } },
    without: ['errors', 'latency'],
  },
  { what: 'desired tasks', state: { tasks: 0, desired: 0 }, without: ['availability', 'targets', 'zones'] },
])('a service without $what has no parts $without, and the full score', ({ state, without }) => {
  const { parts, score, state: health } = scoreOf(state);
  expect(parts.map(({ id }) => id)).toEqual(SCORE_PARTS.filter((id) => !without.includes(id)));
  expect({ score, health }).toEqual({ score: 100, health: 'healthy' });
});

const withFifth = (state: Target['state']): State => ({
  targets: [...numbersTo(4).map((number) => aTarget(number)), aTarget(5, { state })],
});
const breakersIn = (...states: readonly BreakerRecord['state'][]): State => ({
  breakers: states.map((state) => aBreaker({ state })),
});
const critical = aPolicy().dependencies.filter((dependency) => dependency.critical);
const failures = (count: number, given: Partial<StoppedTask> = {}): State => ({ stopped: Array(count).fill(given) });
const rollout = (given: Partial<Deployment>): State => ({ deployments: [given] });

it.each<State & { id: ScorePartId; what: string; score: number }>([
  { id: 'targets', what: 'no registered target', targets: [], score: 0 },
  { id: 'targets', what: 'a fifth target that is initial', ...withFifth('initial'), score: 100 },
  { id: 'targets', what: 'a fifth target that is draining', ...withFifth('draining'), score: 100 },
  { id: 'targets', what: 'a fifth target that is unhealthy.draining', ...withFifth('unhealthy.draining'), score: 100 },
  { id: 'targets', what: 'a fifth target that is unhealthy', ...withFifth('unhealthy'), score: 71.7 },
  { id: 'targets', what: 'a fifth target that is unused', ...withFifth('unused'), score: 71.7 },
  { id: 'targets', what: 'a fifth target that is unavailable', ...withFifth('unavailable'), score: 71.7 },
  { id: 'breaker', what: 'a closed breaker', ...breakersIn('closed'), score: 100 },
  { id: 'breaker', what: 'a half-open breaker', ...breakersIn('half-open'), score: 70 },
  { id: 'breaker', what: 'a disabled breaker', ...breakersIn('disabled'), score: 50 },
  { id: 'breaker', what: 'an open breaker', ...breakersIn('open'), score: 40 },
  { id: 'breaker', what: 'a breaker that was forced open', ...breakersIn('forced-open'), score: 40 },
  { id: 'breaker', what: 'several breakers', ...breakersIn('closed', 'open', 'half-open'), score: 40 },
  { id: 'breaker', what: 'no record of its breaker', ...breakersIn(), score: 100 },
  { id: 'dependencies', what: 'critical dependencies that all answer', policy: { dependencies: critical }, score: 100 },
  { id: 'deployment', what: 'no failed task', ...failures(0), score: 100 },
  { id: 'deployment', what: '3 failed tasks in ten minutes', ...failures(3), score: 70 },
  { id: 'deployment', what: '10 failed tasks in ten minutes', ...failures(10), score: 20 },
  { id: 'deployment', what: '12 failed tasks in ten minutes', ...failures(12), score: 20 },
  { id: 'deployment', what: 'failures 599 s ago', ...failures(3, { stoppedAt: secondsAgo(599) }), score: 70 },
  { id: 'deployment', what: 'failures 600 s ago', ...failures(3, { stoppedAt: secondsAgo(600) }), score: 100 },
  { id: 'deployment', what: 'failures 601 s ago', ...failures(3, { stoppedAt: secondsAgo(601) }), score: 100 },
  {
    id: 'deployment',
    what: 'failures before the release',
    ...failures(3, { taskDefinition: OLDER_REVISION }),
    score: 100,
  },
  { id: 'deployment', what: 'no primary', ...rollout({ status: 'ACTIVE', rolloutState: 'FAILED' }), score: 100 },
  { id: 'deployment', what: '4 failures', ...rollout({ rolloutState: 'IN_PROGRESS', failedTasks: 4 }), score: 55 },
  { id: 'deployment', what: '5 failures', ...rollout({ rolloutState: 'IN_PROGRESS', failedTasks: 5 }), score: 55 },
  { id: 'zones', what: '2, 1 and 1 tasks', zones: { a: [1, 2], b: [3], c: [4] }, score: 100 },
  { id: 'zones', what: '2 and 2 tasks', zones: { a: [1, 2], b: [3, 4] }, score: 100 },
  { id: 'zones', what: '3 and 1 tasks', zones: { a: [1, 2, 3], b: [4] }, score: 50 },
  { id: 'zones', what: '4 tasks in one', zones: { a: [1, 2, 3, 4] }, score: 0 },
  { id: 'zones', what: 'a single task', tasks: 1, desired: 1, score: 100 },
])('the part $id scores $score with $what', ({ id, score, ...state }) => {
  expect(partOf(id, state)?.score).toBeCloseTo(score, 1);
});

it('the part targets does not apply to a service without target groups', () => {
  expect(partOf('targets', { targetGroups: [] })).toBeUndefined();
});

it.each([
  { probe: aDependencyProbe('discovery'), part: { mode: 'missing', score: 50 } },
  { probe: aDependencyProbe('database', { ok: false }), part: { mode: 'observed', score: 0 } },
])('the part dependencies is $part when only $probe.dependency was probed, ok: $probe.ok', ({ probe, part }) => {
  expect(partOf('dependencies', { dependencies: [probe] })).toMatchObject(part);
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
  { what: 'a CPU share below zero', utilisation: { cpu: -0.1, memory: 0.9 }, id: 'saturation' },
  { what: 'a NaN memory share', utilisation: { cpu: 0.9, memory: Number.NaN }, id: 'saturation' },
  { what: 'more errors than requests', traffic: { requests: 10, target5xx: 11 }, id: 'errors' },
  { what: 'errors without requests', traffic: { requests: 0, elb502: 5 }, id: 'errors' },
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
