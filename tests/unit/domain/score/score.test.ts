// Unit layer: the score of a service in known states, with its cap, its state and its confidence.
import { frozen, observed, type Part } from '#shared/domain/model/part.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { aTask, someTraffic, tasks } from '#tests/builders/parts.ts';
import { partIn, partOf, reportAgo, type State, scoreOf } from './scored.ts';

/** No work probe asks the tasks, so that only traffic counts. */
const UNPROBED: State = { missing: { taskProbes: 'not-configured' } };
const ROLLING_OUT = { rolloutState: 'IN_PROGRESS' } as const;

it.each<State & { what: string; score: number }>([
  { what: 'a healthy service', score: 100 },
  { what: '1 of 10 tasks lost', tasks: 9, desired: 10, score: 85 },
  { what: '1 of 4 tasks lost', tasks: 3, desired: 4, score: 65 },
  { what: '1 of 2 tasks lost', tasks: 1, desired: 2, score: 35 },
  { what: 'all targets unhealthy, so that the load balancer fails open', unhealthy: [1, 2, 3, 4], score: 0 },
  { what: '1 of 4 tasks with passing health checks and a failing work probe', hung: [1], score: 65 },
  { what: '0.5 % errors', traffic: { target5xx: 30 }, score: 89.7 },
  { what: '2 % errors', traffic: { target5xx: 120 }, score: 69.8 },
  { what: '10 % errors', traffic: { target5xx: 600 }, score: 29.7 },
  // Fewer than five errors never cost a part more than a fifth; its cap holds all the same (published: 95.4 and 86.8).
  { what: '1 error of 20 requests', traffic: { requests: 20, target5xx: 1 }, score: 82 },
  { what: '3 errors of 20 requests', traffic: { requests: 20, target5xx: 3 }, score: 82 },
  { what: 'p95 at twice its objective', traffic: { latencyP95Ms: 1_000 }, score: 76 },
  { what: 'p95 at four times its objective', traffic: { latencyP95Ms: 2_000 }, score: 52 },
  { what: '95 % CPU', utilisation: { cpu: 0.95, memory: 0.4 }, score: 69.75 },
  { what: '96 % memory', utilisation: { cpu: 0.3, memory: 0.96 }, score: 58.75 },
  { what: 'a critical dependency down without errors', down: ['database'], score: 60 },
  { what: 'a critical dependency down and 30 % errors', down: ['database'], traffic: { target5xx: 1_800 }, score: 10 },
  // A dependency that is not critical caps at 90, too (published: 95.6, without a cap).
  { what: 'another dependency down and a breaker open', down: ['discovery'], breaker: 'open', score: 90 },
  { what: 'a healthy rollout', deployments: [ROLLING_OUT], score: 97.5 },
  { what: 'a rollout with 3 failed tasks', deployments: [{ ...ROLLING_OUT, failedTasks: 3 }], score: 82.5 },
  { what: 'a failed deployment with the old tasks serving', deployments: [{ rolloutState: 'FAILED' }], score: 60 },
  // Two tasks are left without any spare zone: four of six serve (published: 55).
  { what: '1 of 3 zones lost with 4 of 6 tasks', tasks: 4, desired: 6, score: 55 },
  { what: 'all tasks in one zone', zones: { 'us-east-1a': [1, 2, 3, 4] }, score: 97 },
  { what: 'a single 503 of the load balancer', traffic: { elb503: 1 }, score: 79 },
])('the score for $what is $score', ({ score, ...state }) => {
  expect(scoreOf(state).score).toBeCloseTo(score, 1);
});

it.each([
  { lost: 0, expected: 'healthy' },
  { lost: 1, expected: 'degraded' },
  { lost: 2, expected: 'critical' },
])('a service with $lost of 4 tasks lost is $expected', ({ lost, expected }) => {
  expect(scoreOf({ tasks: 4 - lost }).state).toBe(expected);
});

