import type { PublishCommandInput, PublishCommandOutput } from '@aws-sdk/client-sns';
import { type Answered, AwsError } from '../operation.ts';
import type { Topics } from './topics.ts';

/** Less than 100 ASCII characters, no line breaks, the first not a space: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = /^[!-~][ -~]{0,98}$/;

/** SNS over the topics of the local world. */
export const snsOperations = (topics: Topics) => ({
  Publish: ({
    TopicArn = '',
    Subject,
    Message = '',
    MessageAttributes = {},
  }: PublishCommandInput): Answered<PublishCommandOutput> => {
    if (!topics.has(TopicArn)) throw new AwsError('NotFoundException', 'Topic does not exist');
    if (Message === '') throw new AwsError('InvalidParameterException', 'Invalid parameter: Empty message');
    if (Subject !== undefined && !SUBJECT.test(Subject))
      throw new AwsError('InvalidParameterException', 'Invalid parameter: Subject');
    const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
    const { messageId } = topics.publish({
      topicArn: TopicArn,
      ...(Subject !== undefined && { subject: Subject }),
      message: Message,
      attributes: Object.fromEntries(attributes),
    });
    return { MessageId: messageId };
  },
});
