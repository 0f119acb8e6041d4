import type { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import type {
  DescribeServiceRevisionsCommandInput,
  DescribeServicesCommandInput,
  DescribeTaskDefinitionCommandInput,
  DescribeTasksCommandInput,
  ListServiceDeploymentsCommandInput,
  ListTasksCommandInput,
} from '@aws-sdk/client-ecs';
import type {
  DescribeTargetGroupsCommandInput,
  DescribeTargetHealthCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { Operations } from '#local-aws/operation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import type { ProbeRequest } from '#shared/ports/observing.ts';
import { aPolicy } from './a-policy.ts';

const ECS = 'arn:aws:ecs:us-east-1:123456789012';
const ELB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const CLUSTER = 'main';
const TASKS = [1, 2, 3, 4];

/**
 * As many services of one cluster as one likes, each with four tasks behind a load balancer of its own, answered without a world:
 * thousands of tasks need more addresses than the world has. A troubled service has an unhealthy target, a task that
 * stopped, and a release of an hour ago.
 */
export const aFleet = (count: number, troubled: (number: number) => boolean, now: Instant) => ({
  policies: Array.from({ length: count }, (_, number) => policyOf(number)),
  operations: operationsOf((name) => troubled(numberIn(name)), now),
});

const policyOf = (number: number): ServicePolicy =>
  aPolicy({ name: `service-${number}`, service: `service-${number}`, cluster: CLUSTER, breakers: [] });

/** Every name and ARN of a service holds its number: `service-17`. */
const nameIn = (text: string | undefined): string => /service-\d+/.exec(text ?? '')?.[0] ?? 'service-0';
const numberIn = (text: string): number => Number(nameIn(text).slice('service-'.length));

const taskArn = (name: string, task: number | 'stopped'): string => `${ECS}:task/${CLUSTER}/${name}-${task}`;
const revisionArn = (name: string): string => `${ECS}:task-definition/${name}:7`;
const targetGroupArn = (name: string): string => `${ELB}:targetgroup/${name}/73e2d6bc24d8a067`;
const addressOf = (task: number): string => `10.0.0.${task}`;

type IsTroubled = (nameOrArn: string) => boolean;

const operationsOf = (isTroubled: IsTroubled, now: Instant): Operations => ({
  ecs: { ...ecsServices(isTroubled, now), ...ecsTasks(isTroubled, now) },
  elbv2: loadBalancing(isTroubled),
  cloudwatch: {
    GetMetricData: ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => ({
        Id,
        StatusCode: 'Complete',
        ...pointsOf(MetricStat?.Metric?.MetricName ?? '', now),
      })),
    }),
    DescribeAlarms: () => ({ MetricAlarms: [], CompositeAlarms: [] }),
  },
  lambda: {
    Invoke: ({ Payload }: InvokeCommandInput) => ({
      Payload: Buffer.from(JSON.stringify(probed(JSON.parse(Buffer.from(Payload as Uint8Array).toString()), now))),
    }),
  },
  'application-autoscaling': { DescribeScalableTargets: () => ({ ScalableTargets: [] }) },
  logs: { FilterLogEvents: () => ({ events: [] }) },
  cloudtrail: { LookupEvents: () => ({ Events: [] }) },
});

const ecsServices = (isTroubled: IsTroubled, now: Instant): Operations[string] => {
  const releasedAt = (name: string): Date => new Date(now - (isTroubled(name) ? HOUR : 9 * DAY));
  return {
    DescribeServices: ({ services = [] }: DescribeServicesCommandInput) => ({
      services: services.map((name) => aService(name, releasedAt(name))),
    }),
    ListServiceDeployments: ({ service }: ListServiceDeploymentsCommandInput) => ({
      serviceDeployments: [
        {
          serviceDeploymentArn: `${ECS}:service-deployment/${CLUSTER}/${nameIn(service)}/1`,
          targetServiceRevisionArn: `${ECS}:service-revision/${CLUSTER}/${nameIn(service)}/1`,
          status: 'SUCCESSFUL',
          createdAt: releasedAt(nameIn(service)),
        },
      ],
    }),
    DescribeServiceRevisions: ({ serviceRevisionArns = [] }: DescribeServiceRevisionsCommandInput) => ({
      serviceRevisions: serviceRevisionArns.map((serviceRevisionArn) => ({
        serviceRevisionArn,
        taskDefinition: revisionArn(nameIn(serviceRevisionArn)),
      })),
    }),
    DescribeTaskDefinition: ({ taskDefinition }: DescribeTaskDefinitionCommandInput) => ({
      taskDefinition: {
        taskDefinitionArn: taskDefinition,
        containerDefinitions: [
          {
            name: 'web',
            image: 'web:7',
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': `/ecs/${nameIn(taskDefinition)}` } },
          },
        ],
      },
    }),
  };
};