it.each([
  { score: 79.99, expected: 'degraded' },
  { score: 80, expected: 'healthy' },
  { score: 80.01, expected: 'healthy' },
  { score: 49.99, expected: 'critical' },
  { score: 50, expected: 'degraded' },
  { score: 50.01, expected: 'degraded' },
])('a service with the score $score is $expected', ({ score, expected }) => {
  const scoring = { ...DEFAULT_SCORING, capWhen503: score };
  expect(scoreOf({ traffic: { elb503: 1 }, policy: { scoring } }).state).toBe(expected);
});

it.each<State & { what: string; why: string }>([
  { what: 'a lost task', tasks: 3, why: 'availability limits the score to 65; points lost: availability 8.8' },
  { what: 'a healthy service', why: 'no points lost' },
  {
    what: 'unreadable traffic',
    missing: { traffic: 'throttled' },
    why: 'errors limits the score to 55; points lost: errors (missing) 10.0, latency (missing) 5.0',
  },
])('the explanation for $what is "$why"', ({ why, ...state }) => {
  expect(scoreOf(state).why).toBe(why);
});

it('the binding cap has its name and what it costs', () => {
  expect(scoreOf({ tasks: 3 }).binding).toEqual({ cap: 'availability', loss: expect.closeTo(26.25, 2) });
  expect(scoreOf({ traffic: { elb503: 1 } }).binding?.cap).toBe('503-served');
});

describe('a missing part', () => {
  const missing = { traffic: 'throttled' } as const;

  it.each([
    { seconds: 119, score: 100 },
    { seconds: 120, score: 100 },
    { seconds: 510, score: 75 },
    { seconds: 899, score: 50.1 },
    { seconds: 900, score: 50 },
    { seconds: 901, score: 50 },
  ])('that was last observed $seconds s ago scores at most $score', ({ seconds, score }) => {
    expect(partOf('errors', { missing, previous: [reportAgo(seconds)] })?.score).toBeCloseTo(score, 1);
  });

  it('that was never observed scores its floor', () => {
    const errors = partOf('errors', { missing });
    expect(errors).toMatchObject({ mode: 'missing', score: 50, sampleSize: 0 });
    expect(errors).not.toHaveProperty('observedAt');
  });

  it('never scores better than it last did', () => {
    const traffic = observed(secondsAgo(20), someTraffic({ target5xx: 600 }));
    const errors = partOf('errors', { missing, previous: [reportAgo(15, { parts: { traffic } })] });
    expect(errors?.score).toBeLessThan(25);
    expect(errors?.observedAt).toBe(secondsAgo(20));
  });

  it.each([
    { part: 'tasks', expected: 'unknown' },
    { part: 'targetGroups', expected: 'unknown' },
    { part: 'ecs', expected: 'unknown' },
    { part: 'traffic', expected: 'healthy' },
    { part: 'taskProbes', expected: 'healthy' },
  ])('$part makes the state $expected', ({ part, expected }) => {
    expect(scoreOf({ missing: { [part]: 'throttled' }, previous: [reportAgo(1)] }).state).toBe(expected);
  });

  it('taskProbes keeps a hung task as bad as it was, and the confidence too low to resolve', () => {
    const { score, confidence, state } = scoreOf({
      missing: { taskProbes: 'unavailable' },
      previous: [reportAgo(15, { hung: [1] })],
    });
    expect([score, confidence]).toEqual([expect.closeTo(65), expect.closeTo(0.75)]);
    expect(state).toBe('degraded');
  });

  it('stoppedTasks keeps failing tasks as bad as they were', () => {
    const previous = [reportAgo(15, { stopped: [{}, {}, {}] })];
    expect(partOf('deployment', { missing: { stoppedTasks: 'unavailable' }, previous })?.score).toBe(70);
  });

  it('targetGroups does not hide that no task runs', () => {
    const state: State = { tasks: 0, missing: { targetGroups: 'throttled' }, previous: [reportAgo(1)] };
    expect(scoreOf(state).score).toBe(0);
  });
});

