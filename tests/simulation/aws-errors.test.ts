// Simulation layer: errors of AWS or of the medic's functions during a fault. None of them may lead to a harmful change.
import type { FunctionRuntime } from '#local-aws/lambda/invoker.ts';
import { AwsError } from '#local-aws/operation.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aSimulation } from './a-simulation.ts';
import { deployedService, withoutActions } from './packaged-service.ts';

const service = await deployedService();

const failing =
  (name: string) =>
  (runtime: FunctionRuntime): FunctionRuntime => ({
    invoke: async (functionName, event) =>
      functionName.endsWith(name)
        ? { errorType: 'Error', errorMessage: `${name} is broken` }
        : runtime.invoke(functionName, event),
  });

/** Runs twenty minutes with a hung task. The invariant that no function fails cannot hold. */
const runWithHungTask = async (given: Partial<Parameters<typeof aSimulation>[0]>) => {
  const simulation = await aSimulation({ ...service, ...given });
  simulation.inject('hung-task');
  await simulation.runFor(20);
  expect(simulation.violations()).toMatchObject([{ invariant: expect.stringMatching(/^no function fails/) }]);
  return { ...simulation, alertKinds: simulation.alerts().map(({ kind }) => kind) };
};

describe('a hung task is reported to operators and not replaced', () => {
  it('while stop-task lacks the permission to update the service', async () => {
    const stack = withoutActions(service.stack, ['ecs:UpdateService'], /stop-task/);
    const { local, medic, alertKinds } = await runWithHungTask({ stack });
    const [incident] = medic.incidents();
    const outcome = incident?.attempts[0]?.steps[0]?.outcome;
    expect(local.mutations).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'failed', error: expect.stringContaining('ecs:UpdateService') });
    expect(alertKinds).toEqual(['escalated']);
    expect(incident).toMatchObject({ status: 'escalated', cause: 'instance-grey' });
  });

  it('while probe-service fails, because the capacity is unknown', async () => {
    const { local, medic, alertKinds } = await runWithHungTask({ replaceRuntime: failing('-probe-service') });
    expect(local.mutations).toEqual([]);
    expect(medic.incidents()).toMatchObject([
      { cause: 'instance-grey', status: 'escalated', attempts: [], handover: { reason: 'capacity-unknown' } },
    ]);
    const dependencies = medic.record().report?.parts.find(({ id }) => id === 'dependencies');
    expect(dependencies).toMatchObject({ mode: 'missing' });
    expect(alertKinds).toEqual(['escalated']);
  });

  it('while assess fails, in an alert that the recovery failed', async () => {
    const { local, alertKinds } = await runWithHungTask({ replaceRuntime: failing('-assess') });
    expect(local.mutations).toEqual([]);
    expect(alertKinds).toEqual(['recovery-failed']);
  });
});

describe('DescribeServices that is throttled for three minutes', () => {
  const throttled = async () => {
    let until = 0;
    const simulation = await aSimulation({
      ...service,
      interfere: ({ operation }) => {
        if (operation === 'DescribeServices' && simulation.clock.now() < until)
          throw new AwsError('ThrottlingException', 'Rate exceeded');
      },
    });
    until = simulation.clock.now() + 3 * MINUTE;
    return simulation;
  };

  it('leads to no incident and no change while the service is healthy', async () => {
    const { local, medic, runFor, violations } = await throttled();
    await runFor(15);
    expect(medic.incidents()).toEqual([]);
    expect(local.mutations).toEqual([]);
    expect(violations()).toEqual([]);
  });

  it('delays the replacement of a hung task until the throttling ends', async () => {
    const { local, medic, inject, runFor, violations } = await throttled();
    inject('hung-task');
    await runFor(3);
    expect(local.mutations).toEqual([]);
    await runFor(12);
    expect(medic.incidents()).toMatchObject([{ status: 'resolved', attempts: [{ verdict: 'worked' }] }]);
    expect(violations()).toEqual([]);
  });
});
