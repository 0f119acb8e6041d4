// Contract: what the gateway refuses, as unmodified SDK clients see it.
import { CloudWatchClient, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient, ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AwsError, type Caller } from '#local-aws/operation.ts';
import type { Call, Gateway, GatewayOptions } from '#local-aws/wire/gateway.ts';
import { clientOf, errorOf, gatewayOver } from './gateway-harness.ts';

let gateway: Gateway | undefined;

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const ecsAnswering = async (answer: () => unknown, options: Partial<GatewayOptions> = {}) => {
  gateway = await gatewayOver({ ecs: { DescribeServices: answer, StopTask: answer } }, options);
  return new ECSClient(clientOf(gateway));
};

const refusalOf = async (promise: Promise<unknown>) => {
  const error = await errorOf(promise);
  return { status: error.$metadata.httpStatusCode, name: error.name, message: error.message };
};

describe('an input that AWS would not take', () => {
  it('is refused for a missing required member, which is named', async () => {
    const ecs = await ecsAnswering(() => ({}));
    expect(await refusalOf(ecs.send(new StopTaskCommand({ cluster: 'ml' } as never)))).toEqual({
      status: 400,
      name: 'ValidationException',
      message: 'ecs StopTask takes something else: task is missing, StopTaskRequest requires it',
    });
  });

  it('is refused for a member that AWS does not know, in a query service too', async () => {
    gateway = await gatewayOver({ elbv2: { DescribeTargetHealth: () => ({}) } });
    const body = new URLSearchParams({
      Action: 'DescribeTargetHealth',
      TargetGroupArn: 'arn',
      'Targets.member.1.Ip': '::1',
    });
    const response = await fetch(gateway.url, { method: 'POST', headers: signedFor('elasticloadbalancing'), body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      '<Code>ValidationException</Code><Message>elbv2 DescribeTargetHealth takes something else: ' +
        'Targets[0].Id is missing, TargetDescription requires it; Targets[0].Ip is unknown, TargetDescription has no such member',
    );
  });

  it.each([
    { what: 'a number for a text', members: { task: 5 }, problem: 'task should be a string, got a number' },
    {
      what: 'a member that is unknown',
      members: { task: 't', tsk: 't' },
      problem: 'tsk is unknown, StopTaskRequest has no such member',
    },
    { what: 'a structure for a text', members: { task: {} }, problem: 'task should be a string, got an object' },
  ])('is refused for $what', async ({ members, problem }) => {
    await ecsAnswering(() => ({}));
    const response = await postJson('StopTask', JSON.stringify(members));
    expect([response.status, (await problemIn(response)).message]).toEqual([
      400,
      `ecs StopTask takes something else: ${problem}`,
    ]);
  });

  it('may hold null for a member that is absent', async () => {
    await ecsAnswering(() => ({}));
    expect((await postJson('StopTask', '{"task":"t","cluster":null}')).status).toBe(200);
  });

  it('is refused for a body that is no JSON', async () => {
    await ecsAnswering(() => ({}));
    const response = await postJson('StopTask', '{"task":');
    expect([response.status, (await problemIn(response)).__type]).toEqual([400, 'SerializationException']);
  });
});

describe('an output that AWS could not have given', () => {
  const service = { serviceName: 'registry' };

  it.each([
    {
      what: 'a member AWS does not have',
      output: { services: [{ ...service, runingCount: 3 }] },
      problem: 'services[0].runingCount is unknown',
    },
    {
      what: 'a text for a number',
      output: { services: [service, { desiredCount: '4' }] },
      problem: 'services[1].desiredCount should be a number, got a string',
    },
    {
      what: 'a number that is none',
      output: { services: [{ desiredCount: Number.NaN }] },
      problem: 'services[0].desiredCount should be a number, got NaN',
    },
    {
      what: 'a text for a time',
      output: { services: [{ createdAt: '2026-11-23' }] },
      problem: 'services[0].createdAt should be a timestamp, got a string',
    },
    {
      what: 'a single thing for a list',
      output: { services: service },
      problem: 'services should be a list, got an object',
    },
    {
      what: 'null',
      output: { services: [{ events: null }] },
      problem: 'services[0].events should be a list, got null',
    },
  ])('is a fault of the gateway: $what', async ({ output, problem }) => {
    const ecs = await ecsAnswering(() => output);
    const refusal = await refusalOf(ecs.send(new DescribeServicesCommand({ services: ['registry'] })));
    expect(refusal).toMatchObject({ status: 500, name: 'InternalFailure' });
    expect(refusal.message).toContain(`OutputDrift: ecs DescribeServices answers something else: ${problem}`);
  });

  it('may leave a member undefined', async () => {
    const ecs = await ecsAnswering(() => ({ services: [{ ...service, events: undefined }] }));
    expect((await ecs.send(new DescribeServicesCommand({ services: ['registry'] }))).services).toEqual([service]);
  });
});

describe('an operation that fails', () => {
  it('with an error that the service does not have is a fault of the gateway', async () => {
    const ecs = await ecsAnswering(() => {
      throw new AwsError('ServiceNotFoundExeption', 'Service not found.');
    });
    expect(await refusalOf(ecs.send(new DescribeServicesCommand({ services: ['x'] })))).toEqual({
      status: 500,
      name: 'InternalFailure',
      message: "AWS's ecs has no error ServiceNotFoundExeption: Service not found.",
    });
  });

  it('with a fault of its own answers 500 with what it said', async () => {
    const ecs = await ecsAnswering(() => Promise.reject(new RangeError('no such subnet')));
    const refusal = await refusalOf(ecs.send(new DescribeServicesCommand({ services: ['x'] })));
    expect(refusal).toEqual({ status: 500, name: 'InternalFailure', message: 'RangeError: no such subnet' });
  });

  it('because it is throttled says so in the way of AWS', async () => {
    const ecs = await ecsAnswering(() => {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    });
    const refusal = await refusalOf(ecs.send(new DescribeServicesCommand({ services: ['x'] })));
    expect(refusal).toEqual({ status: 400, name: 'ThrottlingException', message: 'Rate exceeded' });
  });
});

describe('a request for something that is not there', () => {
  it('names the operations on offer, for each protocol', async () => {
    gateway = await gatewayOver({ ecs: { StopTask: () => ({}), DescribeServices: () => ({}) } });
    const options = clientOf(gateway);
    const offered = 'The local world has no ecs ListTasks; of ecs it offers DescribeServices, StopTask';
    expect(await refusalOf(new ECSClient(options).send(new ListTasksCommand({})))).toEqual({
      status: 501,
      name: 'NotImplemented',
      message: offered,
    });
    const elb = new ElasticLoadBalancingV2Client(options).send(
      new DescribeTargetHealthCommand({ TargetGroupArn: 'arn' }),
    );
    expect(await refusalOf(elb)).toMatchObject({
      status: 501,
      message: expect.stringContaining('of elbv2 it offers nothing'),
    });
    const cloudwatch = new CloudWatchClient(options).send(new ListDashboardsCommand({}));
    expect(await refusalOf(cloudwatch)).toMatchObject({
      status: 501,
      message: expect.stringContaining('cloudwatch ListDashboards'),
    });
    const lambda = new LambdaClient(options).send(new InvokeCommand({ FunctionName: 'assess' }));
    expect(await refusalOf(lambda)).toMatchObject({ status: 501, message: expect.stringContaining('lambda Invoke') });
  });

  it('answers 400 in one line when it is signed for a service that is not spoken', async () => {
    gateway = await gatewayOver({});
    const response = await fetch(gateway.url, { headers: signedFor('kinesis') });
    expect([response.status, (await problemIn(response)).message]).toEqual([
      400,
      expect.stringMatching(/^The request is signed for kinesis, .*ecs, .*[^\n]$/),
    ]);
  });

  it('answers 400 when it bears no signature', async () => {
    gateway = await gatewayOver({});
    const response = await fetch(gateway.url);
    expect([response.status, (await problemIn(response)).__type]).toEqual([400, 'UnsignedRequest']);
  });

  it('survives a body that claims to be compressed and is not', async () => {
    const ecs = await ecsAnswering(() => ({}));
    const response = await postJson('StopTask', '{"task":"t"}', { 'content-encoding': 'gzip' });
    expect([response.status, (await problemIn(response)).__type]).toEqual([400, 'SerializationException']);
    expect(await ecs.send(new DescribeServicesCommand({ services: ['x'] }))).toMatchObject({});
  });
});

describe('who calls', () => {
  it('is the role behind the access key, the operator for a key that nobody knows', async () => {
    const callers: Caller[] = [];
    const StopTask = (_: never, caller: Caller) => void callers.push(caller);
    gateway = await gatewayOver(
      { ecs: { StopTask } },
      { roleOf: (key) => (key === 'AKIASTOP' ? 'stop-task' : undefined) },
    );
    for (const key of ['AKIASTOP', 'AKIAOTHER'])
      await new ECSClient(clientOf(gateway, key)).send(new StopTaskCommand({ task: 't' }));
    expect(callers).toEqual([{ role: 'stop-task' }, { role: 'operator' }]);
  });

  it('is judged with the decoded call before anything happens', async () => {
    const calls: Call[] = [];
    const authorize = (call: Call) => {
      calls.push(call);
      throw new AwsError('AccessDeniedException', 'User: x is not authorized to perform: ecs:StopTask');
    };
    const ecs = await ecsAnswering(() => expect('the operation').toBe('never run'), { authorize });
    const refusal = await refusalOf(ecs.send(new StopTaskCommand({ task: 't' })));
    expect(refusal).toMatchObject({ status: 403, name: 'AccessDeniedException' });
    expect(calls).toEqual([
      { caller: { role: 'operator' }, service: 'ecs', operation: 'StopTask', input: { task: 't' } },
    ]);
  });
});

describe('a port that is taken', () => {
  it('is one clear line', async () => {
    gateway = await gatewayOver({});
    const port = Number(new URL(gateway.url).port);
    await expect(gatewayOver({}, { port })).rejects.toThrow(
      `The gateway cannot listen on 127.0.0.1:${port}: the port is in use; choose another one`,
    );
  });
});

const problemIn = async (response: Response) =>
  (await response.json()) as { readonly __type: string; readonly message: string };

const signedFor = (signingName: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIALOCAL/20261123/us-east-1/${signingName}/aws4_request, SignedHeaders=host, Signature=0`,
});

const postJson = (operation: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(gateway?.url ?? '', {
    method: 'POST',
    headers: { ...headers, ...signedFor('ecs'), 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}` },
    body,
  });
