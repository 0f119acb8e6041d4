// Simulation layer: every fault, in virtual time, against the packaged functions' code, roles, rules and state machine.
import { MINUTE } from '#shared/domain/model/time.ts';
import { FAULTS } from '#sim/faults/catalogue.ts';
import { recoverySeconds } from '#sim/report/recovery-table.ts';
import { expectationOf } from '#sim/scenario/expectations.ts';
import type { RunResult } from '#sim/scenario/run-result.ts';
import { runHours } from '#sim/virtual/run-hours.ts';
import { aSimulation } from './a-simulation.ts';
import { deployedService } from './packaged-service.ts';

const service = await deployedService();

/** Half an hour has room for one fault. */
const runOne = (fault: string, seed: number, deliveries = 1): Promise<RunResult> =>
  runHours({ ...service, seed, hours: 0.5, faults: [fault], deliveries });

const BAD_RELEASES = ['crashes', 'unhealthy', 'errors', 'errors-later'].map((variant) => `bad-release-${variant}`);
const OTHERS = FAULTS.map(({ name }) => name).filter((name) => name !== 'bad-release');
/** While older tasks serve every user, the tasks of a release get the time that a start may take. */
const PATIENT = new Set(['bad-release-unhealthy']);
const PASSED = { mismatches: [], violations: [] };

describe.each([...OTHERS, ...BAD_RELEASES])('%s', (fault) => {
  it.each([1, 42])('meets its expectation in time, without a violation: seed %i', async (seed) => {
    const result = await runOne(fault, seed);
    expect(result).toMatchObject(PASSED);
    expect(result.outcomes).toHaveLength(1);
    const [seconds = 0] = result.outcomes.flatMap((outcome) => recoverySeconds(outcome) ?? []);
    expect(seconds).toBeLessThanOrEqual(PATIENT.has(fault) ? 480 : 120);
  });

  it('leads to the same actions and alerts when every event and message is delivered three times', async () => {
    const result = await runOne(fault, 3, 3);
    const { causes, actions } = expectationOf(fault);
    expect(result).toMatchObject(PASSED);
    expect(result.outcomes).toMatchObject([{ causes, actions, incidents: causes.length, executions: causes.length }]);
  });
});

describe('an alert about a fault without a treatment', () => {
  it.each([3, 5])('is sent once during a traffic surge, and nothing is changed: seed %i', async (seed) => {
    const { outcomes, violations } = await runOne('traffic-surge', seed);
    expect(outcomes).toMatchObject([{ actions: [], alerts: [{ kind: 'escalated' }, { kind: 'resolved' }] }]);
    expect(violations).toEqual([]);
  });

  it('names the database that is down, and nothing is restarted', async () => {
    const { outcomes } = await runOne('database-down', 5);
    const title = expect.stringContaining('database');
    expect(outcomes).toMatchObject([{ actions: [], alerts: [{ kind: 'escalated', title }] }]);
  });

  it('comes more than three minutes before a memory leak kills the first task', async () => {
    const { medic, local, inject, runFor, violations } = await aSimulation(service);
    inject('memory-leak');
    await runFor(35);
    const kills = [...local.world.tasks.values()]
      .filter(({ exitCode }) => exitCode === 137)
      .flatMap(({ executionStoppedAt }) => executionStoppedAt ?? []);
    const [openedAt = Number.NaN] = medic.incidents().map((incident) => incident.openedAt);
    expect(Math.min(...kills) - openedAt).toBeGreaterThan(3 * MINUTE);
    expect(local.mutations).toEqual([]);
    expect(violations()).toEqual([]);
  });
});
