// Contract layer: what the ECS controls change in the simulated world.
import { TargetMissing } from '#shared/domain/model/errors.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { release } from '#sim/faults/rollouts.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { firstTaskIn, observedIn, overTheWorld, registry, type Setting, serviceIn, tasksIn } from '../a-setting.ts';

const CLUSTER = 'arn:aws:ecs:us-east-1:123456789012:cluster/ml-platform';
const GONE = 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/0123456789abcdef0123456789abcdef';

const readService = async ({ ecs }: Setting) => observedIn(await ecs.services([registry]));

const protections = (setting: Setting) =>
  tasksIn(setting).flatMap(({ protectedUntil = 0 }) => (protectedUntil > setting.clock.now() ? protectedUntil : []));

overTheWorld((settle) => {
  it('25 tasks are protected for the given minutes, and the protection can be removed', async () => {
    const setting = await settle([{ ...REGISTRY, desiredCount: 25 }]);
    const arns = tasksIn(setting).map(({ arn }) => arn);
    await setting.tasks.protect(CLUSTER, arns, 5);
    expect(protections(setting)).toEqual(Array(25).fill(setting.clock.now() + 5 * MINUTE));
    await setting.tasks.unprotect(CLUSTER, arns);
    expect(protections(setting)).toEqual([]);
  });

  it('an empty list of tasks is an error and never means all tasks', async () => {
    const { tasks } = await settle();
    await expect(tasks.protect(CLUSTER, [], 5)).rejects.toThrow(TargetMissing);
    await expect(tasks.unprotect(CLUSTER, [])).rejects.toThrow(TargetMissing);
  });

  it('a task that is gone cannot be protected, and needs no protection to be removed', async () => {
    const setting = await settle();
    const { arn } = firstTaskIn(setting);
    await expect(setting.tasks.protect(CLUSTER, [arn, GONE], 5)).rejects.toThrow(`${GONE} MISSING`);
    await setting.tasks.unprotect(CLUSTER, [arn, GONE]);
    expect(protections(setting)).toEqual([]);
  });

  it('a higher desired count starts a task and no deployment', async () => {
    const setting = await settle();
    const before = await readService(setting);
    await setting.capacity.setDesiredCount(before, 5);
    await setting.runFor(2 * MINUTE);
    const after = await readService(setting);
    expect(after).toMatchObject({ desiredCount: 5, runningCount: 5 });
    expect(after.deployments.map(({ id }) => id)).toEqual(before.deployments.map(({ id }) => id));
  });

  it('a deployment that is stopped is rolled back by ECS', async () => {
    const setting = await settle();
    release(setting.world, serviceIn(setting), { quality: { kind: 'unhealthy' } });
    await setting.runFor(30 * SECOND);
    expect((await readService(setting)).taskDefinition).toMatch(/:42$/);
    const [running] = observedIn(await setting.ecs.releases([registry]));
    await setting.releases.stopDeployment(running?.arn ?? '');
    await setting.runFor(10 * MINUTE);
    expect((await readService(setting)).taskDefinition).toMatch(/:41$/);
  });

  it('an earlier task definition can be deployed', async () => {
    const setting = await settle();
    const before = await readService(setting);
    await setting.releases.deploy(before, before.taskDefinition.replace(/:41$/, ':40'));
    const { taskDefinition, deployments } = await readService(setting);
    expect(taskDefinition).toMatch(/:40$/);
    expect(deployments[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' });
  });

  it('a service or deployment that does not exist rejects under the name that AWS gives the error', async () => {
    const setting = await settle();
    const gone = {
      ...(await readService(setting)),
      arn: 'arn:aws:ecs:us-east-1:123456789012:service/ml-platform/gone',
    };
    const deployment = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ml-platform/gone/0123456789';
    await expect(setting.capacity.setDesiredCount(gone, 5)).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
    await expect(setting.releases.stopDeployment(deployment)).rejects.toMatchObject({
      name: 'ServiceDeploymentNotFoundException',
    });
  });
});
