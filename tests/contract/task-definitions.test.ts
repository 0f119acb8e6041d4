// Contract layer: what the task definition reader makes of the local world's answers, in process and over the wire.
import { bothWays } from './adapter-harness.ts';

bothWays((settle) => {
  it('reads every revision of the registry with its limits and its containers', async () => {
    const { world, ecs } = await settle();
    const arns = [...world.definitions.keys()];
    const parts = await ecs.taskDefinitions(arns);
    expect(arns.map((arn) => parts.get(arn))).toEqual(
      [...world.definitions.values()].map(({ arn, image, registeredAt }) => ({
        state: 'observed',
        at: world.clock.now(),
        value: {
          arn,
          cpuUnits: 1024,
          memoryMiB: 2048,
          registeredAt,
          containers: [
            {
              name: 'mlflow',
              image,
              essential: true,
              stopTimeoutSeconds: world.constants.stopTimeoutSeconds,
              logGroup: '/ecs/mlflow-registry',
              ports: [5000],
            },
          ],
        },
      })),
    );
    expect(arns).toHaveLength(2);
  });

  it('lacks a revision that is not there, and reads the others', async () => {
    const { world, ecs } = await settle();
    const [there = ''] = world.definitions.keys();
    const gone = `${there.slice(0, there.lastIndexOf(':'))}:99`;
    const parts = await ecs.taskDefinitions([gone, there]);
    expect(parts.get(gone)).toMatchObject({
      state: 'missing',
      detail: 'ClientException: Unable to describe task definition.',
    });
    expect(parts.get(there)?.state).toBe('observed');
  });

  it('answers nothing where nothing is asked', async () => {
    const { ecs } = await settle();
    expect(await ecs.taskDefinitions([])).toEqual(new Map());
  });
});
