// Contract: the JSON protocols, as unmodified SDK clients of ECS, Step Functions and SQS use them.
import { DescribeServicesCommand, ECSClient, ServiceNotFoundException } from '@aws-sdk/client-ecs';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { QueueDoesNotExist, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsError } from '#local-aws/operation.ts';
import { NOW } from '#tests/builders/constants.ts';
import { errorOf, gatewaysPerTest, recording } from '../gateway-harness.ts';
import { postToEcs, problemIn } from './raw-requests.ts';

const AT = new Date(NOW);
const { serve, open } = gatewaysPerTest();
const WITHOUT_CHECKSUMS = { md5: false } as const;

it('an ECS call has its lists, numbers and times in both directions', async () => {
  const services = [
    { serviceName: 'registry', desiredCount: 4, createdAt: AT, enableExecuteCommand: false, events: [] },
  ];
  const { inputs, operation } = recording({ services, failures: [{ arn: 'a', reason: 'MISSING' }] });
  const ecs = new ECSClient(await serve({ ecs: { DescribeServices: operation } }));
  const input = { cluster: 'ml', services: ['registry'], include: ['TAGS' as const] };
  const output = await ecs.send(new DescribeServicesCommand(input));
  expect(inputs).toEqual([input]);
  expect(output).toMatchObject({ services, failures: [{ arn: 'a', reason: 'MISSING' }] });
});

it('an ECS error has its class', async () => {
  const { operation } = recording(new AwsError('ServiceNotFoundException', 'Service not found.'));
  const ecs = new ECSClient(await serve({ ecs: { DescribeServices: operation } }));
  const error = await errorOf(ecs.send(new DescribeServicesCommand({ services: ['x'] })));
  expect(error).toBeInstanceOf(ServiceNotFoundException);
  expect(error).toMatchObject({ message: 'Service not found.', $metadata: { httpStatusCode: 400 } });
});

it('a Step Functions output has its time', async () => {
  const answer = { executionArn: 'arn:one', startDate: AT };
  const sfn = new SFNClient(await serve({ stepfunctions: { StartExecution: () => answer } }));
  expect(await sfn.send(new StartExecutionCommand({ stateMachineArn: 'arn' }))).toMatchObject(answer);
});

it('an SQS message has its text and its binary attributes in both directions', async () => {
  const raw = { DataType: 'Binary', BinaryValue: new Uint8Array([1, 255]) };
  const message = { MessageId: 'm1', ReceiptHandle: 'r1', Body: '{"a":1}', MessageAttributes: { raw } };
  const sent = recording({ MessageId: 'm1', MD5OfMessageBody: 'd4bfe37c4b1b1d2bdf4ed8b8a2b4e8a0' });
  const operations = { SendMessage: sent.operation, ReceiveMessage: () => ({ Messages: [message] }) };
  const sqs = new SQSClient({ ...(await serve({ sqs: operations })), ...WITHOUT_CHECKSUMS });
  const input = {
    QueueUrl: 'http://q/1/checks',
    MessageBody: message.Body,
    DelaySeconds: 15,
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'check' }, raw },
  };
  await sqs.send(new SendMessageCommand(input));
  expect(sent.inputs).toEqual([input]);
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: input.QueueUrl }));
  expect(Messages).toEqual([message]);
});

it('an SQS error has its class and its code of the query protocol', async () => {
  const { operation } = recording(new AwsError('QueueDoesNotExist', 'The specified queue does not exist.'));
  const sqs = new SQSClient(await serve({ sqs: { ReceiveMessage: operation } }));
  const error = await errorOf(sqs.send(new ReceiveMessageCommand({ QueueUrl: 'http://q/1/gone' })));
  expect(error).toBeInstanceOf(QueueDoesNotExist);
  expect(error).toMatchObject({ Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' } });
});

it.each([
  { body: '{"task":"t","cluster":null}', status: 200 },
  { body: '{"task":', status: 400, name: 'SerializationException' },
])('the JSON body $body is answered with status $status', async ({ body, ...expected }) => {
  const gateway = await open({ ecs: { StopTask: () => ({}) } });
  expect(await problemIn(await postToEcs(gateway, 'StopTask', body))).toMatchObject(expected);
});
