// Contract layer: queues, topics, functions, state machines and alarms, called over the wire by unmodified SDK clients.
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Gateway } from '#local-aws/wire/gateway.ts';
import { aPlatform } from '#tests/unit/platform/a-platform.ts';
import { changed } from '#tests/unit/platform/a-template.ts';
import { named, runFor, START } from '#tests/unit/platform/parts.ts';
import { clientOf, errorOf, gatewayOver } from './gateway-harness.ts';

const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:123456789012:${resource}`;

const { clock, platform, runtime } = aPlatform({
  changes: changed('Work', { ReservedConcurrentExecutions: 0 }),
  stubs: {
    'toy-collect': (event) => {
      if (event === 'fail') throw named('LeaseLost', 'someone newer holds the lease');
      return { got: event };
    },
  },
});
let gateway: Gateway;
let sqs: SQSClient;
let sns: SNSClient;
let sfn: SFNClient;
let lambda: LambdaClient;
let cloudwatch: CloudWatchClient;

beforeAll(async () => {
  gateway = await gatewayOver(platform.operations);
  const settings = clientOf(gateway);
  sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
  sns = new SNSClient(settings);
  sfn = new SFNClient(settings);
  lambda = new LambdaClient(settings);
  cloudwatch = new CloudWatchClient(settings);
});
afterAll(async () => {
  for (const client of [sqs, sns, sfn, lambda, cloudwatch]) client.destroy();
  await gateway.close();
});

describe('SQS', () => {
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/ecs-medic-Failures';
  const receive = async (MaxNumberOfMessages = 10) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages }))).Messages ?? [];

  it('takes messages one by one and in batches, with checksums that the client proves, and gives them back', async () => {
    const one = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one: Größe' }));
    const more = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'two' },
          { Id: 'b', MessageBody: 'too late', DelaySeconds: 901 },
          { Id: 'c', MessageBody: 'later', DelaySeconds: 900 },
        ],
      }),
    );
    expect(one.MessageId).toEqual(expect.any(String));
    expect(more.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(more.Failed).toEqual([
      {
        Id: 'b',
        SenderFault: true,
        Code: 'InvalidParameterValue',
        Message: 'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
      },
    ]);
    const messages = await receive();
    expect(messages.map(({ Body }) => Body)).toEqual(['one: Größe', 'two']);
    expect(messages[0]?.MessageId).toBe(one.MessageId);
  });

  it('says how many messages there are, as far as it is asked', async () => {
    const ask = async (...AttributeNames: ('All' | 'ApproximateNumberOfMessagesDelayed' | 'QueueArn')[]) =>
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
    expect(await ask('All')).toEqual({
      QueueArn: arn('sqs', 'ecs-medic-Failures'),
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '2',
      ApproximateNumberOfMessagesDelayed: '1',
    });
    expect(await ask('ApproximateNumberOfMessagesDelayed')).toEqual({ ApproximateNumberOfMessagesDelayed: '1' });
    expect(await ask()).toEqual({});
  });

  it('shows messages again when their visibility timeout is over, until they are deleted', async () => {
    await runFor(clock, 30);
    for (const { ReceiptHandle } of await receive())
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await runFor(clock, 60);
    expect(await receive()).toEqual([]);
  });

  const batch = (ids: readonly string[]) =>
    new SendMessageBatchCommand({ QueueUrl, Entries: ids.map((Id) => ({ Id, MessageBody: 'x' })) });

  it.each([
    {
      refused: 'a queue that is not there',
      command: new SendMessageCommand({ QueueUrl: `${QueueUrl}2`, MessageBody: 'x' }),
      name: 'QueueDoesNotExist',
    },
    {
      refused: 'an empty message',
      command: new SendMessageCommand({ QueueUrl, MessageBody: '' }),
      name: 'InvalidParameterValue',
    },
    {
      refused: 'a delay of 901 s',
      command: new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds: 901 }),
      name: 'InvalidParameterValue',
    },
    {
      refused: 'a delay below 0',
      command: new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds: -1 }),
      name: 'InvalidParameterValue',
    },
    { refused: 'an empty batch', command: batch([]), name: 'EmptyBatchRequest' },
    { refused: 'a batch of eleven', command: batch([...'abcdefghijk']), name: 'TooManyEntriesInBatchRequest' },
    { refused: 'an id twice', command: batch(['a', 'b', 'a']), name: 'BatchEntryIdsNotDistinct' },
    {
      refused: 'eleven at a time',
      command: new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }),
      name: 'InvalidParameterValue',
    },
  ])('refuses $refused with $name', async ({ command, name }) => {
    expect(await errorOf(sqs.send(command as SendMessageCommand))).toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('SNS', () => {
  const TopicArn = arn('sns', 'toy-alerts');

  it('keeps what is published, with what subscribers may filter by', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'escalated' } };
    const { MessageId } = await sns.send(
      new PublishCommand({ TopicArn, Subject: 'registry: down', Message: 'Größe\n<b>&', MessageAttributes }),
    );
    await sns.send(new PublishCommand({ TopicArn, Message: 'without a subject' }));
    expect(platform.published()).toEqual([
      {
        topicArn: TopicArn,
        messageId: MessageId,
        subject: 'registry: down',
        message: 'Größe\n<b>&',
        attributes: { kind: 'escalated' },
        at: clock.now(),
      },
      expect.not.objectContaining({ subject: expect.anything() }),
    ]);
  });

  it.each([
    { Subject: 'a'.repeat(98), taken: true },
    { Subject: 'a'.repeat(99), taken: true },
    { Subject: 'a'.repeat(100), taken: false },
    { Subject: 'two\nlines', taken: false },
    { Subject: 'Größe', taken: false },
    { Subject: ' x', taken: false },
  ])('takes "$Subject" as a subject: $taken', async ({ Subject, taken }) => {
    const publish = sns.send(new PublishCommand({ TopicArn, Subject, Message: 'x' }));
    if (taken) await expect(publish).resolves.toMatchObject({ MessageId: expect.any(String) });
    else
      expect(await errorOf(publish)).toMatchObject({
        name: 'InvalidParameterException',
        message: 'Invalid parameter: Subject',
      });
  });

  it.each([
    {
      refused: 'a topic that is not there',
      input: { TopicArn: `${TopicArn}2`, Message: 'x' },
      name: 'NotFoundException',
      status: 404,
    },
    { refused: 'an empty message', input: { TopicArn, Message: '' }, name: 'InvalidParameterException', status: 400 },
  ])('refuses $refused with $name', async ({ input, name, status }) => {
    expect(await errorOf(sns.send(new PublishCommand(input)))).toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
  });
});

describe('Lambda', () => {
  const invoke = (input: Partial<ConstructorParameters<typeof InvokeCommand>[0]>) =>
    lambda.send(new InvokeCommand({ FunctionName: 'toy-collect', ...input }));
  const payloadOf = ({ Payload }: Awaited<ReturnType<typeof invoke>>): unknown =>
    JSON.parse(Payload?.transformToString() ?? '');

  it.each(['toy-collect', arn('lambda', 'function:toy-collect')])('answers what %s answers', async (FunctionName) => {
    const output = await invoke({ FunctionName, Payload: Buffer.from('{"a":1}') });
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(output.FunctionError).toBeUndefined();
    expect(payloadOf(output)).toEqual({ got: { a: 1 } });
  });

  it('gives a function null when it is called with nothing', async () => {
    expect(payloadOf(await invoke({}))).toEqual({ got: null });
  });

  it('answers 200 with the name of the error that the function ended with', async () => {
    const output = await invoke({ Payload: Buffer.from('"fail"') });
    expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(payloadOf(output)).toEqual({ errorType: 'LeaseLost', errorMessage: 'someone newer holds the lease' });
  });

  it('accepts an event and works it off later', async () => {
    const before = runtime.calls.length;
    expect(await invoke({ InvocationType: 'Event', Payload: Buffer.from('"later"') })).toMatchObject({
      StatusCode: 202,
    });
    expect(runtime.calls).toHaveLength(before);
    await runFor(clock, 1);
    expect(runtime.calls.at(-1)?.event).toBe('later');
  });

  it('answers a dry run without running anything', async () => {
    const before = runtime.calls.length;
    expect(await invoke({ InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
    expect(runtime.calls).toHaveLength(before);
  });

  it.each([
    {
      refused: 'a function that is not there',
      input: { FunctionName: 'other' },
      name: 'ResourceNotFoundException',
      status: 404,
    },
    {
      refused: 'a function without room',
      input: { FunctionName: 'toy-work' },
      name: 'TooManyRequestsException',
      status: 429,
    },
    {
      refused: 'what is no JSON',
      input: { Payload: Buffer.from('{') },
      name: 'InvalidRequestContentException',
      status: 400,
    },
  ])('refuses $refused with $name', async ({ input, name, status }) => {
    expect(await errorOf(invoke(input))).toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });

  it('lists the functions', async () => {
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions?.map(({ FunctionName, Timeout }) => ({ FunctionName, Timeout }))).toEqual([
      { FunctionName: 'toy-collect', Timeout: 20 },
      { FunctionName: 'toy-work', Timeout: 3 },
    ]);
  });
});

describe('Step Functions', () => {
  const stateMachineArn = arn('states', 'stateMachine:toy-loop');
  const start = (input: Partial<ConstructorParameters<typeof StartExecutionCommand>[0]>) =>
    sfn.send(new StartExecutionCommand({ stateMachineArn, ...input }));

  it('starts an execution once for a name and input, and tells how it goes and how it ended', async () => {
    const startDate = new Date(clock.now());
    const started = await start({ name: 'registry-1', input: '{"a":1}' });
    expect(started).toMatchObject({ executionArn: arn('states', 'execution:toy-loop:registry-1'), startDate });
    expect((await start({ name: 'registry-1', input: '{"a":1}' })).executionArn).toBe(started.executionArn);
    const describe = async () => {
      const { $metadata, ...output } = await sfn.send(
        new DescribeExecutionCommand({ executionArn: started.executionArn }),
      );
      return output;
    };
    const known = {
      executionArn: started.executionArn,
      stateMachineArn,
      name: 'registry-1',
      startDate,
      input: '{"a":1}',
    };
    expect(await describe()).toEqual({ ...known, status: 'RUNNING' });
    await runFor(clock, 60);
    expect(await describe()).toEqual({
      ...known,
      status: 'FAILED',
      stopDate: new Date(startDate.getTime() + 50),
      error: 'Lambda.TooManyRequestsException',
      cause: `${arn('lambda', 'function:toy-work')} is throttled`,
    });
  });

  it('makes up a name where none is given, and lists the newest first', async () => {
    const { executionArn } = await start({});
    const list = async (statusFilter?: 'RUNNING' | 'SUCCEEDED') =>
      (
        await sfn.send(new ListExecutionsCommand({ stateMachineArn, ...(statusFilter && { statusFilter }) }))
      ).executions?.map((execution) => execution.executionArn);
    expect(await list()).toEqual([executionArn, arn('states', 'execution:toy-loop:registry-1')]);
    expect(await list('RUNNING')).toEqual([executionArn]);
    expect(await list('SUCCEEDED')).toEqual([]);
  });

  it.each([
    { name: 'a'.repeat(79), taken: true },
    { name: 'a'.repeat(80), taken: true },
    { name: 'a'.repeat(81), taken: false },
    { name: 'registry 1', taken: false },
    { name: 'registry:1', taken: false },
    { name: 'registry-20261123T100000Z_größe.1', taken: true },
  ])('takes $name as a name: $taken', async ({ name, taken }) => {
    if (taken) await expect(start({ name })).resolves.toBeDefined();
    else expect(await errorOf(start({ name }))).toMatchObject({ name: 'InvalidName' });
  });

  it.each([
    {
      refused: 'a name whose execution is over',
      input: { name: 'registry-1', input: '{"a":1}' },
      error: 'ExecutionAlreadyExists',
    },
    { refused: 'input that is no JSON', input: { name: 'x', input: '{' }, error: 'InvalidExecutionInput' },
    {
      refused: 'a machine that is not there',
      input: { stateMachineArn: `${stateMachineArn}2` },
      error: 'StateMachineDoesNotExist',
    },
  ])('refuses $refused with $error', async ({ input, error }) => {
    expect(await errorOf(start(input))).toMatchObject({ name: error, $metadata: { httpStatusCode: 400 } });
  });

  it('does not know an execution that never was', async () => {
    const describe = new DescribeExecutionCommand({ executionArn: arn('states', 'execution:toy-loop:never') });
    expect(await errorOf(sfn.send(describe))).toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});

describe('CloudWatch alarms', () => {
  const set = (input: Partial<ConstructorParameters<typeof SetAlarmStateCommand>[0]>) =>
    cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: 'toy-errors', StateValue: 'ALARM', StateReason: 'a drill', ...input }),
    );
  const namesOf = async (input: DescribeAlarmsCommandInput) =>
    (await cloudwatch.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName);

  it('are described with their rule and their state', async () => {
    const { MetricAlarms, CompositeAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(CompositeAlarms).toEqual([]);
    expect(MetricAlarms).toEqual([
      {
        AlarmName: 'toy-errors',
        AlarmArn: arn('cloudwatch', 'alarm:toy-errors'),
        AlarmDescription: 'too many errors',
        Namespace: 'Toy',
        MetricName: 'Errors',
        Dimensions: [{ Name: 'Service', Value: 'toy' }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        ActionsEnabled: true,
        AlarmActions: [arn('sns', 'toy-alerts')],
        OKActions: [],
        InsufficientDataActions: [],
        StateValue: 'INSUFFICIENT_DATA',
        StateReason: 'Unchecked: Initial alarm creation',
        StateUpdatedTimestamp: new Date(START),
        StateTransitionedTimestamp: new Date(START),
      },
      expect.objectContaining({ AlarmName: 'ecs-medic-Slowness', ExtendedStatistic: 'p95', ActionsEnabled: false }),
    ]);
  });

  it('can be set, and are found by name, prefix and state', async () => {
    await set({ StateReasonData: '{"a":1}' });
    expect(await namesOf({ AlarmNames: ['toy-errors', 'other'] })).toEqual(['toy-errors']);
    expect(await namesOf({ AlarmNamePrefix: 'ecs-' })).toEqual(['ecs-medic-Slowness']);
    expect(await namesOf({ StateValue: 'ALARM' })).toEqual(['toy-errors']);
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    expect(MetricAlarms).toMatchObject([
      { StateReason: 'a drill', StateReasonData: '{"a":1}', StateUpdatedTimestamp: new Date(clock.now()) },
    ]);
  });

  it.each([
    { refused: 'an alarm that is not there', input: { AlarmName: 'other' }, name: 'ResourceNotFound', status: 404 },
    {
      refused: 'a state that alarms do not have',
      input: { StateValue: 'FINE' as 'OK' },
      name: 'ValidationException',
      status: 400,
    },
  ])('refuse $refused with $name', async ({ input, name, status }) => {
    expect(await errorOf(set(input))).toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });
});
