import { AwsError, type Handlers } from '../operation.ts';
import type { Topics } from './topics.ts';

/** Fewer than 100 ASCII characters without line breaks, the first not a space: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = /^[!-~][ -~]{0,98}$/;

export const snsOperations = (topics: Topics) =>
  ({
    Publish: ({ TopicArn = '', Subject, Message = '', MessageAttributes = {} }) => {
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
  }) satisfies Partial<Handlers<typeof import('@aws-sdk/client-sns')>>;
