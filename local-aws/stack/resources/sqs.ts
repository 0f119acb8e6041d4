import { z } from 'zod';
import { arnOf } from '../account.ts';
import type { DeployedQueue } from '../deployed-stack.ts';
import { type FindResources, numeric } from '../find-resources.ts';

/** Defaults: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
const QueueProperties = z.object({
  VisibilityTimeout: numeric.default(30),
  DelaySeconds: numeric.default(0),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: numeric }).optional(),
});

export const readQueues = (find: FindResources): readonly DeployedQueue[] =>
  find('AWS::SQS::Queue', QueueProperties).map(({ name, ref, properties: { RedrivePolicy, ...properties } }) => ({
    name,
    url: ref,
    arn: arnOf('sqs', name),
    visibilityTimeoutSeconds: properties.VisibilityTimeout,
    delaySeconds: properties.DelaySeconds,
    ...(RedrivePolicy && {
      redrive: { deadLetterArn: RedrivePolicy.deadLetterTargetArn, maximumReceives: RedrivePolicy.maxReceiveCount },
    }),
  }));