describe('without traffic', () => {
  const bad = reportAgo(600, { traffic: { target5xx: 600 } });
  const errorsOf = (state: State) =>
    partOf('errors', { ...state, parts: { ...state.parts, traffic: frozen(NOW) }, previous: [bad] });
  const asBefore = { mode: 'frozen', score: partIn(bad, 'errors')?.score };

  it('errors stay as they were, with full confidence', () => {
    const report = scoreOf({ ...UNPROBED, parts: { traffic: frozen(NOW) }, previous: [bad] });
    expect(partIn(report, 'errors')).toMatchObject(asBefore);
    expect(report.confidence).toBeCloseTo(1);
  });

  it.each<State & { what: string }>([
    { what: 'each task' },
    {
      what: 'each running task, while another starts',
      parts: { tasks: observed(NOW, [...tasks(4), aTask(5, { lastStatus: 'PENDING' })]) },
    },
  ])('errors end when the work probe of $what succeeds', (state) => {
    expect(errorsOf(state)).toMatchObject({ mode: 'observed', score: 100 });
  });

  it.each<State & { what: string }>([
    { what: 'the work probe of one task fails', hung: [4] },
    { what: 'one task was not probed', parts: { tasks: observed(NOW, tasks(5)) } },
    { what: 'no task runs', parts: { tasks: observed(NOW, []) } },
    { what: 'the tasks cannot be listed', missing: { tasks: 'throttled' } },
  ])('errors stay as they were while $what', (state) => {
    expect(errorsOf(state)).toMatchObject(asBefore);
  });

  it('a service that never had traffic has the full score', () => {
    expect(scoreOf({ parts: { traffic: frozen(NOW) } })).toMatchObject({ score: 100, served503: false });
  });
});

it.each<{ traffic: Part<never>; served503: boolean }>([
  { traffic: { state: 'missing', reason: 'throttled', detail: '' }, served503: true },
  { traffic: frozen(NOW), served503: false },
])('a 503 before traffic that is $traffic.state still counts: $served503', ({ traffic, served503 }) => {
  const previous = [reportAgo(15, { traffic: { elb503: 1 } })];
  expect(scoreOf({ parts: { traffic }, previous }).served503).toBe(served503);
});

describe('the confidence', () => {
  it.each([
    { seconds: -5, confidence: 1 },
    { seconds: 119, confidence: 1 },
    { seconds: 120, confidence: 1 },
    { seconds: 121, confidence: 0.999 },
    { seconds: 240, confidence: 0.85 },
    { seconds: 359, confidence: 0.701 },
    { seconds: 360, confidence: 0.7 },
    { seconds: 361, confidence: 0.7 },
  ])('in traffic of $seconds s ago is $confidence', ({ seconds, confidence }) => {
    const traffic = observed(secondsAgo(seconds), someTraffic());
    expect(scoreOf({ parts: { traffic } }).confidence).toBeCloseTo(confidence, 3);
  });

  it.each([
    { requests: 48, confidence: 0.916 },
    { requests: 50, confidence: 0.925 },
    { requests: 199, confidence: 0.9995 },
    { requests: 200, confidence: 1 },
    { requests: 201, confidence: 1 },
  ])('in $requests requests is $confidence', ({ requests, confidence }) => {
    expect(scoreOf({ ...UNPROBED, traffic: { requests } }).confidence).toBeCloseTo(confidence, 3);
  });

  it('in one request is full when each work probe succeeds, and low when one fails', () => {
    const traffic = { requests: 1 };
    expect(scoreOf({ traffic }).confidence).toBeCloseTo(1);
    expect(scoreOf({ traffic, hung: [1] }).confidence).toBeLessThan(0.75);
  });

  it('below a half makes the state unknown', () => {
    const missing = { traffic: 'unavailable', taskProbes: 'unavailable', stoppedTasks: 'unavailable' } as const;
    expect(scoreOf({ missing })).toMatchObject({ confidence: expect.closeTo(0.4), state: 'unknown' });
  });
});
