// Contract: unmodified SDK clients over HTTP against the gateway, one protocol after the other.
import type { AddressInfo } from 'node:net';

import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeServicesCommand, ECSClient, ServiceNotFoundException } from '@aws-sdk/client-ecs';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetTopicAttributesCommand, NotFoundException, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { QueueDoesNotExist, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import dynalite from 'dynalite';
import { AwsError, type Operations } from '#local-aws/operation.ts';
import type { Gateway } from '#local-aws/wire/gateway.ts';
import { NOW } from '#tests/builders/constants.ts';
import { clientOf, errorOf, gatewayOver } from './gateway-harness.ts';

const AT = new Date(NOW);
let gateway: Gateway | undefined;

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const serve = async (operations: Operations, options = {}) => {
  gateway = await gatewayOver(operations, options);
  return clientOf(gateway);
};

/** An operation that remembers what it was asked and gives a fixed answer. */
const recording = (answer: unknown) => {
  const inputs: unknown[] = [];
  return {
    inputs,
    operation: (input: never) => {
      inputs.push(input);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
};

describe('JSON services', () => {
  it('carries lists, numbers and times to ecs and back', async () => {
    const services = [
      { serviceName: 'registry', desiredCount: 4, createdAt: AT, enableExecuteCommand: false, events: [] },
    ];
    const { inputs, operation } = recording({ services, failures: [{ arn: 'a', reason: 'MISSING' }] });
    const ecs = new ECSClient(await serve({ ecs: { DescribeServices: operation } }));
    const output = await ecs.send(
      new DescribeServicesCommand({ cluster: 'ml', services: ['registry'], include: ['TAGS'] }),
    );
    expect(inputs).toEqual([{ cluster: 'ml', services: ['registry'], include: ['TAGS'] }]);
    expect(output).toMatchObject({ services, failures: [{ arn: 'a', reason: 'MISSING' }] });
  });

  it('gives an ecs error its class', async () => {
    const { operation } = recording(new AwsError('ServiceNotFoundException', 'Service not found.'));
    const ecs = new ECSClient(await serve({ ecs: { DescribeServices: operation } }));
    const error = await errorOf(ecs.send(new DescribeServicesCommand({ services: ['x'] })));
    expect(error).toBeInstanceOf(ServiceNotFoundException);
    expect(error).toMatchObject({ message: 'Service not found.', $metadata: { httpStatusCode: 400 } });
  });

  it('starts an execution of stepfunctions, and refuses a second of the same name with its class', async () => {
    const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:recovery:one';
    const started = new Set<string>();
    const options = await serve({
      stepfunctions: {
        StartExecution: ({ name }: { name: string }) => {
          if (started.has(name)) throw new AwsError('ExecutionAlreadyExists', 'Execution Already Exists');
          started.add(name);
          return { executionArn, startDate: AT };
        },
      },
    });
    const start = () =>
      new SFNClient(options).send(new StartExecutionCommand({ stateMachineArn: 'arn', name: 'one', input: '{"a":1}' }));
    expect(await start()).toMatchObject({ executionArn, startDate: AT });
    expect(await errorOf(start())).toBeInstanceOf(ExecutionAlreadyExists);
  });

  it('carries a message to sqs and back, and gives a missing queue its class', async () => {
    const raw = { DataType: 'Binary', BinaryValue: new Uint8Array([1, 255]) };
    const Body = '{"service":"registry"}';
    const message = { MessageId: 'm1', ReceiptHandle: 'r1', Body, MessageAttributes: { raw } };
    const sent = recording({ MessageId: 'm1', MD5OfMessageBody: 'd4bfe37c4b1b1d2bdf4ed8b8a2b4e8a0' });
    const options = {
      ...(await serve({
        sqs: {
          SendMessage: sent.operation,
          ReceiveMessage: ({ QueueUrl }: { QueueUrl: string }) => {
            if (QueueUrl.endsWith('gone'))
              throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
            return { Messages: [message] };
          },
        },
      })),
      md5: false as const,
    };
    const sqs = new SQSClient(options);
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'check' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
    };
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: 'http://q/1/checks',
        MessageBody: message.Body,
        DelaySeconds: 15,
        MessageAttributes,
      }),
    );
    expect(sent.inputs).toEqual([
      { QueueUrl: 'http://q/1/checks', MessageBody: message.Body, DelaySeconds: 15, MessageAttributes },
    ]);
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'http://q/1/checks' }))).Messages).toEqual([message]);
    const error = await errorOf(sqs.send(new ReceiveMessageCommand({ QueueUrl: 'http://q/1/gone' })));
    expect(error).toBeInstanceOf(QueueDoesNotExist);
    expect(error).toMatchObject({ Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' } });
  });
});

