import { z } from 'zod';
import { functionArn, functionNameOf, lastSegment, REGION } from './account.ts';
import { COMPARISONS, type DeployedAlarm, type DeployedFunction, type DeployedStack } from './deployed-stack.ts';
import { createResolver, type StackResolver, type TemplateResources } from './intrinsics.ts';

const number = z.coerce.number();
const strings = z.union([z.string(), z.array(z.string())]);

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});

const FunctionProperties = z.object({
  Handler: z.string(),
  Code: z.object({ S3Key: z.string() }),
  Role: z.string(),
  Timeout: number.default(3),
  MemorySize: number.default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
  ReservedConcurrentExecutions: number.optional(),
});

/** Defaults: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const EventInvokeConfigProperties = z.object({
  FunctionName: z.string(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
  MaximumEventAgeInSeconds: number.default(6 * 3600),
  MaximumRetryAttempts: number.default(2),
});

const StatementProperties = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: strings,
  Resource: strings,
  Condition: z.record(z.string(), z.record(z.string(), strings)).optional(),
});
const PolicyDocument = z.object({ Statement: z.array(StatementProperties) });
const RoleProperties = z.object({ Policies: z.array(z.object({ PolicyDocument })).default([]) });
const PolicyProperties = z.object({ PolicyDocument, Roles: z.array(z.string()).default([]) });

const PermissionProperties = z.object({
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

const RuleProperties = z.object({
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z
    .array(
      z.strictObject({
        Arn: z.string(),
        Id: z.string(),
        Input: z.string().optional(),
        RoleArn: z.string().optional(),
        RetryPolicy: z.unknown().optional(),
        DeadLetterConfig: z.unknown().optional(),
      }),
    )
    .default([]),
});

/** Defaults: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
const QueueProperties = z.object({
  VisibilityTimeout: number.default(30),
  DelaySeconds: number.default(0),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
});

const MappingProperties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: number.default(10),
  MaximumBatchingWindowInSeconds: number.default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: number }).optional(),
});

const SubscriptionProperties = z.object({ TopicArn: z.string(), Protocol: z.string(), Endpoint: z.string() });

const AlarmProperties = z.object({
  AlarmDescription: z.string().optional(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: number.min(60),
  EvaluationPeriods: number,
  DatapointsToAlarm: number.optional(),
  Threshold: number,
  ComparisonOperator: z.enum(COMPARISONS),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: z.array(z.string()).default([]),
  OKActions: z.array(z.string()).default([]),
  InsufficientDataActions: z.array(z.string()).default([]),
});

const TableProperties = z.record(z.string(), z.unknown());
/** Properties of a table that CreateTable does not take. */
const NOT_FOR_CREATE_TABLE = [
  'TimeToLiveSpecification',
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'Tags',
];

const StateMachineProperties = z.object({
  RoleArn: z.string(),
  Definition: z.unknown().optional(),
  DefinitionString: z.string().optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
});

const PLAYED = {
  functions: 'AWS::Lambda::Function',
  invokeConfigs: 'AWS::Lambda::EventInvokeConfig',
  permissions: 'AWS::Lambda::Permission',
  mappings: 'AWS::Lambda::EventSourceMapping',
  roles: 'AWS::IAM::Role',
  policies: 'AWS::IAM::Policy',
  rules: 'AWS::Events::Rule',
  queues: 'AWS::SQS::Queue',
  topics: 'AWS::SNS::Topic',
  subscriptions: 'AWS::SNS::Subscription',
  alarms: 'AWS::CloudWatch::Alarm',
  tables: 'AWS::DynamoDB::Table',
  stateMachines: 'AWS::StepFunctions::StateMachine',
} as const;
const PLAYED_TYPES: ReadonlySet<string> = new Set(Object.values(PLAYED));

interface Found<T> {
  readonly logicalId: string;
  readonly name: string;
  readonly ref: string;
  readonly properties: T;
}

