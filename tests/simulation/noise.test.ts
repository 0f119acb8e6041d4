// Simulation layer: `decide` and `followUp` on sixty days of made-up CloudWatch minutes, and on faults that begin at any moment.
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { decide } from '#shared/domain/decide.ts';
import { followUp } from '#shared/domain/incident/follow-up.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { type Detection, detectionsOf, median } from './noise-detection.ts';
import type { Noise, NoiseOutcome } from './noise-worker.ts';

const RATES = [
  { requestsPerMinute: 20 },
  { requestsPerMinute: 60 },
  { requestsPerMinute: 600 },
  { requestsPerMinute: 6_000 },
];
const SIXTY_DAYS_IN_MINUTES = 60 * 24 * 60;

const inThreadOfItsOwn = async (noise: Noise): Promise<NoiseOutcome> => {
  const [outcome] = await once(
    new Worker(join(import.meta.dirname, 'noise-worker.ts'), { workerData: noise }),
    'message',
  );
  return outcome;
};

describe('sixty days of one failed request in a thousand', () => {
  let outcomes: ReadonlyMap<number, NoiseOutcome>;
  beforeAll(async () => {
    const watched = RATES.map(async ({ requestsPerMinute }) => {
      const outcome = await inThreadOfItsOwn({ requestsPerMinute, minutes: SIXTY_DAYS_IN_MINUTES });
      return [requestsPerMinute, outcome] as const;
    });
    outcomes = new Map(await Promise.all(watched));
  }, 120_000);

  it.each(RATES)(
    'at $requestsPerMinute requests a minute open no incident, and nothing is found',
    ({ requestsPerMinute }) => {
      const { failedRequests = 0, looks = 0, ...found } = outcomes.get(requestsPerMinute) ?? {};
      expect(looks).toBeGreaterThan(0.99 * SIXTY_DAYS_IN_MINUTES);
      expect(failedRequests / (requestsPerMinute * SIXTY_DAYS_IN_MINUTES)).toBeCloseTo(0.001, 4);
      expect(found).toEqual({ looksWithFindings: 0, looksFollowedUp: 0 });
    },
  );
});

describe('one failed request in five, from any moment on', () => {
  /** 20 requests a minute have four errors a minute, of which five are wanted: that takes a second minute. */
  it.each([
    { requestsPerMinute: 20, fromOnset: 150 },
    { requestsPerMinute: 60, fromOnset: 90 },
    { requestsPerMinute: 600, fromOnset: 90 },
    { requestsPerMinute: 6_000, fromOnset: 90 },
  ])(
    'at $requestsPerMinute requests a minute is found 90 s after its minute shows, $fromOnset s after onset',
    ({ requestsPerMinute, fromOnset }) => {
      const detections = detectionsOf({ requestsPerMinute, errorRate: 0.2 }, 100);
      const seconds = (of: (detection: Detection) => number): number => median(detections.map(of)) / SECOND;
      expect(seconds(({ foundAt, visibleAt }) => foundAt - visibleAt)).toBeLessThanOrEqual(90);
      expect(seconds(({ foundAt, onset }) => foundAt - onset)).toBeLessThanOrEqual(fromOnset);
      expect(seconds(({ openedAt, foundAt }) => openedAt - foundAt)).toBeLessThanOrEqual(120);
    },
  );
});

describe('a task that died', () => {
  const firstCheck = (state: ServiceState) => {
    const assessment = decide(given.evidence(state));
    const next = followUp({ assessment, incident: undefined, previous: [], isConfirmation: false, now: NOW });
    const { cause, subject, confirmed } = assessment.diagnosis;
    return { cause, subject, confirmed, decision: assessment.decision.reason, next: next.kind };
  };
  const target = { 1: { state: 'unhealthy', reason: 'Target.FailedHealthChecks' } } as const;
  const probe = { 1: { outcome: 'refused' } } as const;

  it.each<{ seen: string; state: ServiceState; expected: object }>([
    {
      seen: 'its target is unhealthy',
      state: { target },
      expected: { cause: 'instance-unhealthy', confirmed: true, decision: 'ecs-is-replacing', next: 'none' },
    },
    {
      seen: 'its target is unhealthy and it refuses its probe',
      state: { target, probe },
      expected: { cause: 'instance-unhealthy', confirmed: true, decision: 'ecs-is-replacing', next: 'none' },
    },
    {
      seen: 'it only refuses its probe',
      state: { probe },
      expected: { cause: 'instance-grey', confirmed: false, decision: 'not-confirmed', next: 'confirm' },
    },
  ])('is named by the first check when $seen: $expected.decision', ({ state, expected }) => {
    expect(firstCheck(state)).toEqual({ subject: 'task-1', ...expected });
  });
});
