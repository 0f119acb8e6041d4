// Simulation layer: every fault, played in virtual time against the functions, roles, rules and state machine of the package.
import { jest } from '@jest/globals';
import { FAULTS } from '#sim/faults/catalogue.ts';
import { recoverySeconds } from '#sim/report/outcomes-table.ts';
import { scriptOf } from '#sim/scenario/expectations.ts';
import { type HoursPlayed, playHours } from '#sim/virtual/play-hours.ts';
import { aSimulation } from './a-simulation.ts';
import { type Deployed, deployed, PACKAGING_TIMEOUT_MS, PLAY_TIMEOUT_MS } from './packaged-service.ts';

jest.setTimeout(PLAY_TIMEOUT_MS);

let given: Deployed;
beforeAll(async () => {
  given = await deployed();
}, PACKAGING_TIMEOUT_MS);

/** Half an hour of the world has room for one fault. */
const playOnce = (fault: string, seed: number, deliveries = 1): Promise<HoursPlayed> =>
  playHours({ ...given, seed, hours: 0.5, faults: [fault], deliveries });

const BAD_RELEASES = ['crashes', 'unhealthy', 'errors', 'errors-later'].map((variant) => `bad-release-${variant}`);
const OTHERS = FAULTS.map(({ name }) => name).filter((name) => name !== 'bad-release');
const SEEDS = [1, 42];
const FLAWLESS = { shortfalls: [], violations: [] };

describe.each([...OTHERS, ...BAD_RELEASES])('%s', (fault) => {
  it.each(SEEDS)('ends as its script says, in time, with every promise kept: seed %i', async (seed) => {
    const played = await playOnce(fault, seed);
    expect(played).toMatchObject(FLAWLESS);
    expect(played.outcomes).toHaveLength(1);
    const [recovery = 0] = played.outcomes.flatMap((outcome) => recoverySeconds(outcome) ?? []);
    expect(recovery).toBeLessThanOrEqual(120);
  });

  it('ends the same when every event and message comes three times: nothing is done or told twice', async () => {
    const played = await playOnce(fault, 3, 3);
    const { causes, actions } = scriptOf(fault);
    expect(played).toMatchObject(FLAWLESS);
    expect(played.outcomes).toMatchObject([{ causes, actions, incidents: causes.length, executions: causes.length }]);
  });
});

describe('a surge beyond what the tasks can do', () => {
  it.each([3, 5])('is told to people once while it lasts, and nothing is touched: seed %i', async (seed) => {
    const { outcomes, violations } = await playOnce('traffic-surge', seed);
    expect(outcomes).toMatchObject([{ actions: [], alerts: [{ kind: 'escalated' }, { kind: 'resolved' }] }]);
    expect(violations).toEqual([]);
  });
});

describe('a memory leak', () => {
  it('is told to people minutes before the first task is killed', async () => {
    const { medic, local, inject, runFor, watchman } = await aSimulation(given);
    inject('memory-leak');
    await runFor(35);
    const kills = [...local.world.tasks.values()]
      .filter(({ exitCode }) => exitCode === 137)
      .flatMap(({ executionStoppedAt }) => executionStoppedAt ?? []);
    const [told = Number.NaN] = medic.incidents().map(({ openedAt }) => openedAt);
    expect(Math.min(...kills) - told).toBeGreaterThan(3 * 60_000);
    expect(local.mutations).toEqual([]);
    expect(watchman.violations()).toEqual([]);
  });
});

describe('a database that is down', () => {
  it('is told to people once, by its name, and nothing is restarted', async () => {
    const { outcomes } = await playOnce('database-down', 5);
    expect(outcomes).toMatchObject([
      { actions: [], alerts: [{ kind: 'escalated', title: expect.stringContaining('database') }] },
    ]);
  });
});
