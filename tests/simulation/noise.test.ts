// Simulation layer: `decide` and `followUp` on sixty days of noise in CloudWatch, and on faults that begin at random moments.
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Detection, detectionsOf } from '#scripts/bench/noise/detection.ts';
import type { NoiseInput, NoiseResult } from '#scripts/bench/noise/worker.ts';
import { decide } from '#shared/domain/decide.ts';
import { followUp } from '#shared/domain/incident/follow-up.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { percentile } from '#sim/report/percentile.ts';
import * as given from '#tests/builders/given.ts';

const RATES = [20, 60, 600, 6_000];
const MINUTES = 60 * 24 * 60;

const runWorker = async (input: NoiseInput): Promise<NoiseResult> => {
  const worker = new Worker(join(import.meta.dirname, '../../scripts/bench/noise/worker.ts'), { workerData: input });
  const [result] = await once(worker, 'message');
  return result;
};

describe('sixty days with one failed request in a thousand', () => {
  const results = Promise.all(RATES.map((requestsPerMinute) => runWorker({ requestsPerMinute, minutes: MINUTES })));

  it.each(RATES)(
    'lead to no finding and no incident at %i requests a minute',
    async (rate) => {
      const { failedRequests = 0, checks = 0, ...found } = (await results)[RATES.indexOf(rate)] ?? {};
      expect(checks).toBeGreaterThan(0.99 * MINUTES);
      expect(failedRequests / (rate * MINUTES)).toBeCloseTo(0.001, 4);
      expect(found).toEqual({ checksWithFindings: 0, checksFollowedUp: 0 });
    },
    600_000,
  );
});

describe('an error rate of one in five', () => {
  /** At 20 requests a minute there are four errors a minute, and five are needed, which takes a second minute. */
  it.each([
    { rate: 20, limit: 150 },
    { rate: 60, limit: 90 },
    { rate: 600, limit: 90 },
    { rate: 6_000, limit: 90 },
  ])('is found within $limit s of its onset at $rate requests a minute (median)', ({ rate, limit }) => {
    const detections = detectionsOf({ requestsPerMinute: rate, errorRate: 0.2 }, 100);
    const seconds = (of: (detection: Detection) => number): number => percentile(detections.map(of), 50) / SECOND;
    expect(seconds(({ foundAt, visibleAt }) => foundAt - visibleAt)).toBeLessThanOrEqual(90);
    expect(seconds(({ foundAt, onset }) => foundAt - onset)).toBeLessThanOrEqual(limit);
    expect(seconds(({ openedAt, foundAt }) => openedAt - foundAt)).toBeLessThanOrEqual(120);
  });
});

describe('the first check after a task has died', () => {
  const target = { 1: { state: 'unhealthy', reason: 'Target.FailedHealthChecks' } } as const;
  const probe = { 1: { outcome: 'refused' } } as const;
  const unhealthy = { cause: 'instance-unhealthy', confirmed: true, reason: 'ecs-is-replacing', next: 'none' };
  const grey = { cause: 'instance-grey', confirmed: false, reason: 'not-confirmed', next: 'confirm' };

  it.each([
    { evidence: 'an unhealthy target', state: { target }, expected: unhealthy },
    { evidence: 'an unhealthy target and a refused probe', state: { target, probe }, expected: unhealthy },
    { evidence: 'a refused probe', state: { probe }, expected: grey },
  ])('names the task by $evidence: $expected.reason', ({ state, expected }) => {
    const evidence = given.evidence(state);
    const assessment = decide(evidence);
    const { kind } = followUp({ ...evidence, assessment, isConfirmation: false });
    const { cause, subject, confirmed } = assessment.diagnosis;
    const found = { cause, subject, confirmed, reason: assessment.decision.reason, next: kind };
    expect(found).toEqual({ subject: 'task-1', ...expected });
  });
});
