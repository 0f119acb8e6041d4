// Unit layer: properties of every decision.
import fc from 'fast-check';
import { decide } from '#shared/domain/decide.ts';
import type { OpenBreaker } from '#shared/domain/model/breaker.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anyEvidence, likelyEvidence } from '../any-evidence.ts';
import { anyFullObservation, changed, changedLists, forAll, SCORED, withPrevious } from '../any-observation.ts';

it('a decision is the same when AWS lists entries twice', () => {
  forAll(likelyEvidence, fc.boolean(), (evidence, isWhole) => {
    const repeated = changedLists(evidence.observation, (list) => [...list, ...(isWhole ? list : list.slice(0, 1))]);
    const twice = decide({ ...evidence, observation: repeated });
    const { report, diagnosis, decision } = decide(evidence);
    expect(twice).toMatchObject({ report, diagnosis, decision });
  });
});

it.each([
  { when: 'sixteen minutes ago', at: NOW - 16 * MINUTE },
  { when: 'in two minutes', at: NOW + 2 * MINUTE },
])('neither score nor confidence rises with a part that was read $when', ({ at }) => {
  const reportOn = (observation: Observation) =>
    decide({ observation, history: { incident: undefined, pastActions: [] }, policy: aPolicy(), now: NOW }).report;
  forAll(anyFullObservation, fc.constantFrom(...SCORED), (observation, part) => {
    const before = reportOn(observation);
    const after = reportOn({ ...withPrevious(observation, before), [part]: { ...observation[part], at } });
    expect(after.score).toBeLessThanOrEqual(before.score + 1e-9);
    expect(after.confidence).toBeLessThanOrEqual(before.confidence + 1e-9);
  });
});

it('a decision on the same evidence is the same, and leaves the evidence unchanged', () => {
  const deepFreeze = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
    return Object.freeze(value);
  };
  forAll(anyEvidence, (evidence) => {
    deepFreeze(evidence);
    expect(decide(evidence)).toEqual(decide(evidence));
  });
});

/** Moves every instant in a value, however deep, by so many milliseconds. */
const shifted = <T>(value: T, by: number): T => {
  if (Array.isArray(value)) return value.map((item) => shifted(item, by)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const isInstant = (key: string) => /^(at|since|now|.*At|.*Since)$/.test(key);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'number' && isInstant(key) ? item + by : shifted(item, by),
    ]),
  ) as T;
};

it('a decision is the same at another time, when everything else is moved along', () => {
  /** The jitter of a breaker's cool-down is drawn from the instant it opened; without one, time has no other influence. */
  const withoutOpenedAt = ({ openedAt: _, ...breaker }: OpenBreaker): OpenBreaker => breaker;
  forAll(anyEvidence, fc.integer({ min: -30, max: 30 }), (evidence, days) => {
    const observation = changed(evidence.observation, 'breakers', (breakers) =>
      breakers.map((breaker) => (breaker.state === 'open' ? withoutOpenedAt(breaker) : breaker)),
    );
    const here = { ...evidence, observation };
    expect(shifted(decide(shifted(here, days * DAY)), -days * DAY)).toEqual(decide(here));
  });
});

it('a decision to wait is for a second to a minute', () => {
  forAll(anyEvidence, (evidence) => {
    const { decision } = decide(evidence);
    if (decision.kind !== 'wait') return;
    expect(decision.recheckAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(decision.recheckAfterSeconds).toBeLessThanOrEqual(60);
  });
});

it('an assessment is the same after a round trip through JSON', () => {
  forAll(anyEvidence, (evidence) => {
    const assessment = decide(evidence);
    expect(JSON.parse(JSON.stringify(assessment))).toEqual(assessment);
  });
});
