import { z } from 'zod';
import { REGION } from './account.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { type FindResources, resourceFinder } from './find-resources.ts';
import { createResolver } from './intrinsics.ts';
import { readAlarms } from './resources/cloudwatch.ts';
import { readTables } from './resources/dynamodb.ts';
import { readRules } from './resources/events.ts';
import { readRoles } from './resources/iam.ts';
import { readFunctions, readMappings, readPermissions } from './resources/lambda.ts';
import { readTopics } from './resources/sns.ts';
import { readQueues } from './resources/sqs.ts';
import { readStateMachines } from './resources/step-functions.ts';

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});

export interface ReadTemplateOptions {
  /** The origin of queue URLs, which an SQS client calls in place of its endpoint. */
  readonly queueOrigin?: string;
}

/**
 * Reads the stack that a packaged CloudFormation template deploys. Throws for an intrinsic function without a value here
 * and for an unsupported property, naming the resource and the path.
 */
export const readTemplate = (
  template: unknown,
  { queueOrigin = `https://sqs.${REGION}.amazonaws.com` }: ReadTemplateOptions = {},
): DeployedStack => {
  const resources = Template.parse(template).Resources;
  const supported = new Set<string>();
  const findIn = resourceFinder(resources, createResolver(resources, queueOrigin));
  const find: FindResources = (type, schema) => {
    supported.add(type);
    return findIn(type, schema);
  };
  const stack = {
    functions: readFunctions(find),
    roles: readRoles(find),
    permissions: readPermissions(find),
    rules: readRules(find),
    queues: readQueues(find),
    eventSourceMappings: readMappings(find),
    topics: readTopics(find),
    alarms: readAlarms(find),
    tables: readTables(find),
    stateMachines: readStateMachines(find),
  };
  const unsupported = Object.entries(resources).filter(([, { Type }]) => !supported.has(Type));
  return { ...stack, unsupported: unsupported.map(([logicalId, { Type }]) => ({ logicalId, type: Type })) };
};
