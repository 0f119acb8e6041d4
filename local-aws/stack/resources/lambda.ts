import { z } from 'zod';
import { functionArn, functionNameOf, resourceName } from '../account.ts';
import type { DeployedFunction, EventSourceMapping, InvokePermission } from '../deployed-stack.ts';
import { type FindResources, numeric, optional } from '../find-resources.ts';

const FunctionProperties = z.object({
  Handler: z.string(),
  Code: z.object({ S3Key: z.string() }),
  Role: z.string(),
  Timeout: numeric.default(3),
  MemorySize: numeric.default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  ReservedConcurrentExecutions: numeric.optional(),
});

/** Defaults: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const MAXIMUM_EVENT_AGE_SECONDS = 6 * 3600;
const MAXIMUM_RETRY_ATTEMPTS = 2;

const EventInvokeConfigProperties = z.object({
  FunctionName: z.string(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
  MaximumEventAgeInSeconds: numeric.default(MAXIMUM_EVENT_AGE_SECONDS),
  MaximumRetryAttempts: numeric.default(MAXIMUM_RETRY_ATTEMPTS),
});

export const readFunctions = (find: FindResources): readonly DeployedFunction[] => {
  const configs = find('AWS::Lambda::EventInvokeConfig', EventInvokeConfigProperties).map(
    ({ properties }) => properties,
  );
  return find('AWS::Lambda::Function', FunctionProperties).map(({ logicalId, name, properties }) => {
    const config = configs.find(({ FunctionName }) => functionNameOf(FunctionName) === name);
    return {
      logicalId,
      name,
      arn: functionArn(name),
      handler: properties.Handler,
      artifact: resourceName(properties.Code.S3Key),
      environment: properties.Environment?.Variables ?? {},
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      roleName: resourceName(properties.Role),
      maximumEventAgeSeconds: config?.MaximumEventAgeInSeconds ?? MAXIMUM_EVENT_AGE_SECONDS,
      maximumRetryAttempts: config?.MaximumRetryAttempts ?? MAXIMUM_RETRY_ATTEMPTS,
      ...optional('reservedConcurrency', properties.ReservedConcurrentExecutions),
      ...optional('onFailureArn', config?.DestinationConfig?.OnFailure?.Destination),
    };
  });
};

const PermissionProperties = z.object({
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

export const readPermissions = (find: FindResources): readonly InvokePermission[] =>
  find('AWS::Lambda::Permission', PermissionProperties).map(({ properties }) => ({
    functionName: functionNameOf(properties.FunctionName),
    principal: properties.Principal,
    ...optional('sourceArn', properties.SourceArn),
  }));

const MappingProperties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: numeric.default(10),
  MaximumBatchingWindowInSeconds: numeric.default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: numeric }).optional(),
});

export const readMappings = (find: FindResources): readonly EventSourceMapping[] =>
  find('AWS::Lambda::EventSourceMapping', MappingProperties)
    .filter(({ properties }) => properties.Enabled)
    .map(({ properties }) => ({
      queueArn: properties.EventSourceArn,
      functionName: functionNameOf(properties.FunctionName),
      batchSize: properties.BatchSize,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      ...optional('maximumConcurrency', properties.ScalingConfig?.MaximumConcurrency),
    }));
