// Unit layer: the container instances of services with a finding, against a stateful outside.
import { observed } from '#shared/domain/model/part.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aStoppedTask, aTask, someTraffic } from '#tests/builders/parts.ts';
import { broken, missingIn, observing } from './observed-service.ts';

/** Half of the requests fail, so details are read. */
const FAILING = { traffic: observed(NOW, someTraffic({ target5xx: 3_000 })) };

describe('the container instances', () => {
  const host = (id: string) => `arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/${id}`;
  const arnsAsked = async (given: Parameters<typeof observing>[0]) => {
    const asked: string[] = [];
    const { observation } = await observing({ ...FAILING, ...given }, ({ ecs }) => ({
      ecs: {
        ...ecs,
        containerInstances: async (requests) => {
          asked.push(...requests.flatMap(({ arns }) => arns));
          return new Map(requests.map(({ policy }) => [policy.name, observed(NOW, [])]));
        },
      },
    }));
    return { part: observation.containerInstances, asked };
  };

  it('are those of running and of stopped tasks, each once', async () => {
    const { part, asked } = await arnsAsked({
      tasks: observed(
        NOW,
        [1, 2].map((number) => aTask(number, { containerInstance: host('a') })),
      ),
      stoppedTasks: observed(NOW, [aStoppedTask({ containerInstance: host('b') })]),
    });
    expect(asked).toEqual([host('a'), host('b')]);
    expect(part).toEqual(observed(NOW, []));
  });

  it('are not asked for where all tasks run on Fargate', async () => {
    const { part, asked } = await arnsAsked({});
    expect(asked).toEqual([]);
    expect(part).toMatchObject({ state: 'missing', reason: 'not-asked' });
  });

  it('are a hundred at most', async () => {
    const tasks = Array.from({ length: 101 }, (_, index) => aTask(index, { containerInstance: host(`${index}`) }));
    expect((await arnsAsked({ tasks: observed(NOW, tasks) })).asked).toHaveLength(100);
  });

  it('that cannot be read make no other part missing', async () => {
    const tasks = observed(NOW, [aTask(1, { containerInstance: host('a') })]);
    const { observation } = await observing({ ...FAILING, tasks }, ({ ecs }) => ({
      ecs: { ...ecs, containerInstances: broken },
    }));
    expect(missingIn(observation)).toEqual({ containerInstances: 'Error: broken' });
  });
});
