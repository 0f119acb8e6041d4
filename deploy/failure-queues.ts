import { resourceName } from '#shared/domain/model/resource-names.ts';
import { arn, arnOf, pascalCase, type Resource, type Resources, reference } from './cloudformation.ts';
import type { FunctionFile } from './function-file.ts';

const DAY_SECONDS = 24 * 60 * 60;

export const failureQueueId = (name: string): string => `${pascalCase(name)}Failures`;

/** Answers a queue for each asynchronous function, for events that could not be delivered or processed. */
export const failureQueues = (files: readonly FunctionFile[], stage: string): Resources =>
  Object.fromEntries(
    files.filter(({ asynchronous }) => asynchronous).flatMap(({ name }) => queueAndPolicy(name, stage)),
  );

const queueAndPolicy = (name: string, stage: string): readonly (readonly [string, Resource])[] => [
  [
    failureQueueId(name),
    {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: resourceName(stage, `${name}-failures`),
        MessageRetentionPeriod: 14 * DAY_SECONDS,
        SqsManagedSseEnabled: true,
      },
    },
  ],
  [
    `${failureQueueId(name)}Policy`,
    {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [reference(failureQueueId(name))],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: arnOf(failureQueueId(name)),
              Condition: { ArnLike: { 'aws:SourceArn': arn('events', `rule/${resourceName(stage, '*')}`) } },
            },
          ],
        },
      },
    },
  ],
];
