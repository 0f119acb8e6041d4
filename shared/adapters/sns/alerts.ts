import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alerts } from '#shared/ports/messaging.ts';

export const alertTopic = (client: Pick<SNSClient, 'send'>, topicArn: string): Alerts => ({
  publish: async ({ kind, service, cause, title, text }) => {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: toSubject(title) || kind,
        Message: text,
        MessageAttributes: { service: attribute(service), kind: attribute(kind), cause: attribute(cause) },
      }),
    );
  },
});

const attribute = (value: string) => ({ DataType: 'String', StringValue: value });

/**
 * A subject is one line of ASCII with fewer than 100 characters:
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const SUBJECT_LENGTH = 99;

const toSubject = (title: string): string =>
  title
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/g, '?')
    .trimStart()
    .slice(0, SUBJECT_LENGTH)
    .trimEnd();
