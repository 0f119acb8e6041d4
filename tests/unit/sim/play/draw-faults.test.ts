// Unit layer: which faults are drawn, and when; what is drawn never asks more of the medic than its budget allows.

import { createRandom } from '#local-aws/clock/random.ts';
import { FAULTS } from '#sim/faults/catalogue.ts';
import { drawFaults } from '#sim/scenario/draw-faults.ts';

const START = Date.parse('2026-11-23T00:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ALL = FAULTS.map(({ name }) => name);
const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

const draw = (seed: number, names: readonly string[], hours: number) =>
  drawFaults(createRandom(seed), names, { start: START, hours });

describe('the faults of some hours', () => {
  it.each([
    { hours: 0.49, faults: 0 },
    { hours: 0.5, faults: 1 },
    { hours: 0.99, faults: 1 },
    { hours: 1, faults: 2 },
    { hours: 24, faults: 48 },
  ])('in $hours h are $faults', ({ hours, faults }) => {
    expect(draw(1, ['hung-task'], hours)).toHaveLength(faults);
  });

  it('begin within the first five minutes of their half-hour', () => {
    for (const [slot, { at }] of draw(3, ALL, 24).entries()) {
      const late = at - START - slot * 30 * MINUTE_MS;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(5 * MINUTE_MS);
    }
  });

  it('are the same for the same seed and others for another', () => {
    const told = (seed: number) => JSON.stringify(draw(seed, ALL, 24));
    expect(told(5)).toBe(told(5));
    expect(told(5)).not.toBe(told(6));
  });

  it('are all of those asked for, in the end', () => {
    const drawn = new Set(SEEDS.flatMap((seed) => draw(seed, ALL, 6)).map(({ fault }) => fault.name));
    expect([...drawn].sort()).toEqual([...ALL].sort());
  });

  it('are none where none are asked for', () => {
    expect(draw(1, [], 24)).toEqual([]);
  });
});

describe('bad releases, of which each needs the one rollback of six hours', () => {
  it.each([{ names: ['bad-release'] }, { names: ['bad-release-errors', 'bad-release-crashes'] }, { names: ALL }])(
    'are more than six hours apart when $names are drawn from',
    ({ names }) => {
      for (const seed of SEEDS) {
        const releases = draw(seed, names, 24).filter(({ fault }) => fault.name === 'bad-release');
        const gaps = releases.slice(1).map(({ at }, index) => at - (releases[index]?.at ?? 0));
        expect(Math.min(7 * HOUR_MS, ...gaps)).toBeGreaterThan(6 * HOUR_MS);
      }
    },
  );

  it('leave their slots empty when there is nothing else to draw', () => {
    const slots = draw(1, ['bad-release'], 24).map(({ at }) => Math.floor((at - START) / (30 * MINUTE_MS)));
    expect(slots).toEqual([0, 13, 26, 39]);
  });
});