describe('cloudwatch', () => {
  const query = {
    StartTime: new Date(NOW - 600_000),
    EndTime: AT,
    MetricDataQueries: [
      { Id: 'errors', MetricStat: { Metric: { Namespace: 'AWS/ECS', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' } },
    ],
  };
  const answer = {
    MetricDataResults: [{ Id: 'errors', Timestamps: [AT], Values: [0.5], StatusCode: 'Complete' as const }],
  };
  const protocols = [
    { protocol: 'its own choice of protocol', settings: {} },
    { protocol: 'CBOR', settings: { protocol: SmithyRpcV2CborProtocol } },
  ];

  it.each(protocols)('answers GetMetricData with times and values in $protocol', async ({ settings }) => {
    const { inputs, operation } = recording(answer);
    const options = await serve({ cloudwatch: { GetMetricData: operation } });
    const output = await new CloudWatchClient({ ...options, ...settings }).send(new GetMetricDataCommand(query));
    expect(inputs).toEqual([query]);
    expect(output).toMatchObject(answer);
  });

  it.each(protocols)('refuses in $protocol', async ({ settings }) => {
    const { operation } = recording(new AwsError('AccessDeniedException', 'not authorized'));
    const options = await serve({ cloudwatch: { GetMetricData: operation } });
    const error = await errorOf(
      new CloudWatchClient({ ...options, ...settings }).send(new GetMetricDataCommand(query)),
    );
    expect(error).toMatchObject({ name: 'AccessDeniedException', message: 'not authorized' });
  });

  it('reads a PutMetricData that is large enough to arrive compressed', async () => {
    const { inputs, operation } = recording({});
    const cloudwatch = new CloudWatchClient(await serve({ cloudwatch: { PutMetricData: operation } }));
    const MetricData = Array.from({ length: 400 }, (_, index) => ({
      MetricName: `metric-${index}`,
      Value: index,
      Timestamp: AT,
    }));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'EcsMedic', MetricData }));
    expect(inputs).toEqual([{ Namespace: 'EcsMedic', MetricData }]);
  });
});

describe('query services', () => {
  const TargetHealthDescriptions = [
    { Target: { Id: '10.0.0.1', Port: 5000 }, TargetHealth: { State: 'healthy' as const } },
    {
      Target: { Id: '10.0.0.2', Port: 5000 },
      TargetHealth: { State: 'unhealthy' as const, Description: 'codes <200> & "more"\r\n' },
    },
  ];

  it('carries lists, structures and awkward characters to elbv2 and back', async () => {
    const { inputs, operation } = recording({ TargetHealthDescriptions });
    const elb = new ElasticLoadBalancingV2Client(await serve({ elbv2: { DescribeTargetHealth: operation } }));
    const Targets = Array.from({ length: 11 }, (_, index) => ({ Id: `10.0.0.${index}`, Port: 5000 }));
    const output = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn:tg/a&b=c', Targets }));
    expect(inputs).toEqual([{ TargetGroupArn: 'arn:tg/a&b=c', Targets }]);
    expect(output).toMatchObject({ TargetHealthDescriptions });
  });

  it('keeps an empty list empty rather than absent, both ways', async () => {
    const { inputs, operation } = recording({ TargetHealthDescriptions: [] });
    const elb = new ElasticLoadBalancingV2Client(await serve({ elbv2: { DescribeTargetHealth: operation } }));
    const output = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn', Targets: [] }));
    expect(inputs).toEqual([{ TargetGroupArn: 'arn', Targets: [] }]);
    expect(output.TargetHealthDescriptions).toEqual([]);
  });

  it('carries times', async () => {
    const { operation } = recording({ LoadBalancers: [{ LoadBalancerArn: 'arn', CreatedTime: AT }] });
    const elb = new ElasticLoadBalancingV2Client(await serve({ elbv2: { DescribeLoadBalancers: operation } }));
    expect((await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers?.[0]?.CreatedTime).toEqual(AT);
  });

  it('carries a map back from sns', async () => {
    const Attributes = { DisplayName: 'a <b>', 'key & more': '' };
    const { operation } = recording({ Attributes });
    const sns = new SNSClient(await serve({ sns: { GetTopicAttributes: operation } }));
    const output = await sns.send(new GetTopicAttributesCommand({ TopicArn: 'arn:topic' }));
    expect(output.Attributes).toEqual(Attributes);
  });

  it('gives an elbv2 error its class and its query code', async () => {
    const { operation } = recording(new AwsError('TargetGroupNotFoundException', "Target groups 'arn' not found"));
    const elb = new ElasticLoadBalancingV2Client(await serve({ elbv2: { DescribeTargetHealth: operation } }));
    const error = await errorOf(elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn' })));
    expect(error).toBeInstanceOf(TargetGroupNotFoundException);
    expect(error).toMatchObject({ Code: 'TargetGroupNotFound', message: "Target groups 'arn' not found" });
  });

  it('carries the attributes of an sns message, and gives a missing topic its class', async () => {
    const inputs: unknown[] = [];
    const sns = new SNSClient(
      await serve({
        sns: {
          Publish: (input: { TopicArn: string }) => {
            inputs.push(input);
            if (input.TopicArn === 'gone') throw new AwsError('NotFoundException', 'Topic does not exist');
            return { MessageId: 'm1' };
          },
        },
      }),
    );
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'resolved' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 255]) },
    };
    const alert = { TopicArn: 'arn:topic', Message: 'grüße & <more>', MessageAttributes };
    expect(await sns.send(new PublishCommand(alert))).toMatchObject({ MessageId: 'm1' });
    expect(inputs).toEqual([alert]);
    const error = await errorOf(sns.send(new PublishCommand({ TopicArn: 'gone', Message: 'x' })));
    expect(error).toBeInstanceOf(NotFoundException);
    expect(error.$metadata.httpStatusCode).toBe(404);
  });
});

