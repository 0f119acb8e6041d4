// Contract layer: the answers and refusals of the simulated world, against the schemas of AWS.
import { present } from '#tests/unit/sim/a-world.ts';
import { aWorldAccount, CLUSTER, SERVICE, type WorldAccount } from './a-world-account.ts';

const everyRead = ({ service, world }: WorldAccount): readonly (readonly [string, string, object])[] => {
  const tasks = [...world.tasks.values()].map(({ arn }) => arn);
  const serviceRevisionArns = service.serviceDeployments.map(({ target }) => target.arn);
  const serviceDeploymentArns = service.serviceDeployments.map(({ arn }) => arn);
  const TargetGroupArn = service.targetGroup.arn;
  return [
    ['ecs', 'DescribeClusters', { clusters: [CLUSTER] }],
    ['ecs', 'ListServices', { cluster: CLUSTER }],
    ['ecs', 'DescribeServices', { cluster: CLUSTER, services: [SERVICE] }],
    ['ecs', 'ListTasks', { cluster: CLUSTER, serviceName: SERVICE }],
    ['ecs', 'DescribeTasks', { cluster: CLUSTER, tasks }],
    ['ecs', 'GetTaskProtection', { cluster: CLUSTER, tasks }],
    ['ecs', 'DescribeTaskDefinition', { taskDefinition: SERVICE }],
    ['ecs', 'ListServiceDeployments', { cluster: CLUSTER, service: SERVICE }],
    ['ecs', 'DescribeServiceRevisions', { serviceRevisionArns }],
    ['ecs', 'DescribeServiceDeployments', { serviceDeploymentArns }],
    ['ecs', 'DescribeContainerInstances', { cluster: CLUSTER, containerInstances: ['none'] }],
    ['elbv2', 'DescribeTargetHealth', { TargetGroupArn }],
    ['elbv2', 'DescribeTargetGroups', { TargetGroupArns: [TargetGroupArn] }],
  ];
};

it.each([
  { when: 'at rest', prepare: async () => undefined },
  { when: 'during a rollout', prepare: ({ release42 }: WorldAccount) => release42() },
  {
    when: 'after a rollback',
    prepare: async ({ release42, ecs, service, runFor }: WorldAccount) => {
      await release42('crashes');
      ecs.StopServiceDeployment({ serviceDeploymentArn: present(service.serviceDeployments[0]).arn });
      await runFor(60);
    },
  },
])('every reading operation fits the schemas of AWS $when', async ({ prepare }) => {
  const account = aWorldAccount();
  await prepare(account);
  for (const [service, operation, input] of everyRead(account))
    await expect(account.call(service, operation, input)).resolves.toBeDefined();
});

const unknown = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ml-platform/mlflow-registry/none';
const many = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `name-${index}`);
const inCluster = (input: object = {}) => ({ cluster: CLUSTER, ...input });
const ofService = (input: object = {}) => ({ cluster: CLUSTER, service: SERVICE, ...input });

it.each([
  ['DescribeServices', { services: [SERVICE] }, 'ClusterNotFoundException'],
  ['DescribeServices', inCluster({ services: [] }), 'InvalidParameterException'],
  ['DescribeServices', inCluster({ services: many(11) }), 'InvalidParameterException'],
  ['DescribeTasks', inCluster({ tasks: many(101) }), 'InvalidParameterException'],
  ['ListTasks', inCluster({ serviceName: 'other' }), 'ServiceNotFoundException'],
  ['ListTasks', inCluster({ nextToken: 'invalid' }), 'InvalidParameterException'],
  ['UpdateService', inCluster({ service: 'other' }), 'ServiceNotFoundException'],
  ['UpdateService', ofService({ desiredCount: -1 }), 'InvalidParameterException'],
  ['UpdateService', ofService({ taskDefinition: `${SERVICE}:99` }), 'ClientException'],
  ['UpdateService', ofService({ platformVersion: '1.3.0' }), 'UnsupportedFeatureException'],
  ['StopTask', inCluster({ task: 'none' }), 'InvalidParameterException'],
  ['UpdateTaskProtection', inCluster({ tasks: many(11), protectionEnabled: true }), 'InvalidParameterException'],
  ['StopServiceDeployment', { serviceDeploymentArn: unknown }, 'ServiceDeploymentNotFoundException'],
])('ECS refuses %s with %j as %s', async (operation, input, name) => {
  await expect(aWorldAccount().call('ecs', operation, input)).rejects.toMatchObject({ name });
});

it('Elastic Load Balancing refuses an unknown target group', async () => {
  const answer = aWorldAccount().call('elbv2', 'DescribeTargetHealth', { TargetGroupArn: 'none' });
  await expect(answer).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
});

it.each([
  { minutes: 0, isAccepted: false },
  { minutes: 1, isAccepted: true },
  { minutes: 2_880, isAccepted: true },
  { minutes: 2_881, isAccepted: false },
])('ECS accepts a task protection for $minutes minutes: $isAccepted', async ({ minutes, isAccepted }) => {
  const { alive, call } = aWorldAccount();
  const tasks = [present(alive()[0]).arn];
  const input = inCluster({ tasks, protectionEnabled: true, expiresInMinutes: minutes });
  const answer = call('ecs', 'UpdateTaskProtection', input);
  if (isAccepted) await expect(answer).resolves.toMatchObject({ protectedTasks: [{ protectionEnabled: true }] });
  else await expect(answer).rejects.toThrow('expiresInMinutes');
});

it('ECS refuses to stop a deployment that has ended as a conflict', async () => {
  const { service, call } = aWorldAccount();
  const input = { serviceDeploymentArn: present(service.serviceDeployments[0]).arn };
  await expect(call('ecs', 'StopServiceDeployment', input)).rejects.toMatchObject({ name: 'ConflictException' });
});
