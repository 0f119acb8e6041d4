// Simulation layer: a fault shortly after an operator's change.
import { OPERATOR } from '#local-aws/operation.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aSimulation } from './a-simulation.ts';
import { deployedService } from './packaged-service.ts';

const service = await deployedService();

describe("a task that hangs three minutes after an operator's deployment", () => {
  it('is left to the operator until five minutes after the deployment, and then replaced', async () => {
    const { clock, local, medic, policy, inject, runFor, violations } = await aSimulation(service);
    await runFor(5);
    const deployedAt = clock.now();
    const input = { cluster: policy.cluster, service: policy.service, forceNewDeployment: true };
    await local.operations.ecs?.UpdateService?.(input as never, OPERATOR);
    await runFor(3);
    inject('hung-task');
    await runFor(1.9);
    expect(local.mutations).toEqual([]);
    const findings = medic.record().report?.findings.map(({ id }) => id);
    expect(findings).toEqual(expect.arrayContaining(['task-not-working', 'recent-change']));

    await runFor(5);
    expect(local.mutations[0]?.at).toBeGreaterThanOrEqual(deployedAt + 5 * MINUTE);
    expect(medic.incidents()).toMatchObject([
      { status: 'resolved', attempts: [{ action: 'stop-task', verdict: 'worked' }] },
    ]);
    expect(violations()).toEqual([]);
  });
});
