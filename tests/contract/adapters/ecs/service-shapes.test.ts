// Contract layer: services that the simulated world does not have, in AWS's own format: CodeDeploy, Express Mode, EC2 instances.
import type { DescribeContainerInstancesCommandInput, Service, Task } from '@aws-sdk/client-ecs';
import type { Operation } from '#local-aws/operation.ts';
import { readersOver } from '#shared/adapters/readers.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { bothWays } from '../../both-ways.ts';
import { observedIn, policyFor } from '../a-setting.ts';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup';
const policy = policyFor('registry', 'registry', 'ml');
const createdAt = new Date(NOW - MINUTE);

const aService = (given: Partial<Service>): Service => ({
  serviceArn: `${ARN}:service/ml/registry`,
  serviceName: 'registry',
  clusterArn: `${ARN}:cluster/ml`,
  status: 'ACTIVE',
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  createdAt,
  deployments: [],
  loadBalancers: [],
  ...given,
});

bothWays((connect) => {
  const ecsOver = async (operations: Readonly<Record<string, Operation>>) => {
    const clients = await connect({ ecs: operations });
    return readersOver(() => clients.ecs as never, { now: () => NOW }, WITHOUT_WAITING).ecs;
  };

  it('the task sets of a CodeDeploy service are its deployments', async () => {
    const taskSet = { computedDesiredCount: 2, runningCount: 2, pendingCount: 0, createdAt, updatedAt: createdAt };
    const ecs = await ecsOver({
      DescribeServices: () => ({
        services: [
          aService({
            deploymentController: { type: 'CODE_DEPLOY' },
            taskSets: [
              {
                ...taskSet,
                id: 'ecs-svc/2',
                status: 'ACTIVE',
                stabilityStatus: 'STABILIZING',
                loadBalancers: [{ targetGroupArn: `${GROUP}/green/2` }],
              },
              {
                ...taskSet,
                id: 'ecs-svc/1',
                status: 'PRIMARY',
                taskDefinition: `${ARN}:task-definition/registry:41`,
                stabilityStatus: 'STEADY_STATE',
                loadBalancers: [{ targetGroupArn: `${GROUP}/blue/1` }],
              },
            ],
          }),
        ],
      }),
    });
    expect(observedIn(await ecs.services([policy]))).toMatchObject({
      taskDefinition: `${ARN}:task-definition/registry:41`,
      deployments: [
        { id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'COMPLETED' },
        { id: 'ecs-svc/2', status: 'ACTIVE', rolloutState: 'IN_PROGRESS' },
      ],
      targetGroupArns: [`${GROUP}/green/2`, `${GROUP}/blue/1`],
    });
  });

  it('an Express Mode service has the target groups of its revision', async () => {
    const serviceRevisionArn = `${ARN}:service-revision/ml/registry/1`;
    const managed = { status: 'ACTIVE', updatedAt: createdAt } as const;
    const ecs = await ecsOver({
      DescribeServices: () => ({
        services: [aService({ resourceManagementType: 'ECS', currentServiceRevisions: [{ arn: serviceRevisionArn }] })],
      }),
      DescribeServiceRevisions: () => ({
        serviceRevisions: [
          {
            serviceRevisionArn,
            ecsManagedResources: {
              ingressPaths: [
                {
                  accessType: 'PUBLIC',
                  endpoint: 'https://registry.example.com',
                  targetGroups: [
                    { ...managed, arn: `${GROUP}/x/1`, healthCheckPath: '/health', healthCheckPort: 80, port: 80 },
                  ],
                },
              ],
              gatewayConnections: [{ resources: { hostSharedAlb: [{ targetGroupArn: `${GROUP}/gateway/2` }] } }],
            },
          },
        ],
      }),
    });
    expect(observedIn(await ecs.services([policy]))).toMatchObject({
      targetGroupArns: [`${GROUP}/x/1`, `${GROUP}/gateway/2`],
    });
  });

  it('a task in bridge networking has its instance and host port', async () => {
    const containerInstanceArn = `${ARN}:container-instance/ml/1`;
    const task: Task = {
      taskArn: `${ARN}:task/ml/a`,
      taskDefinitionArn: `${ARN}:task-definition/registry:41`,
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      createdAt,
      containerInstanceArn,
      containers: [{ name: 'web', networkBindings: [{ bindIP: '0.0.0.0', containerPort: 80, hostPort: 32768 }] }],
    };
    const ecs = await ecsOver({
      ListTasks: () => ({ taskArns: [task.taskArn] }),
      DescribeTasks: () => ({ tasks: [task] }),
      DescribeContainerInstances: () => ({
        containerInstances: [{ containerInstanceArn, ec2InstanceId: 'i-0b239fca18cb7642a' }],
      }),
    });
    expect(observedIn(await ecs.runningTasks([policy]))).toMatchObject([
      { address: 'i-0b239fca18cb7642a', hostPorts: [32768], containerInstance: containerInstanceArn },
    ]);
  });

  it('a container instance is read with its health', async () => {
    const containerInstanceArn = `${ARN}:container-instance/ml/1`;
    const check = { type: 'CONTAINER_RUNTIME', status: 'IMPAIRED', lastStatusChange: createdAt } as const;
    const ecs = await ecsOver({
      DescribeContainerInstances: ({ include = [] }: DescribeContainerInstancesCommandInput) => ({
        containerInstances: [
          {
            containerInstanceArn,
            status: 'ACTIVE',
            agentConnected: true,
            ...(include.includes('CONTAINER_INSTANCE_HEALTH') && {
              healthStatus: { overallStatus: 'IMPAIRED', details: [check] },
            }),
          },
        ],
      }),
    });
    expect(observedIn(await ecs.containerInstances([{ policy, arns: [containerInstanceArn] }]))).toEqual([
      {
        arn: containerInstanceArn,
        status: 'ACTIVE',
        health: 'IMPAIRED',
        isAgentConnected: true,
        failedChecks: [{ type: 'CONTAINER_RUNTIME', since: NOW - MINUTE }],
      },
    ]);
  });

  it('a paused deployment is read with its stage', async () => {
    const deployment = { serviceDeploymentArn: `${ARN}:service-deployment/ml/registry/1`, createdAt };
    const revision = (number: number) => `${ARN}:service-revision/ml/registry/${number}`;
    const ecs = await ecsOver({
      ListServiceDeployments: () => ({
        serviceDeployments: [{ ...deployment, targetServiceRevisionArn: revision(2), status: 'IN_PROGRESS' }],
      }),
      DescribeServiceDeployments: () => ({
        serviceDeployments: [
          {
            ...deployment,
            status: 'IN_PROGRESS',
            sourceServiceRevisions: [{ arn: revision(1) }],
            lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
            lifecycleHookDetails: [{ targetType: 'PAUSE', status: 'AWAITING_ACTION', timeoutAction: 'ROLLBACK' }],
            deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 1, threshold: 3 },
          },
        ],
      }),
      DescribeServiceRevisions: () => ({
        serviceRevisions: [1, 2].map((number) => ({
          serviceRevisionArn: revision(number),
          taskDefinition: `${ARN}:task-definition/registry:4${number}`,
        })),
      }),
    });
    expect(observedIn(await ecs.releases([policy]))).toEqual([
      {
        arn: deployment.serviceDeploymentArn,
        status: 'IN_PROGRESS',
        taskDefinition: `${ARN}:task-definition/registry:42`,
        before: [`${ARN}:task-definition/registry:41`],
        createdAt: createdAt.getTime(),
        stage: 'POST_TEST_TRAFFIC_SHIFT',
        isPaused: true,
        circuitBreaker: { status: 'MONITORING', failures: 1, threshold: 3 },
      },
    ]);
  });
});
