// Unit layer: what a check adds to the baseline of its service; start times and revisions have their own files.
import fc from 'fast-check';
import { learn } from '#shared/domain/evidence/baseline.ts';
import { EMPTY_BASELINE, type ServiceBaseline } from '#shared/domain/model/baseline.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, REVISION } from '#tests/builders/constants.ts';
import { anyObservation, forAll } from '../any-observation.ts';
import { type CheckState, check, settled } from './a-learned-check.ts';

it('a check that adds nothing leaves the baseline as it is', () => {
  const baseline = settled();
  expect(learn(baseline, check())).toBe(baseline);
});

it('the first check of a service learns its revision and its state, and no start time', () => {
  expect(learn(EMPTY_BASELINE, check({ previous: [], task: { 1: { createdAt: minutesAgo(1) } } }))).toEqual({
    starts: [],
    startsFrom: NOW,
    revisions: [{ taskDefinition: REVISION, firstAt: NOW, lastAt: NOW, healthyMs: 0 }],
    faultlessChecks: [{ score: 98, findings: [] }],
    usual: { at: NOW, score: 98, findings: [] },
  });
});

it('whatever a check sees, learning it twice is learning it once, and the baseline stays bounded', () => {
  forAll(anyObservation, fc.boolean(), (observation, diagnosisIsNone) => {
    const seen = { observation, report: aReport(), diagnosisIsNone, now: NOW };
    const learned = learn(settled({ startsFrom: minutesAgo(60) }), seen);
    expect(learn(learned, seen)).toEqual(learned);
    expect(learned.starts.length).toBeLessThanOrEqual(50);
    expect(learned.revisions.length).toBeLessThanOrEqual(10);
    for (const { healthyMs } of learned.revisions) expect(healthyMs).toBeGreaterThanOrEqual(0);
  });
});

describe('the usual state', () => {
  const usualAfter = (state: CheckState, baseline: Partial<ServiceBaseline> = {}) =>
    learn(settled(baseline), check(state)).usual;
  const faultless = (score: number, ...findings: readonly FindingId[]) => ({ score, findings });

  it.each([
    { what: 'less than ten minutes', at: minutesAgo(10) + 1, score: 98 },
    { what: 'ten minutes', at: minutesAgo(10), score: 90 },
  ])('is learned again after $what', ({ at, score }) => {
    expect(usualAfter({ report: { score: 90 } }, { usual: { at, score: 98, findings: [] } })?.score).toBe(score);
  });

  it.each<{ what: string; state: CheckState }>([
    { what: 'found a cause', state: { diagnosisIsNone: false } },
    { what: 'knows too little for a state', state: { report: { state: 'unknown' } } },
  ])('is not learned from a check that $what', ({ state }) => {
    const { usual: _, ...without } = settled();
    expect(learn(without, check(state)).usual).toBeUndefined();
  });

  it('is the median score of the last thirty checks without a fault', () => {
    const { usual: _, ...without } = settled();
    const faultlessChecks = Array.from({ length: 30 }, (_, index) => faultless(index < 15 ? 70 : 90));
    const learned = learn({ ...without, faultlessChecks }, check({ report: { score: 72 } }));
    expect(learned.faultlessChecks).toHaveLength(30);
    expect(learned.usual).toEqual({ at: NOW, score: 71, findings: [] });
  });

  it('has the findings of at least half of the checks', () => {
    const { usual: _, ...without } = settled();
    const faultlessChecks = [
      faultless(80, 'memory-saturated', 'latency-above-objective'),
      faultless(80),
      faultless(80),
    ];
    const findings = [
      aFinding({ id: 'memory-saturated', subject: 'a' }),
      aFinding({ id: 'memory-saturated', subject: 'b' }),
    ];
    const learned = learn({ ...without, faultlessChecks }, check({ report: { score: 80, findings } }));
    expect(learned.faultlessChecks[0]).toEqual(faultless(80, 'memory-saturated'));
    expect(learned.usual?.findings).toEqual(['memory-saturated']);
  });
});
