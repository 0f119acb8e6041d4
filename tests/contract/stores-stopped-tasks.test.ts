// Contract layer: the stopped tasks that are kept from events, over memory and over DynamoDB.
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import { NOON, overEveryTable } from './stores-harness.ts';

const aTaskStopped = (minutes: number): StoppedTask => ({
  id: `task-${minutes}`,
  arn: `arn:aws:ecs:us-east-1:123456789012:task/ml-platform/task-${minutes}`,
  taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/mlflow-registry:42',
  stoppedAt: NOON + minutes * MINUTE,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'registry', exitCode: 1 }, { name: 'sidecar' }],
});

overEveryTable((given) => {
  describe('a stopped task', () => {
    const keep = (minutes: number, service = 'registry') => given().stoppedTasks.store(service, aTaskStopped(minutes));
    const kept = async (service = 'registry') => (await given().stoppedTasks.retained([service])).get(service) ?? [];

    it('is kept as it was told of', async () => {
      await keep(1);
      expect(await kept()).toEqual([aTaskStopped(1)]);
    });

    it('stands before those that stopped earlier, in whatever order they are told of', async () => {
      for (const minutes of [2, 3, 1]) await keep(minutes);
      expect((await kept()).map(({ id }) => id)).toEqual(['task-3', 'task-2', 'task-1']);
    });

    it('that is told of twice is kept once, and written once', async () => {
      await keep(1);
      await keep(1);
      expect(await kept()).toHaveLength(1);
      const item = await given().table.get({ partition: 'SERVICE#registry', sort: 'STOPPED' });
      expect(item?.version).toBe(1);
    });

    it('is one of the newest fifty', async () => {
      for (let minutes = 1; minutes <= 51; minutes += 1) await keep(minutes);
      expect((await kept()).map(({ id }) => id)).toEqual(
        Array.from({ length: 50 }, (_, index) => `task-${51 - index}`),
      );
    });

    it('is not lost when others of the service are told of at the same moment', async () => {
      await Promise.all([1, 2, 3, 4].map((minutes) => keep(minutes)));
      expect(await kept()).toHaveLength(4);
    });

    it('is kept by service, and those of many services are read in one call', async () => {
      await keep(1);
      await keep(2, 'gateway');
      const all = await given().stoppedTasks.retained(['gateway', 'registry', 'registry', 'other']);
      expect([...all].map(([service, tasks]) => [service, tasks.map(({ id }) => id)])).toEqual([
        ['gateway', ['task-2']],
        ['registry', ['task-1']],
        ['other', []],
      ]);
    });

    it('may be forgotten by the table a day after the newest has stopped', async () => {
      await keep(5);
      await keep(1);
      const item = await given().table.get({ partition: 'SERVICE#registry', sort: 'STOPPED' });
      expect(item?.expiresAt).toBe(NOON + 5 * MINUTE + DAY);
    });
  });
});
