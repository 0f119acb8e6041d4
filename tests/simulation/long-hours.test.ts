// Simulation layer: hours in which nothing is wrong, and hours that have to be the same each time.

import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import { FAULTS } from '#sim/faults/catalogue.ts';
import { playHours } from '#sim/virtual/play-hours.ts';
import { aSimulation, START } from './a-simulation.ts';
import { type Deployed, deployed, PACKAGING_TIMEOUT_MS, PLAY_TIMEOUT_MS } from './packaged-service.ts';

jest.setTimeout(PLAY_TIMEOUT_MS);

const HOUR_MS = 3_600_000;

let given: Deployed;
beforeAll(async () => {
  given = await deployed();
}, PACKAGING_TIMEOUT_MS);

describe('six hours of a service that is well', () => {
  it('see no incident, no action, no alert and no execution, though it is looked at all the time', async () => {
    const { clock, local, medic, watchman } = await aSimulation(given);
    await clock.runUntil(START + 6 * HOUR_MS);
    expect(medic.incidents()).toEqual([]);
    expect(local.mutations).toEqual([]);
    expect(local.platform.published()).toEqual([]);
    expect(local.platform.executions()).toEqual([]);
    expect(watchman.violations()).toEqual([]);
    const { 'ecs-medic-dev-score-health': scoring } = local.platform.counters();
    expect(scoring?.invocations).toBeGreaterThanOrEqual(6 * 60 * 4 - 40);
  });

  it('stay so when every event and message comes three times', async () => {
    const { clock, local, medic, watchman } = await aSimulation({ ...given, deliveries: 3 });
    await clock.runUntil(START + HOUR_MS);
    expect(medic.incidents()).toEqual([]);
    expect(local.mutations).toEqual([]);
    expect(watchman.violations()).toEqual([]);
  });
});

describe('the log of hours full of faults', () => {
  const logOf = async (seed: number): Promise<string> => {
    const log = createHash('sha256');
    const played = await playHours({
      ...given,
      seed,
      hours: 2,
      faults: FAULTS.map(({ name }) => name),
      announce: (faults) => log.update(JSON.stringify(faults)),
      tell: (line) => log.update(`${JSON.stringify(line)}\n`),
    });
    return log.update(JSON.stringify(played)).digest('hex');
  };

  it('is the same for the same seed, byte for byte, and another one for another', async () => {
    const first = await logOf(11);
    expect(await logOf(11)).toBe(first);
    expect(await logOf(12)).not.toBe(first);
  });
});
