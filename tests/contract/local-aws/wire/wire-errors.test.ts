// Contract: errors of operations, and requests for operations and services that are not supported.
import { CloudWatchClient, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { ECSClient, ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AwsError } from '#local-aws/operation.ts';
import { errorOf, gatewaysPerTest } from '../gateway-harness.ts';
import { problemIn, signedFor } from './raw-requests.ts';

const { serve, open } = gatewaysPerTest();

it.each([
  {
    kind: 'a common AWS error',
    error: new AwsError('ThrottlingException', 'Rate exceeded'),
    answer: { status: 400, name: 'ThrottlingException', message: 'Rate exceeded' },
  },
  {
    kind: 'an error that AWS does not have',
    error: new AwsError('TaskNotFoundExeption', 'Task not found.'),
    answer: {
      status: 500,
      name: 'InternalFailure',
      message: 'AWS has no error of ecs named TaskNotFoundExeption: Task not found.',
    },
  },
  {
    kind: 'any other error',
    error: new RangeError('no such subnet'),
    answer: { status: 500, name: 'InternalFailure', message: 'RangeError: no such subnet' },
  },
])('an operation that fails with $kind answers $answer.name', async ({ error, answer: { status, ...answer } }) => {
  const ecs = new ECSClient(await serve({ ecs: { StopTask: () => Promise.reject(error) } }));
  expect(await errorOf(ecs.send(new StopTaskCommand({ task: 't' })))).toMatchObject({
    ...answer,
    $metadata: { httpStatusCode: status },
  });
});

it('an unsupported operation is answered with the supported ones, in each protocol', async () => {
  const settings = await serve({ ecs: { StopTask: () => ({}), DescribeServices: () => ({}) } });
  const calls = [
    new ECSClient(settings).send(new ListTasksCommand({})),
    new ElasticLoadBalancingV2Client(settings).send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn' })),
    new CloudWatchClient(settings).send(new ListDashboardsCommand({})),
    new LambdaClient(settings).send(new InvokeCommand({ FunctionName: 'assess' })),
  ];
  expect(await Promise.all(calls.map(errorOf))).toMatchObject(
    [
      'ecs ListTasks is not supported here; ecs supports DescribeServices, StopTask',
      'elbv2 DescribeTargetHealth is not supported here; elbv2 supports no operation',
      'cloudwatch ListDashboards is not supported here; cloudwatch supports no operation',
      'lambda Invoke is not supported here; lambda supports no operation',
    ].map((message) => ({ message, $metadata: { httpStatusCode: 501 } })),
  );
});

it.each([
  {
    request: 'for an unsupported service',
    headers: signedFor('kinesis'),
    name: 'UnknownService',
    message: /ecs, .*lambda/,
  },
  { request: 'without a signature', headers: {}, name: 'UnsignedRequest', message: /AWS CLI/ },
])('a request $request is refused as $name', async ({ headers, name, message }) => {
  const gateway = await open({});
  const problem = await problemIn(await fetch(gateway.url, { headers }));
  expect(problem).toMatchObject({ status: 400, name, message: expect.stringMatching(message) });
});
