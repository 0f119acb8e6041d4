// Contract layer: what the controls do to the local world, in process and over the wire.
import { TargetMissing } from '#shared/domain/model/errors.ts';
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { release } from '#sim/faults/rollouts.ts';
import { REGISTRY } from '#sim/world/registry.ts';
import { bothWays, policyFor, type Setting } from './adapter-harness.ts';

const registry = policyFor('registry');

const readService = async ({ ecs }: Setting) => {
  const part = (await ecs.services([registry])).get('registry');
  const service = part && valueIn(part);
  if (!service) throw new Error(`the service cannot be read: ${JSON.stringify(part)}`);
  return service;
};

const tasksOf = ({ world }: Setting) => [...world.tasks.values()];
const protectedOf = (setting: Setting) =>
  tasksOf(setting).filter(({ protectedUntil }) => (protectedUntil ?? 0) > setting.clock.now());

bothWays((settle) => {
  it('protects many tasks, in calls of ten, for as long as it said, and lifts the protection again', async () => {
    const setting = await settle([{ ...REGISTRY, desiredCount: 25 }]);
    const arns = tasksOf(setting).map(({ arn }) => arn);
    const { clusterArn } = await readService(setting);
    await setting.tasks.protect(clusterArn, arns, 5);
    expect(protectedOf(setting)).toHaveLength(25);
    expect(protectedOf(setting)[0]?.protectedUntil).toBe(setting.clock.now() + 5 * MINUTE);
    await setting.tasks.unprotect(clusterArn, arns);
    expect(protectedOf(setting)).toHaveLength(0);
  });

  it('never reads an empty list as all tasks', async () => {
    const setting = await settle();
    const { clusterArn } = await readService(setting);
    await expect(setting.tasks.protect(clusterArn, [], 5)).rejects.toThrow(TargetMissing);
    await expect(setting.tasks.unprotect(clusterArn, [])).rejects.toThrow(TargetMissing);
    expect(protectedOf(setting)).toHaveLength(0);
  });

  it('fails to protect a task that is gone, naming it; has nothing to lift from it', async () => {
    const setting = await settle();
    const { clusterArn } = await readService(setting);
    const gone = 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/0123456789abcdef0123456789abcdef';
    const one = tasksOf(setting)[0]?.arn ?? '';
    await expect(setting.tasks.protect(clusterArn, [one, gone], 5)).rejects.toThrow(`${gone} MISSING`);
    await setting.tasks.unprotect(clusterArn, [one, gone]);
    expect(protectedOf(setting)).toHaveLength(0);
  });

  it('sets the desired count, which starts a task and no deployment', async () => {
    const setting = await settle();
    const before = await readService(setting);
    await setting.capacity.setDesiredCount(before, 5);
    await setting.runFor(2 * MINUTE);
    const after = await readService(setting);
    expect(after).toMatchObject({ desiredCount: 5, runningCount: 5 });
    expect(after.deployments.map(({ id }) => id)).toEqual(before.deployments.map(({ id }) => id));
  });

  it('stops a deployment so that ECS rolls it back', async () => {
    const setting = await settle();
    const service = setting.world.services.get('mlflow-registry');
    if (!service) throw new Error('the world has lost its registry');
    release(setting.world, service, { quality: { kind: 'unhealthy' } });
    await setting.runFor(30 * SECOND);
    const before = await readService(setting);
    const releases = (await setting.ecs.releases([registry])).get('registry');
    const [running] = releases ? itemsOf(releases) : [];
    await setting.releases.stopDeployment(running?.arn ?? '');
    await setting.runFor(10 * MINUTE);
    const after = await readService(setting);
    expect(before.taskDefinition).toMatch(/:42$/);
    expect(after.taskDefinition).toMatch(/:41$/);
  });

  it('deploys an earlier task definition', async () => {
    const setting = await settle();
    const before = await readService(setting);
    await setting.releases.deploy(before, before.taskDefinition.replace(/:41$/, ':40'));
    const after = await readService(setting);
    expect(after.taskDefinition).toMatch(/:40$/);
    expect(after.deployments[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' });
  });

  it.each([
    { what: 'a deployment', refused: 'ServiceDeploymentNotFoundException' },
    { what: 'a service', refused: 'ServiceNotFoundException' },
  ])('passes on the name under which AWS refuses $what that is not there', async ({ what, refused }) => {
    const setting = await settle();
    const gone = {
      ...(await readService(setting)),
      arn: 'arn:aws:ecs:us-east-1:123456789012:service/ml-platform/gone',
    };
    const deployment = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ml-platform/gone/0123456789';
    const call =
      what === 'a service' ? setting.capacity.setDesiredCount(gone, 5) : setting.releases.stopDeployment(deployment);
    await expect(call).rejects.toMatchObject({ name: refused });
  });
});