const aService = (name: string, releasedAt: Date) => {
  const counts = { desiredCount: TASKS.length, runningCount: TASKS.length, pendingCount: 0 };
  const taskDefinition = revisionArn(name);
  return {
    serviceArn: `${ECS}:service/${CLUSTER}/${name}`,
    serviceName: name,
    clusterArn: `${ECS}:cluster/${CLUSTER}`,
    status: 'ACTIVE',
    ...counts,
    taskDefinition,
    deployments: [
      {
        id: 'ecs-svc/1',
        status: 'PRIMARY',
        rolloutState: 'COMPLETED',
        ...counts,
        taskDefinition,
        createdAt: releasedAt,
        updatedAt: releasedAt,
      },
    ],
    loadBalancers: [{ targetGroupArn: targetGroupArn(name) }],
    createdAt: releasedAt,
  };
};

const ecsTasks = (isTroubled: IsTroubled, now: Instant): Operations[string] => ({
  ListTasks: ({ serviceName = '', desiredStatus }: ListTasksCommandInput) => {
    const stopped = isTroubled(serviceName) ? [taskArn(serviceName, 'stopped')] : [];
    return { taskArns: desiredStatus === 'STOPPED' ? stopped : TASKS.map((task) => taskArn(serviceName, task)) };
  },
  DescribeTasks: ({ tasks = [] }: DescribeTasksCommandInput) => ({ tasks: tasks.map((arn) => aTask(arn, now)) }),
});

const aTask = (arn: string, now: Instant) => {
  const startedAt = new Date(now - HOUR);
  const common = { taskArn: arn, taskDefinitionArn: revisionArn(nameIn(arn)), createdAt: startedAt, startedAt };
  if (arn.endsWith('-stopped'))
    return {
      ...common,
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stoppedAt: new Date(now - MINUTE),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
    };
  return {
    ...common,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    healthStatus: 'HEALTHY',
    availabilityZone: 'us-east-1a',
    attachments: [{ details: [{ name: 'privateIPv4Address', value: addressOf(Number(arn.at(-1))) }] }],
  };
};

const loadBalancing = (isTroubled: IsTroubled): Operations[string] => ({
  DescribeTargetGroups: ({ TargetGroupArns = [] }: DescribeTargetGroupsCommandInput) => ({
    TargetGroups: TargetGroupArns.map((TargetGroupArn) => ({
      TargetGroupArn,
      Port: 5000,
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 5,
      LoadBalancerArns: [`${ELB}:loadbalancer/app/${nameIn(TargetGroupArn)}/50dc6c495c0c9188`],
    })),
  }),
  DescribeTargetHealth: ({ TargetGroupArn = '' }: DescribeTargetHealthCommandInput) => ({
    TargetHealthDescriptions: TASKS.map((task) => ({
      Target: { Id: addressOf(task), Port: 5000, AvailabilityZone: 'us-east-1a' },
      TargetHealth:
        task === 1 && isTroubled(TargetGroupArn)
          ? { State: 'unhealthy', Reason: 'Target.Timeout' }
          : { State: 'healthy' },
    })),
  }),
});

/** The newest minute of a metric of a service that is well; counters of errors have none. */
const VALUES: Readonly<Record<string, number>> = {
  RequestCount: 6_000,
  TargetResponseTime: 0.1,
  CPUUtilization: 40,
  MemoryUtilization: 50,
};

const pointsOf = (metric: string, now: Instant) => {
  const value = VALUES[metric];
  if (value === undefined) return { Timestamps: [], Values: [] };
  return { Timestamps: [new Date(now - (now % MINUTE) - MINUTE)], Values: [value] };
};

const probed = ({ tasks, dependencies }: ProbeRequest, now: Instant) => ({
  tasks: tasks.map(({ taskId }) => ({ taskId, outcome: 'ok', status: 200, latencyMs: 20, at: now - SECOND })),
  dependencies: dependencies.map(({ name }) => ({ dependency: name, ok: true, latencyMs: 5, at: now - SECOND })),
});
