// Simulation layer: `decide` and `followUp` on sixty days of made-up CloudWatch minutes, and on faults that begin at any moment.
import { jest } from '@jest/globals';
import { decide } from '#shared/domain/decide.ts';
import { followUp } from '#shared/domain/incident-rules.ts';
import type { Observation } from '#shared/domain/observation.ts';
import { observed } from '#shared/domain/part.ts';
import { MINUTE } from '#shared/domain/time.ts';
import { createRandom } from '#sim/world/random.ts';
import { anObservation, aPolicy, aProbe, aTarget, aTargetGroup, NOW } from '#tests/builders/domain.ts';
import { type Detection, detectionsOf, median } from './noise-detection.ts';
import { drawMinutes, looksAt } from './noise-watch.ts';

jest.setTimeout(120_000);

const RATES = [
  { requestsPerMinute: 20 },
  { requestsPerMinute: 60 },
  { requestsPerMinute: 600 },
  { requestsPerMinute: 6_000 },
];
const SIXTY_DAYS_IN_MINUTES = 60 * 24 * 60;

describe('sixty days of one failed request in a thousand', () => {
  it.each(RATES)(
    'at $requestsPerMinute requests a minute open no incident, and nothing is found',
    ({ requestsPerMinute }) => {
      const random = createRandom(`noise at ${requestsPerMinute}`);
      const minutes = drawMinutes({ requestsPerMinute, random }, SIXTY_DAYS_IN_MINUTES);
      let looks = 0;
      let withFindings = 0;
      let followedUp = 0;
      for (const { assessment, next } of looksAt(minutes, random)) {
        looks += 1;
        if (assessment.report.findings.length > 0) withFindings += 1;
        if (next.kind !== 'none') followedUp += 1;
      }
      expect(looks).toBeGreaterThan(0.99 * SIXTY_DAYS_IN_MINUTES);
      expect(minutes.reduce((sum, { failed }) => sum + failed, 0)).toBeGreaterThan(
        0.9 * 0.001 * requestsPerMinute * SIXTY_DAYS_IN_MINUTES,
      );
      expect({ withFindings, followedUp }).toEqual({ withFindings: 0, followedUp: 0 });
    },
  );
});

describe('one failed request in five, from any moment on', () => {
  it.each(RATES)(
    'is found at $requestsPerMinute requests a minute within 90 s of its minute being visible, and opens an incident',
    ({ requestsPerMinute }) => {
      const detections = detectionsOf({ requestsPerMinute, errorRate: 0.2 }, 200);
      const seconds = (of: (detection: Detection) => number): number => median(detections.map(of)) / 1_000;
      expect(seconds(({ foundAt, visibleAt }) => foundAt - visibleAt)).toBeLessThanOrEqual(90);
      expect(seconds(({ openedAt, foundAt }) => openedAt - foundAt)).toBeLessThanOrEqual(120);
    },
  );
});

describe('a task that died', () => {
  const firstLook = (different: Partial<Observation>) => {
    const assessment = decide(anObservation(different), { incident: undefined, pastActions: [] }, aPolicy(), NOW);
    const next = followUp({ assessment, incident: undefined, previous: [], isConfirmation: false, now: NOW });
    return { cause: assessment.report.cause, subject: assessment.diagnosis.subject, next: next.kind };
  };
  const targets = [1, 2, 3, 4].map((number) =>
    number === 1 ? aTarget(1, { state: 'unhealthy', reason: 'Target.FailedHealthChecks' }) : aTarget(number),
  );
  const probes = [1, 2, 3, 4].map((number) => aProbe(number, number === 1 ? { outcome: 'refused' } : {}));

  it.each([
    {
      seen: 'its target is unhealthy',
      different: { targetGroups: observed(NOW, [aTargetGroup(targets)]) },
      cause: 'instance-unhealthy',
      next: 'open-incident',
    },
    {
      seen: 'its target is unhealthy and it refuses its probe',
      different: { targetGroups: observed(NOW, [aTargetGroup(targets)]), taskProbes: observed(NOW, probes) },
      cause: 'instance-unhealthy',
      next: 'open-incident',
    },
    {
      seen: 'it only refuses its probe',
      different: { taskProbes: observed(NOW, probes) },
      cause: 'instance-grey',
      next: 'confirm',
    },
  ])('is named by the first look when $seen, which leads to $next', ({ different, cause, next }) => {
    expect(firstLook(different)).toEqual({ cause, subject: 'task-1', next });
  });
});
