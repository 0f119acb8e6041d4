// Simulation layer: hours without a fault, and the repeatability of hours full of faults.
import { createHash } from 'node:crypto';
import { FAULTS } from '#sim/faults/catalogue.ts';
import { runHours } from '#sim/virtual/run-hours.ts';
import { aSimulation } from './a-simulation.ts';
import { deployedService } from './packaged-service.ts';

const service = await deployedService();

describe('a healthy service', () => {
  it.each([
    { hours: 6, deliveries: 1 },
    { hours: 1, deliveries: 3 },
  ])(
    'is checked every 15 s for $hours h without an incident, change, alert or execution, with $deliveries deliveries',
    async ({ hours, deliveries }) => {
      const { local, medic, runFor, violations } = await aSimulation({ ...service, deliveries });
      await runFor(hours * 60 - 5);
      expect(medic.incidents()).toEqual([]);
      expect(local.mutations).toEqual([]);
      expect(local.platform.published()).toEqual([]);
      expect(local.platform.executions()).toEqual([]);
      expect(violations()).toEqual([]);
      const { 'ecs-medic-dev-score-health': scoring } = local.platform.counters();
      expect(scoring?.invocations).toBeGreaterThanOrEqual(hours * 60 * 4 - 40);
    },
  );
});

describe('the log of two hours full of faults', () => {
  const logOf = async (seed: number): Promise<string> => {
    const log = createHash('sha256');
    const result = await runHours({
      ...service,
      seed,
      hours: 2,
      faults: FAULTS.map(({ name }) => name),
      announce: (faults) => log.update(JSON.stringify(faults)),
      log: (line) => log.update(JSON.stringify(line)),
    });
    return log.update(JSON.stringify(result)).digest('hex');
  };

  it('is the same for the same seed, byte for byte, and differs for another', async () => {
    const first = await logOf(11);
    expect(await logOf(11)).toBe(first);
    expect(await logOf(12)).not.toBe(first);
  }, 180_000);
});
