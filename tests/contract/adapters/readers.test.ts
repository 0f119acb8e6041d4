// Contract layer: refused calls become missing parts, whatever protocol carries the refusal, and an empty request is no call.
import { AwsError, type Operation } from '#local-aws/operation.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { readersOver } from '#shared/adapters/readers.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import { observed } from '#shared/domain/model/part.ts';
import { aTargetGroup } from '#tests/builders/parts.ts';
import { bothWays } from '../both-ways.ts';
import { overTheWorld, policyFor, registry, START } from './a-setting.ts';

const clock = { now: () => START };
const ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/registry/73e2d6bc24d8a067';

bothWays((connect) => {
  it.each([
    { name: 'AccessDeniedException', reason: 'access-denied' },
    { name: 'ThrottlingException', reason: 'throttled' },
    { name: 'InternalFailure', reason: 'unavailable' },
  ])('every part whose call is refused with $name is missing as $reason', async ({ name, reason }) => {
    const refuse: Operation = () => {
      throw new AwsError(name, 'refused');
    };
    const clients = await connect({
      ecs: {
        DescribeServices: refuse,
        ListTasks: refuse,
        ListServiceDeployments: refuse,
        DescribeTaskDefinition: refuse,
      },
      elbv2: { DescribeTargetGroups: refuse },
      cloudwatch: { GetMetricData: refuse, DescribeAlarms: refuse },
      'application-autoscaling': { DescribeScalableTargets: refuse, DescribeScalingActivities: refuse },
      logs: { FilterLogEvents: refuse },
      cloudtrail: { LookupEvents: refuse },
      lambda: { Invoke: refuse },
    });
    const readers = readersOver((service) => clients[service], clock, WITHOUT_WAITING);
    const { ecs } = readers;
    const targetGroups = observed(START, [aTargetGroup()]);
    const maps = await Promise.all([
      ecs.services([registry]),
      ecs.runningTasks([registry]),
      ecs.stoppedTasks([registry]),
      ecs.releases([registry]),
      ecs.taskDefinitions([ARN]),
      readers.targetGroups.read([ARN]),
      readers.scaling.limits([registry]),
      readers.scaling.activities([registry]),
      readers.logs.read([{ policy: registry, logGroups: ['/ecs/registry'] }]),
      readers.changes.recent([registry]),
    ]);
    const metrics = (await readers.metrics.read([{ policy: registry, targetGroups }])).get('registry');
    const probes = await lambdaProber(clients.lambda, 'probe-service', clock).probe({
      service: 'registry',
      path: '/work',
      timeoutMs: 1_000,
      acceptedStatuses: '200-399',
      tasks: [],
      dependencies: [],
    });
    const parts = [
      ...maps.flatMap((map) => [...map.values()]),
      ...Object.values(metrics ?? {}),
      ...Object.values(probes),
      await readers.targetGroups.routing([ARN]),
      await readers.alarms.firing(),
    ];
    expect(parts).toHaveLength(maps.length + 3 + 2 + 2);
    for (const part of parts) expect(part).toMatchObject({ state: 'missing', reason });
  });
});

overTheWorld((settle) => {
  it('an empty request has an empty answer', async () => {
    const { ecs, targetGroups, scaling, metrics, logs, changes } = await settle();
    const { services, runningTasks, stoppedTasks, releases, taskDefinitions } = ecs;
    const reads = [services, runningTasks, stoppedTasks, releases, taskDefinitions, targetGroups.read, scaling.limits];
    for (const read of [...reads, metrics.read, logs.read, changes.recent]) expect(await read([])).toEqual(new Map());
  });

  it('a service or cluster that does not exist is not found, and leaves the others alone', async () => {
    const { ecs } = await settle();
    const policies = [policyFor('gone', 'gone'), policyFor('elsewhere', 'mlflow-registry', 'gone'), registry];
    for (const read of [ecs.services, ecs.runningTasks]) {
      const parts = await read(policies);
      expect(policies.map(({ name }) => parts.get(name))).toMatchObject([
        { state: 'missing', reason: 'not-found' },
        { state: 'missing', reason: 'not-found' },
        { state: 'observed' },
      ]);
    }
  });
});