/** Finds the resources of one type, their properties resolved and held to a schema. */
type Find = <T>(type: string, schema: z.ZodType<T>) => readonly Found<T>[];

const finder =
  (resources: TemplateResources, resolver: StackResolver): Find =>
  (type, schema) =>
    Object.keys(resources)
      .filter((logicalId) => resources[logicalId]?.Type === type)
      .map((logicalId) => {
        const parsed = schema.safeParse(resolver.propertiesOf(logicalId));
        if (parsed.success) {
          const { nameOf, refOf } = resolver;
          return { logicalId, name: nameOf(logicalId), ref: refOf(logicalId), properties: parsed.data };
        }
        const problem = z.prettifyError(parsed.error).replaceAll('\n', ' ');
        throw new Error(`${logicalId} (${type}) is not as the local world can play it: ${problem}`);
      });

const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };

const readFunctions = (find: Find): readonly DeployedFunction[] => {
  const configs = find(PLAYED.invokeConfigs, EventInvokeConfigProperties);
  return find(PLAYED.functions, FunctionProperties).map(({ logicalId, name, properties }) => {
    const config = configs.find(
      ({ properties: { FunctionName } }) => functionNameOf(FunctionName) === name,
    )?.properties;
    return {
      logicalId,
      name,
      arn: functionArn(name),
      handler: properties.Handler,
      artifact: lastSegment(properties.Code.S3Key),
      environment: properties.Environment?.Variables ?? {},
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      roleName: lastSegment(properties.Role),
      maximumEventAgeSeconds: config?.MaximumEventAgeInSeconds ?? 6 * 3600,
      maximumRetryAttempts: config?.MaximumRetryAttempts ?? 2,
      ...given('reservedConcurrency', properties.ReservedConcurrentExecutions),
      ...given('deadLetterArn', properties.DeadLetterConfig?.TargetArn),
      ...given('onFailureArn', config?.DestinationConfig?.OnFailure?.Destination),
    };
  });
};

const readAlarm = ({ name, properties }: Found<z.infer<typeof AlarmProperties>>, arn: string): DeployedAlarm => ({
  name,
  arn,
  ...given('description', properties.AlarmDescription),
  namespace: properties.Namespace,
  metricName: properties.MetricName,
  dimensions: Object.fromEntries(properties.Dimensions.map(({ Name, Value }) => [Name, Value])),
  stat: properties.ExtendedStatistic ?? properties.Statistic ?? 'Average',
  periodSeconds: properties.Period,
  evaluationPeriods: properties.EvaluationPeriods,
  datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
  threshold: properties.Threshold,
  comparison: properties.ComparisonOperator,
  treatMissingData: properties.TreatMissingData,
  actionsEnabled: properties.ActionsEnabled,
  actions: {
    ALARM: properties.AlarmActions,
    OK: properties.OKActions,
    INSUFFICIENT_DATA: properties.InsufficientDataActions,
  },
});

const readDefinition = ({ logicalId, properties }: Found<z.infer<typeof StateMachineProperties>>): unknown => {
  const source = properties.DefinitionString ?? JSON.stringify(properties.Definition);
  if (source === undefined) throw new Error(`${logicalId} has neither Definition nor DefinitionString`);
  const whole = Object.entries(properties.DefinitionSubstitutions).reduce(
    (text, [name, value]) => text.replaceAll(`\${${name}}`, JSON.stringify(value).slice(1, -1)),
    source,
  );
  const left = whole.match(/\$\{[^}]+\}/);
  if (left) throw new Error(`${logicalId} has no value for ${left[0]}; add it to DefinitionSubstitutions`);
  return JSON.parse(whole);
};

export interface ReadTemplateOptions {
  /** Where queue URLs point; an SQS client calls the URL's origin whatever its endpoint is. */
  readonly queueOrigin?: string;
}

/**
 * The stack that a packaged CloudFormation template deploys. Throws for an intrinsic function without a value here and
 * for a resource that is not as the local world can play it, naming the resource and the path.
 */