describe('lambda', () => {
  const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:remediate';
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));

  it('carries a payload to Invoke and its answer back', async () => {
    const { inputs, operation } = recording({
      StatusCode: 200,
      Payload: bytes('{"ok":true}'),
      ExecutedVersion: '$LATEST',
    });
    const lambda = new LambdaClient(await serve({ lambda: { Invoke: operation } }));
    const output = await lambda.send(
      new InvokeCommand({ FunctionName: ARN, InvocationType: 'RequestResponse', Payload: bytes('{"a":1}') }),
    );
    expect(inputs).toEqual([{ FunctionName: ARN, InvocationType: 'RequestResponse', Payload: bytes('{"a":1}') }]);
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(output.FunctionError).toBeUndefined();
    expect(output.Payload?.transformToString()).toBe('{"ok":true}');
  });

  it('says in FunctionError that the function failed', async () => {
    const { operation } = recording({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      Payload: bytes('{"errorType":"LeaseLost"}'),
    });
    const lambda = new LambdaClient(await serve({ lambda: { Invoke: operation } }));
    const output = await lambda.send(new InvokeCommand({ FunctionName: 'remediate' }));
    expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  });

  it('answers an Event with 202 and nothing', async () => {
    const { inputs, operation } = recording({ StatusCode: 202 });
    const lambda = new LambdaClient(await serve({ lambda: { Invoke: operation } }));
    const output = await lambda.send(new InvokeCommand({ FunctionName: 'remediate', InvocationType: 'Event' }));
    expect(inputs).toEqual([{ FunctionName: 'remediate', InvocationType: 'Event' }]);
    expect(output.StatusCode).toBe(202);
    expect(output.Payload?.length ?? 0).toBe(0);
  });

  it('tells operations on neighbouring paths apart, with numbers from the query and JSON in the body', async () => {
    const list = recording({ Functions: [{ FunctionName: 'assess', MemorySize: 256 }] });
    const get = recording(new AwsError('ResourceNotFoundException', 'Function not found'));
    const lambda = new LambdaClient(
      await serve({ lambda: { ListFunctions: list.operation, GetFunctionConfiguration: get.operation } }),
    );
    expect((await lambda.send(new ListFunctionsCommand({ MaxItems: 5 }))).Functions).toEqual([
      { FunctionName: 'assess', MemorySize: 256 },
    ]);
    expect(list.inputs).toEqual([{ MaxItems: 5 }]);
    const error = await errorOf(lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'gone' })));
    expect(error).toBeInstanceOf(ResourceNotFoundException);
    expect(error.$metadata.httpStatusCode).toBe(404);
  });
});

describe('dynamodb', () => {
  it('passes through to the table store, after authorization has seen the decoded input', async () => {
    const store = dynalite({ createTableMs: 0 });
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    const seen: unknown[] = [];
    const options = await serve(
      { dynamodb: { ListTables: () => ({ TableNames: ['answered-here'] }) } },
      {
        dynamodb: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
        authorize: ({ operation, input }: { operation: string; input: unknown }) => void seen.push([operation, input]),
      },
    );
    const dynamodb = new DynamoDBClient(options);
    const TableName = 'incidents';
    const Item = { id: { S: 'one' }, seen: { N: '3' }, raw: { B: new Uint8Array([1, 2, 255]) } };
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    // dynalite answers CREATING once; the put is accepted from the next tick on.
    await new Promise((resolve) => setImmediate(resolve));
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
    expect((await dynamodb.send(new GetItemCommand({ TableName, Key: { id: { S: 'one' } } }))).Item).toEqual(Item);
    expect(seen[1]).toEqual(['PutItem', { TableName, Item }]);
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual(['answered-here']);
    await new Promise((resolve) => store.close(resolve));
  });
});

describe('the Date header', () => {
  it('tells the time of the world, for every answer', async () => {
    await serve({ ecs: { StopTask: () => ({}) } });
    const { headers } = await fetch(gateway?.url ?? '');
    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 10:00:00 GMT');
  });
});
