// Unit layer: which services have their logs read though nothing is found.
import { missing, observed } from '#shared/domain/model/part.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aDeployment, aService } from '#tests/builders/parts.ts';
import { observing } from './observed-service.ts';

const released = { ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt: NOW })] })) };

it('of a healthy service whose requests nothing counts only the logs are read, which the task definition names', async () => {
  const { done, observation } = await observing(released, ({ metrics }) => ({
    metrics: {
      read: async (...asked) => {
        const read = await metrics.read(...asked);
        const traffic = missing('not-configured', 'no load balancer counts requests');
        return new Map([...read].map(([name, parts]) => [name, { ...parts, traffic }]));
      },
    },
  }));
  expect(done.calls.filter((call) => ['taskDefinitions', 'logs', 'scaling', 'changes'].includes(call)).sort()).toEqual([
    'logs',
    'taskDefinitions',
  ]);
  expect([observation.logs.state, observation.taskDefinition.state]).toEqual(['observed', 'observed']);
});

it('of a healthy service whose requests are counted the logs are not read', async () => {
  const { done } = await observing(released);
  expect(done.calls.filter((call) => ['taskDefinitions', 'logs'].includes(call))).toEqual([]);
});
