import type { NetworkInput } from '#shared/runtime/config-schema.ts';
import {
  arn,
  arnOf,
  functionLogicalId,
  type Resource,
  type Resources,
  reference,
  type Value,
} from './cloudformation.ts';
import { failureQueueId } from './failure-queues.ts';
import type { FunctionFile } from './function-file.ts';
import { type GrantContext, grantFor } from './grants.ts';
import { roleId } from './roles.ts';

/** An event older than ten minutes is outdated; acting on it could do harm. */
const MAXIMUM_EVENT_AGE_SECONDS = 600;

type JsonRecord = FunctionFile['events'][number];

/** Answers the functions in the format of the Serverless Framework. */
export const serverlessFunctions = (
  files: readonly FunctionFile[],
  context: GrantContext,
  network: Readonly<NetworkInput> | undefined,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
  Object.fromEntries(
    files.map((file) => [
      file.name,
      {
        description: file.description,
        handler: `functions/${file.name}/handler.handler`,
        role: roleId(file.name),
        timeout: file.timeoutSeconds,
        memorySize: file.memoryMb,
        environment: environmentOf(file, context),
        events: file.events.map((event) => withDeadLetterQueue(event, file)),
        ...(file.concurrency !== undefined && { reservedConcurrency: file.concurrency }),
        ...(file.asynchronous && asynchronously(file.name, file.asynchronous.retries)),
        ...(file.inNetwork && network && { vpc: network }),
      },
    ]),
  );

const environmentOf = ({ uses }: FunctionFile, context: GrantContext): Readonly<Record<string, Value>> =>
  Object.assign({}, ...uses.map((use) => grantFor(use, context).environment));

const asynchronously = (name: string, retries: number) => ({
  maximumEventAge: MAXIMUM_EVENT_AGE_SECONDS,
  maximumRetryAttempts: retries,
  destinations: { onFailure: { type: 'sqs', arn: arnOf(failureQueueId(name)) } },
});

/**
 * Limits the retries of EventBridge, which default to 24 hours:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
function withDeadLetterQueue(event: JsonRecord, { name }: FunctionFile): unknown {
  const rule = event.eventBridge;
  if (rule === undefined || rule === null || typeof rule !== 'object') return event;
  const retryPolicy = { maximumEventAge: MAXIMUM_EVENT_AGE_SECONDS, maximumRetryAttempts: 10 };
  return { eventBridge: { ...rule, retryPolicy, deadLetterQueueArn: arnOf(failureQueueId(name)) } };
}

export const invokePermissions = (files: readonly FunctionFile[]): Resources =>
  Object.fromEntries(
    files.flatMap(({ name, invokedBy }) =>
      invokedBy.map((principal) => [permissionId(name, principal), permission(name, principal)]),
    ),
  );

const permissionId = (name: string, principal: string): string =>
  `${functionLogicalId(name)}From${principal.replaceAll(/\W/g, '').replace('amazonawscom', '')}`;

const permission = (name: string, principal: string): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf(functionLogicalId(name)),
    Principal: principal,
    ...sourceIn(principal),
  },
});

/**
 * Binds the caller to this account, so that no alarm or topic of another account can call. CloudWatch sends the account of an alarm
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html). SNS sends the topic only
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html); operators subscribe topics later, so any topic of this account may
 * call.
 */
const sourceIn = (principal: string): Readonly<Record<string, Value>> =>
  principal === 'sns.amazonaws.com' ? { SourceArn: arn('sns', '*') } : { SourceAccount: reference('AWS::AccountId') };
