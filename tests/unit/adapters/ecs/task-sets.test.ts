// Unit layer: task sets of CodeDeploy and external controllers are read as deployments.
import type { Service, TaskSet } from '@aws-sdk/client-ecs';
import { valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NOW, only, unchecked } from '../recorded-client.ts';
import { ARN, aService, readerOver, registry } from './ecs-answers.ts';

const revision = (number: number) => `${ARN}:task-definition/registry:${number}`;

const aTaskSet = (given: Partial<TaskSet> = {}): TaskSet => ({
  id: 'ecs-svc/1',
  status: 'PRIMARY',
  taskDefinition: revision(41),
  computedDesiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  createdAt: new Date(NOW - 9 * MINUTE),
  updatedAt: new Date(NOW - MINUTE),
  stabilityStatus: 'STEADY_STATE',
  loadBalancers: [{ targetGroupArn: 'blue' }],
  ...given,
});

const read = async (taskSets: readonly TaskSet[], given: Partial<Service> = {}) => {
  const service = aService({ deploymentController: { type: 'CODE_DEPLOY' }, taskSets: [...taskSets], ...given });
  const { reader } = readerOver({ DescribeServices: () => ({ services: [service] }) }, unchecked);
  return only(await reader.services([registry]));
};

it.each(['CODE_DEPLOY', 'EXTERNAL'] as const)('a task set of a %s service is read as a deployment', async (type) => {
  expect(valueIn(await read([aTaskSet()], { deploymentController: { type } }))).toMatchObject({
    controller: type,
    taskDefinition: revision(41),
    targetGroupArns: ['blue'],
    deployments: [
      {
        id: 'ecs-svc/1',
        status: 'PRIMARY',
        taskDefinition: revision(41),
        desiredCount: 2,
        runningCount: 2,
        pendingCount: 0,
        failedTasks: 0,
        rolloutState: 'COMPLETED',
        rolloutStateReason: '',
        createdAt: NOW - 9 * MINUTE,
        updatedAt: NOW - MINUTE,
      },
    ],
  });
});

it('the primary task set comes first, then the newest; all of their target groups are read', async () => {
  const sets = [
    aTaskSet({ id: 'old', status: 'DRAINING', createdAt: new Date(NOW - 60 * MINUTE) }),
    aTaskSet({ id: 'new', status: 'ACTIVE', createdAt: new Date(NOW), loadBalancers: [{ targetGroupArn: 'green' }] }),
    aTaskSet({ id: 'primary', taskDefinition: revision(40) }),
  ];
  const service = valueIn(await read(sets, { loadBalancers: [{ targetGroupArn: 'blue' }] }));
  expect(service?.deployments.map(({ id, status }) => [id, status])).toEqual([
    ['primary', 'PRIMARY'],
    ['new', 'ACTIVE'],
    ['old', 'ACTIVE'],
  ]);
  expect(service).toMatchObject({ taskDefinition: revision(40), targetGroupArns: ['blue', 'green'] });
});

it.each<{ given: Partial<TaskSet>; rolloutState: string }>([
  { given: { stabilityStatus: 'STABILIZING' }, rolloutState: 'IN_PROGRESS' },
  { given: { stabilityStatus: 'STEADY_STATE', runningCount: 1 }, rolloutState: 'COMPLETED' },
  { given: { stabilityStatus: undefined, runningCount: 1 }, rolloutState: 'IN_PROGRESS' },
  { given: { stabilityStatus: undefined, runningCount: 2 }, rolloutState: 'COMPLETED' },
])('a task set with $given is $rolloutState', async ({ given, rolloutState }) => {
  expect(valueIn(await read([aTaskSet(given)]))?.deployments).toMatchObject([{ rolloutState }]);
});

it('a task set without task definition and load balancer lacks just these', async () => {
  const part = await read([aTaskSet({ taskDefinition: undefined, loadBalancers: undefined })]);
  expect(valueIn(part)).toMatchObject({ taskDefinition: '', deployments: [{ taskDefinition: '' }] });
  expect(valueIn(part)?.targetGroupArns).toEqual([]);
});

it.each<{ fault: string; given: Partial<TaskSet> }>([
  { fault: 'an unknown status', given: { status: 'DREAMING' } },
  { fault: 'no id', given: { id: undefined } },
  { fault: 'a negative count', given: { runningCount: -1 } },
  { fault: 'no creation time', given: { createdAt: undefined } },
])('a task set with $fault makes the service missing as invalid', async ({ given }) => {
  expect(await read([aTaskSet(given)])).toMatchObject({ state: 'missing', reason: 'invalid' });
});

it('a DAEMON service has the desired count of ECS, one task for each container instance', async () => {
  const part = await read([], { deploymentController: undefined, schedulingStrategy: 'DAEMON', desiredCount: 3 });
  expect(valueIn(part)).toMatchObject({ scheduling: 'DAEMON', desiredCount: 3, deployments: [] });
});
