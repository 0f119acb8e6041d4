// Contract layer: what AWS refuses becomes missing parts, whatever protocol the refusal came by.

import { AwsError, type Operation } from '#local-aws/operation.ts';
import { observed } from '#shared/domain/model/part.ts';
import { policyFor, portsOver, START, WAYS } from './adapter-harness.ts';

const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/registry/73e2d6bc24d8a067';
const group = {
  arn: GROUP,
  port: 5000,
  healthCheck: {
    path: '/health',
    port: 'traffic-port',
    intervalSeconds: 5,
    timeoutSeconds: 2,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    codes: '200',
  },
  targets: [],
  loadBalancerNames: ['app/registry/50dc6c495c0c9188'],
};

describe.each(WAYS)('$way', ({ connect }) => {
  it.each([
    { name: 'AccessDeniedException', reason: 'access-denied' },
    { name: 'ThrottlingException', reason: 'throttled' },
    { name: 'InternalFailure', reason: 'unavailable' },
  ])('all that is refused with $name is missing as $reason', async ({ name, reason }) => {
    const refuse: Operation = () => {
      throw new AwsError(name, 'refused');
    };
    const now = () => START;
    const { close, ...clients } = await connect(
      {
        ecs: { DescribeServices: refuse, ListTasks: refuse, ListServiceDeployments: refuse },
        elbv2: { DescribeTargetGroups: refuse, DescribeTargetHealth: refuse },
        cloudwatch: { GetMetricData: refuse },
      },
      now,
    );
    const { ecs, targetGroups, metrics } = portsOver(clients, { now });
    const policy = policyFor('registry');
    const parts = [
      ...(
        await Promise.all(
          [ecs.services, ecs.runningTasks, ecs.stoppedTasks, ecs.releases].map((read) => read([policy])),
        )
      ).map((read) => read.get('registry')),
      (await targetGroups.read([GROUP])).get(GROUP),
      (await metrics.read([{ policy, targetGroups: observed(START, [group]) }])).get('registry')?.traffic,
    ];
    await close();
    expect(parts.map((part) => part?.state === 'missing' && part.reason)).toEqual(parts.map(() => reason));
  });
});