export const readTemplate = (template: unknown, options: ReadTemplateOptions = {}): DeployedStack => {
  const { Resources: parsed } = Template.parse(template);
  const resources = parsed as TemplateResources;
  const resolver = createResolver(resources, options.queueOrigin ?? `https://sqs.${REGION}.amazonaws.com`);
  const find = finder(resources, resolver);
  const arnOfAlarm = (name: string): string => `arn:aws:cloudwatch:${REGION}:123456789012:alarm:${name}`;
  const policies = find(PLAYED.policies, PolicyProperties);

  return {
    functions: readFunctions(find),
    roles: find(PLAYED.roles, RoleProperties).map(({ name, properties }) => ({
      name,
      statements: [
        ...properties.Policies,
        ...policies.map((policy) => policy.properties).filter((policy) => policy.Roles.includes(name)),
      ].flatMap(({ PolicyDocument: { Statement } }) =>
        Statement.map(({ Condition, ...statement }) => ({ ...statement, ...given('Condition', Condition) })),
      ),
    })),
    permissions: find(PLAYED.permissions, PermissionProperties).map(({ properties }) => ({
      functionName: functionNameOf(properties.FunctionName),
      principal: properties.Principal,
      ...given('sourceArn', properties.SourceArn),
    })),
    rules: find(PLAYED.rules, RuleProperties).map(({ name, properties }) => ({
      name,
      arn: `arn:aws:events:${REGION}:123456789012:rule/${name}`,
      enabled: properties.State === 'ENABLED',
      ...given('pattern', properties.EventPattern),
      ...given('schedule', properties.ScheduleExpression),
      targets: properties.Targets.map(({ Arn, Input, RoleArn }) => ({
        arn: Arn,
        ...given('input', Input === undefined ? undefined : JSON.parse(Input)),
        ...given('roleName', RoleArn === undefined ? undefined : lastSegment(RoleArn)),
      })),
    })),
    queues: find(PLAYED.queues, QueueProperties).map(({ name, ref, properties }) => ({
      name,
      url: ref,
      arn: `arn:aws:sqs:${REGION}:123456789012:${name}`,
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      delaySeconds: properties.DelaySeconds,
      ...given(
        'redrive',
        properties.RedrivePolicy && {
          deadLetterArn: properties.RedrivePolicy.deadLetterTargetArn,
          maximumReceives: properties.RedrivePolicy.maxReceiveCount,
        },
      ),
    })),
    eventSourceMappings: find(PLAYED.mappings, MappingProperties).map(({ properties }) => ({
      queueArn: properties.EventSourceArn,
      functionName: functionNameOf(properties.FunctionName),
      batchSize: properties.BatchSize,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      ...given('maximumConcurrency', properties.ScalingConfig?.MaximumConcurrency),
    })),
    topics: find(PLAYED.topics, z.unknown()).map(({ name, ref }) => ({ name, arn: ref })),
    subscriptions: find(PLAYED.subscriptions, SubscriptionProperties).map(({ properties }) => ({
      topicArn: properties.TopicArn,
      protocol: properties.Protocol,
      endpoint: properties.Endpoint,
    })),
    alarms: find(PLAYED.alarms, AlarmProperties).map((found) => readAlarm(found, arnOfAlarm(found.name))),
    tables: find(PLAYED.tables, TableProperties).map(({ name, properties }) => ({
      name,
      definition: {
        ...Object.fromEntries(Object.entries(properties).filter(([key]) => !NOT_FOR_CREATE_TABLE.includes(key))),
        TableName: name,
      },
    })),
    stateMachines: find(PLAYED.stateMachines, StateMachineProperties).map((found) => ({
      name: found.name,
      arn: found.ref,
      roleName: lastSegment(found.properties.RoleArn),
      definition: readDefinition(found),
    })),
    notPlayed: Object.entries(resources)
      .filter(([, { Type }]) => !PLAYED_TYPES.has(Type))
      .map(([logicalId, { Type }]) => ({ logicalId, type: Type })),
  };
};
