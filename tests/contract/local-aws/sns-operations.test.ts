// Contract layer: the operations of SNS, called by an unmodified SDK client.
import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { arnOf } from '#local-aws/stack/account.ts';
import { errorOf } from './gateway-harness.ts';
import { servedPlatform } from './served-platform.ts';

const TopicArn = arnOf('sns', 'toy-alerts');

const { clock, client, platform } = servedPlatform((settings) => new SNSClient(settings));
const publish = (input: Partial<PublishCommandInput>) =>
  client().send(new PublishCommand({ TopicArn, Message: 'x', ...input }));

it('a published message is stored with its subject and attributes', async () => {
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'escalated' } };
  const { MessageId } = await publish({ Subject: 'registry: down', Message: 'Größe\n<b>&', MessageAttributes });
  await publish({ Message: 'without a subject' });
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

it.each(['a'.repeat(98), 'a'.repeat(99)])('the subject "%s" is accepted', async (Subject) => {
  expect(await publish({ Subject })).toMatchObject({ MessageId: expect.any(String) });
});

const INVALID = { name: 'InvalidParameterException', status: 400 };

it.each([
  { input: { Subject: 'a'.repeat(100) }, ...INVALID },
  { input: { Subject: 'two\nlines' }, ...INVALID },
  { input: { Subject: 'Größe' }, ...INVALID },
  { input: { Subject: ' x' }, ...INVALID },
  { input: { Message: '' }, ...INVALID },
  { input: { TopicArn: `${TopicArn}2` }, name: 'NotFoundException', status: 404 },
])('Publish with $input is refused with $name', async ({ input, name, status }) => {
  expect(await errorOf(publish(input))).toMatchObject({ name, $metadata: { httpStatusCode: status } });
});
