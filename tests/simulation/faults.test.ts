// Simulation layer: every fault, played in virtual time against the functions, roles, rules and state machine of the package.
import { FAULTS } from '#sim/faults/catalogue.ts';
import { scriptOf } from '#sim/play/expectations.ts';
import { type HoursPlayed, playHours } from '#sim/simulate/play-hours.ts';
import { type Deployed, deployed, PACKAGING_TIMEOUT_MS } from './packaged-service.ts';

let given: Deployed;
beforeAll(async () => {
  given = await deployed();
}, PACKAGING_TIMEOUT_MS);

/** Half an hour of the world has room for one fault. */
const playOnce = (fault: string, seed: number, deliveries = 1): Promise<HoursPlayed> =>
  playHours({ ...given, seed, hours: 0.5, faults: [fault], deliveries });

const BAD_RELEASES = ['crashes', 'unhealthy', 'errors', 'errors-later'].map((variant) => `bad-release-${variant}`);
const OTHERS = FAULTS.map(({ name }) => name).filter((name) => name !== 'bad-release');
const SEEDS = [1, 7, 42];

describe.each([...OTHERS, ...BAD_RELEASES])('%s', (fault) => {
  it.each(SEEDS)('ends as its script says, with every promise kept: seed %i', async (seed) => {
    const { outcomes, shortfalls, violations } = await playOnce(fault, seed);
    expect(outcomes).toHaveLength(1);
    expect(shortfalls).toEqual([]);
    expect(violations).toEqual([]);
  });

  it('ends the same when every event and message comes three times: one execution, nothing done or told twice', async () => {
    const { outcomes, shortfalls, violations } = await playOnce(fault, 3, 3);
    const { causes, actions, aftermath } = scriptOf(fault);
    expect(outcomes).toMatchObject([{ causes, actions, incidents: causes.length, executions: causes.length }]);
    expect(shortfalls).toEqual([]);
    expect(violations).toEqual([]);
    expect(aftermath.length).toBeLessThanOrEqual(1);
  });
});

describe('what users and people get', () => {
  it.each([
    { fault: 'hung-task', recoverySeconds: 120 },
    { fault: 'stuck-breaker', recoverySeconds: 120 },
    { fault: 'bad-release-crashes', recoverySeconds: 120 },
    { fault: 'bad-release-unhealthy', recoverySeconds: 120 },
    { fault: 'bad-release-errors', recoverySeconds: 120 },
    { fault: 'bad-release-errors-later', recoverySeconds: 120 },
  ])('is a service that is well again within $recoverySeconds s of $fault', async ({ fault, recoverySeconds }) => {
    const [outcome] = (await playOnce(fault, 5)).outcomes;
    const { onsetAt = Number.NaN, curedAt = Number.NaN } = outcome ?? {};
    expect((curedAt - onsetAt) / 1_000).toBeLessThanOrEqual(recoverySeconds);
  });

  it('is one alert that names the dependency while the database is down, and no restart', async () => {
    const [outcome] = (await playOnce('database-down', 5)).outcomes;
    expect(outcome?.alerts).toEqual([{ kind: 'escalated', title: expect.stringContaining('database') }]);
    expect(outcome?.actions).toEqual([]);
  });
});
