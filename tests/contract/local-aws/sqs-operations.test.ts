// Contract layer: the operations of SQS, called by an unmodified SDK client.
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { arnOf } from '#local-aws/stack/account.ts';
import { runFor } from '#tests/unit/local-aws/builders.ts';
import { errorOf } from './gateway-harness.ts';
import { servedPlatform } from './served-platform.ts';

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/local-Failures';

const { clock, client } = servedPlatform((settings) => new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }));

const send = (Entries: SendMessageBatchRequestEntry[], url = QueueUrl) =>
  client().send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
const receive = async (MaxNumberOfMessages = 10) =>
  (await client().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages }))).Messages ?? [];

it('a batch is sent with checksums that the client verifies, without its invalid entries', async () => {
  const { Successful = [], Failed } = await send([
    { Id: 'a', MessageBody: 'one: Größe' },
    { Id: 'b', MessageBody: 'too late', DelaySeconds: 901 },
    { Id: 'c', MessageBody: 'in the past', DelaySeconds: -1 },
    { Id: 'd', MessageBody: '' },
    { Id: 'e', MessageBody: 'later', DelaySeconds: 900 },
  ]);
  expect(Successful.map(({ Id }) => Id)).toEqual(['a', 'e']);
  const problem = { SenderFault: true, Code: 'InvalidParameterValue' };
  expect(Failed).toMatchObject([
    { ...problem, Id: 'b', Message: expect.stringContaining('Value 901 for parameter DelaySeconds is invalid') },
    { ...problem, Id: 'c', Message: expect.stringContaining('Value -1 for parameter DelaySeconds is invalid') },
    { ...problem, Id: 'd', Message: expect.stringContaining('MessageBody') },
  ]);
  expect(await receive()).toMatchObject([{ MessageId: Successful[0]?.MessageId, Body: 'one: Größe' }]);
});

it.each<{ names: QueueAttributeName[]; attributes: object }>([
  { names: [], attributes: {} },
  {
    names: ['ApproximateNumberOfMessagesDelayed'],
    attributes: { ApproximateNumberOfMessagesDelayed: '1' },
  },
  {
    names: ['All'],
    attributes: {
      QueueArn: arnOf('sqs', 'local-Failures'),
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    },
  },
])('GetQueueAttributes of $names returns these attributes', async ({ names, attributes }) => {
  const { Attributes } = await client().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names }));
  expect(Attributes).toEqual(attributes);
});

it('a message can be received again after its visibility timeout, until it is deleted', async () => {
  await runFor(clock, 30);
  const messages = await receive();
  expect(messages).toHaveLength(1);
  for (const { ReceiptHandle } of messages) await client().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  await runFor(clock, 60);
  expect(await receive()).toEqual([]);
});

const entries = (ids: string): SendMessageBatchRequestEntry[] => [...ids].map((Id) => ({ Id, MessageBody: 'x' }));

it.each([
  { request: 'to a missing queue', call: () => send(entries('a'), `${QueueUrl}2`), name: 'QueueDoesNotExist' },
  { request: 'with no entries', call: () => send([]), name: 'EmptyBatchRequest' },
  { request: 'with 11 entries', call: () => send(entries('abcdefghijk')), name: 'TooManyEntriesInBatchRequest' },
  { request: 'with a repeated id', call: () => send(entries('aba')), name: 'BatchEntryIdsNotDistinct' },
  { request: 'for 11 messages', call: () => receive(11), name: 'InvalidParameterValue' },
  { request: 'for 0 messages', call: () => receive(0), name: 'InvalidParameterValue' },
])('a request $request is refused with $name', async ({ call, name }) => {
  expect(await errorOf(call())).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
});
