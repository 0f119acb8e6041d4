// Contract layer: stopped tasks, over memory and over DynamoDB.
import { DAY, MINUTE } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';
import { overEveryTable } from './every-table.ts';

const taskStoppedAfter = (minutes: number) =>
  aStoppedTask({ id: `task-${minutes}`, arn: `arn:task-${minutes}`, stoppedAt: NOW + minutes * MINUTE });

const fromTo = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => taskStoppedAfter(first + index));

overEveryTable((given) => {
  const store = (minutes: number, service = 'registry') =>
    given().stoppedTasks.store(service, taskStoppedAfter(minutes));
  const retained = async () => (await given().stoppedTasks.retained(['registry'])).get('registry');
  const item = () => given().table.get({ partition: 'SERVICE#registry', sort: 'STOPPED' });

  it('the newest fifty tasks are read as they were stored, newest first', async () => {
    for (const minutes of [2, 3, 1]) await store(minutes);
    expect(await retained()).toEqual(fromTo(1, 3).reverse());
    for (let minutes = 4; minutes <= 51; minutes += 1) await store(minutes);
    expect(await retained()).toEqual(fromTo(2, 51).reverse());
  });

  it('a task that is stored twice is written once', async () => {
    await store(1);
    await store(1);
    expect(await retained()).toHaveLength(1);
    expect((await item())?.version).toBe(1);
  });

  it('concurrent writers lose no task', async () => {
    await Promise.all([1, 2, 3, 4].map((minutes) => store(minutes)));
    expect(await retained()).toHaveLength(4);
  });

  it('the tasks of several services are read together, each under its name', async () => {
    await store(1);
    await store(2, 'gateway');
    const all = await given().stoppedTasks.retained(['gateway', 'registry', 'registry', 'other']);
    expect([...all].map(([service, tasks]) => [service, tasks.map(({ id }) => id)])).toEqual([
      ['gateway', ['task-2']],
      ['registry', ['task-1']],
      ['other', []],
    ]);
  });

  it('the item expires a day after the newest task stopped', async () => {
    await store(5);
    await store(1);
    expect((await item())?.expiresAt).toBe(NOW + 5 * MINUTE + DAY);
  });
});
