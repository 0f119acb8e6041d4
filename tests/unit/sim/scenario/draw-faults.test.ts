// Unit layer: the schedule of faults, which never asks for more actions than the budget permits.
import { createRandom } from '#local-aws/clock/random.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { FAULTS } from '#sim/faults/catalogue.ts';
import { drawFaults } from '#sim/scenario/draw-faults.ts';

const START = Date.parse('2026-11-23T00:00:00Z');
const SLOT = 30 * MINUTE;
const ALL = FAULTS.map(({ name }) => name);
const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

const draw = (seed: number, names: readonly string[], hours: number) =>
  drawFaults(createRandom(seed), names, { start: START, hours });

describe('the schedule of faults', () => {
  it.each([
    { hours: 0.49, names: ['hung-task'], faults: 0 },
    { hours: 0.5, names: ['hung-task'], faults: 1 },
    { hours: 0.99, names: ['hung-task'], faults: 1 },
    { hours: 1, names: ['hung-task'], faults: 2 },
    { hours: 24, names: ['hung-task'], faults: 48 },
    { hours: 24, names: [], faults: 0 },
  ])('of $hours h has $faults faults if it draws from $names', ({ hours, names, faults }) => {
    expect(draw(1, names, hours)).toHaveLength(faults);
  });

  it('starts each fault within the first five minutes of its half hour', () => {
    for (const [slot, { at }] of draw(3, ALL, 24).entries()) {
      expect(at - START - slot * SLOT).toBeGreaterThanOrEqual(0);
      expect(at - START - slot * SLOT).toBeLessThan(5 * MINUTE);
    }
  });

  it('is the same for the same seed, and differs for another', () => {
    const json = (seed: number) => JSON.stringify(draw(seed, ALL, 24));
    expect(json(5)).toBe(json(5));
    expect(json(5)).not.toBe(json(6));
  });

  it('draws every fault for some seed', () => {
    const drawn = new Set(SEEDS.flatMap((seed) => draw(seed, ALL, 6)).map(({ fault }) => fault.name));
    expect([...drawn].sort()).toEqual([...ALL].sort());
  });

  it.each([{ names: ['bad-release'] }, { names: ['bad-release-errors', 'bad-release-crashes'] }, { names: ALL }])(
    'has more than six hours between bad releases, each of which needs a rollback, if it draws from $names',
    ({ names }) => {
      for (const seed of SEEDS) {
        const releases = draw(seed, names, 24).filter(({ fault }) => fault.name === 'bad-release');
        const gaps = releases.slice(1).map(({ at }, index) => at - (releases[index]?.at ?? 0));
        expect(Math.min(7 * HOUR, ...gaps)).toBeGreaterThan(6 * HOUR);
      }
    },
  );

  it('leaves the half hours between bad releases empty if there is nothing else to draw', () => {
    const slots = draw(1, ['bad-release'], 24).map(({ at }) => Math.floor((at - START) / SLOT));
    expect(slots).toEqual([0, 13, 26, 39]);
  });
});
