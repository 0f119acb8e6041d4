// Contract layer: what the change reader makes of the calls to ECS that the simulated world recorded.
import {
  DescribeServicesCommand,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { release } from '#sim/faults/rollouts.ts';
import { firstTaskIn, observedIn, overTheWorld, policyFor, registry, type Setting, serviceIn } from '../a-setting.ts';

const REGISTRY = { cluster: 'ml-platform', service: 'mlflow-registry' };
const ALICE = 'arn:aws:sts::123456789012:assumed-role/operator/alice';

const changesIn = async ({ changes }: Setting, policy = registry) =>
  observedIn(await changes.recent([policy]), policy.name);

const scale = ({ clients }: Setting, role = 'operator', desiredCount = 5) =>
  clients.as(role).ecs.send(new UpdateServiceCommand({ ...REGISTRY, desiredCount }));

overTheWorld((settle) => {
  it('a change is listed with its caller, minutes after it was made and for a quarter of an hour', async () => {
    const setting = await settle();
    const change = { at: setting.clock.now(), what: 'UpdateService', by: ALICE };
    await scale(setting);
    await setting.runFor(2 * MINUTE - SECOND);
    expect(await changesIn(setting)).toEqual([]);
    await setting.runFor(13 * MINUTE + SECOND);
    expect(await changesIn(setting)).toEqual([change]);
    await setting.runFor(MINUTE);
    expect(await changesIn(setting)).toEqual([]);
  });

  it('stopped tasks and deployments are changes, newest first', async () => {
    const setting = await settle();
    const { ecs } = setting.clients;
    await ecs.send(new StopTaskCommand({ cluster: REGISTRY.cluster, task: firstTaskIn(setting).id }));
    await setting.runFor(10 * SECOND);
    release(setting.world, serviceIn(setting));
    const [deployment] = serviceIn(setting).serviceDeployments;
    await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: deployment?.arn }));
    await setting.runFor(5 * MINUTE);
    expect((await changesIn(setting)).map(({ what }) => what)).toEqual(['StopServiceDeployment', 'StopTask']);
  });

  it('calls of the medic, reads and refused calls are no changes', async () => {
    const setting = await settle();
    await scale(setting, 'ecs-medic-dev-stop-task-us-east-1');
    await setting.clients.ecs.send(new DescribeServicesCommand({ cluster: REGISTRY.cluster, services: ['x'] }));
    await expect(scale(setting, 'operator', -1)).rejects.toThrow('negative');
    await setting.runFor(5 * MINUTE);
    expect(await changesIn(setting)).toEqual([]);
    expect(setting.world.calls.map(({ role, result }) => [role, result.kind])).toEqual([
      ['ecs-medic-dev-stop-task-us-east-1', 'done'],
      ['operator', 'refused'],
    ]);
  });

  it('a change is listed for its own service only', async () => {
    const setting = await settle();
    await scale(setting);
    await setting.runFor(5 * MINUTE);
    expect(await changesIn(setting, policyFor('registry', 'another'))).toEqual([]);
    expect(await changesIn(setting, policyFor('registry', 'mlflow-registry', 'another'))).toEqual([]);
    expect(await changesIn(setting)).toHaveLength(1);
  });

  it('60 changes are read, page by page', async () => {
    const setting = await settle();
    for (let count = 1; count <= 60; count += 1) await scale(setting, 'operator', count);
    await setting.runFor(5 * MINUTE);
    expect(await changesIn(setting)).toHaveLength(60);
  });
});
