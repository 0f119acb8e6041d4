// Simulation layer: somebody is at work on the service when a fault comes.
import { jest } from '@jest/globals';
import { OPERATOR } from '#local-aws/operation.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aSimulation } from './a-simulation.ts';
import { type Deployed, deployed, PACKAGING_TIMEOUT_MS, PLAY_TIMEOUT_MS } from './packaged-service.ts';

jest.setTimeout(PLAY_TIMEOUT_MS);

let given: Deployed;
beforeAll(async () => {
  given = await deployed();
}, PACKAGING_TIMEOUT_MS);

describe('a task that hangs three minutes after a deployment started of', () => {
  it('is left to them until five minutes after the deployment, and then replaced', async () => {
    const simulation = await aSimulation(given);
    const { cluster, service } = given.policy;
    await simulation.runFor(5);
    const deployedAt = simulation.clock.now();
    const input = { cluster, service, forceNewDeployment: true };
    await simulation.local.operations.ecs?.UpdateService?.(input as never, OPERATOR);
    await simulation.runFor(3);
    simulation.inject('hung-task');
    await simulation.runFor(1.9);
    expect(simulation.local.mutations).toEqual([]);
    const findings = simulation.medic.record().report?.findings ?? [];
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['task-not-working', 'recent-change']));

    await simulation.runFor(5);
    const [first] = simulation.local.mutations;
    expect((first?.at ?? 0) - deployedAt).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(simulation.medic.incidents()).toMatchObject([
      { status: 'resolved', attempts: [{ action: 'stop-task', verdict: 'worked' }] },
    ]);
    expect(simulation.watchman.violations()).toEqual([]);
  });
});
