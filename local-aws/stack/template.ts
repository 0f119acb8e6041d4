import { z } from 'zod';
import { arnOf, functionArn, functionNameOf, lastSegment, REGION } from './account.ts';
import type {
  DeployedAlarm,
  DeployedFunction,
  DeployedQueue,
  DeployedRole,
  DeployedRule,
  DeployedStack,
  DeployedStateMachine,
  DeployedTable,
  EventSourceMapping,
} from './deployed-stack.ts';
import { createResolver, type StackResolver, type TemplateResources } from './intrinsics.ts';
import {
  AlarmProperties,
  EventInvokeConfigProperties,
  FunctionProperties,
  MappingProperties,
  PermissionProperties,
  PolicyProperties,
  QueueProperties,
  RoleProperties,
  RuleProperties,
  StateMachineProperties,
  SubscriptionProperties,
  TableProperties,
  Template,
} from './template-schemas.ts';

/** Properties of a table that CreateTable does not take. */
const NOT_FOR_CREATE_TABLE = [
  'TimeToLiveSpecification',
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'Tags',
];

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

const readRoles = (find: Find): readonly DeployedRole[] => {
  const attached = find(PLAYED.policies, PolicyProperties).map(({ properties }) => properties);
  return find(PLAYED.roles, RoleProperties).map(({ name, properties: { Policies } }) => ({
    name,
    statements: [...Policies, ...attached.filter(({ Roles }) => Roles.includes(name))].flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.map(({ Condition, ...statement }) => ({
        ...statement,
        ...given('Condition', Condition),
      })),
    ),
  }));
};

const readRules = (find: Find): readonly DeployedRule[] =>
  find(PLAYED.rules, RuleProperties).map(({ name, properties }) => ({
    name,
    arn: arnOf('events', `rule/${name}`),
    enabled: properties.State === 'ENABLED',
    ...given('pattern', properties.EventPattern),
    ...given('schedule', properties.ScheduleExpression),
    targets: properties.Targets.map(({ Arn, Input, RoleArn }) => ({
      arn: Arn,
      ...given('input', Input === undefined ? undefined : JSON.parse(Input)),
      ...given('roleName', RoleArn === undefined ? undefined : lastSegment(RoleArn)),
    })),
  }));

const readQueues = (find: Find): readonly DeployedQueue[] =>
  find(PLAYED.queues, QueueProperties).map(({ name, ref, properties: { RedrivePolicy, ...properties } }) => ({
    name,
    url: ref,
    arn: arnOf('sqs', name),
    visibilityTimeoutSeconds: properties.VisibilityTimeout,
    delaySeconds: properties.DelaySeconds,
    ...(RedrivePolicy && {
      redrive: { deadLetterArn: RedrivePolicy.deadLetterTargetArn, maximumReceives: RedrivePolicy.maxReceiveCount },
    }),
  }));

const readMappings = (find: Find): readonly EventSourceMapping[] =>
  find(PLAYED.mappings, MappingProperties)
    .filter(({ properties }) => properties.Enabled)
    .map(({ properties }) => ({
      queueArn: properties.EventSourceArn,
      functionName: functionNameOf(properties.FunctionName),
      batchSize: properties.BatchSize,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      ...given('maximumConcurrency', properties.ScalingConfig?.MaximumConcurrency),
    }));

const readAlarms = (find: Find): readonly DeployedAlarm[] =>
  find(PLAYED.alarms, AlarmProperties).map(({ name, properties }) => ({
    name,
    arn: arnOf('cloudwatch', `alarm:${name}`),
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
  }));

const readTables = (find: Find): readonly DeployedTable[] =>
  find(PLAYED.tables, TableProperties).map(({ name, properties }) => ({
    name,
    definition: {
      ...Object.fromEntries(Object.entries(properties).filter(([key]) => !NOT_FOR_CREATE_TABLE.includes(key))),
      TableName: name,
    },
  }));

const readStateMachines = (find: Find): readonly DeployedStateMachine[] =>
  find(PLAYED.stateMachines, StateMachineProperties).map((found) => ({
    name: found.name,
    arn: found.ref,
    roleName: lastSegment(found.properties.RoleArn),
    definition: readDefinition(found),
  }));

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
  const resources: TemplateResources = Template.parse(template).Resources;
  const find = finder(
    resources,
    createResolver(resources, options.queueOrigin ?? `https://sqs.${REGION}.amazonaws.com`),
  );
  return {
    functions: readFunctions(find),
    roles: readRoles(find),
    permissions: find(PLAYED.permissions, PermissionProperties).map(({ properties }) => ({
      functionName: functionNameOf(properties.FunctionName),
      principal: properties.Principal,
      ...given('sourceArn', properties.SourceArn),
    })),
    rules: readRules(find),
    queues: readQueues(find),
    eventSourceMappings: readMappings(find),
    topics: find(PLAYED.topics, z.unknown()).map(({ name, ref }) => ({ name, arn: ref })),
    subscriptions: find(PLAYED.subscriptions, SubscriptionProperties).map(({ properties }) => ({
      topicArn: properties.TopicArn,
      protocol: properties.Protocol,
      endpoint: properties.Endpoint,
    })),
    alarms: readAlarms(find),
    tables: readTables(find),
    stateMachines: readStateMachines(find),
    notPlayed: Object.entries(resources)
      .filter(([, { Type }]) => !PLAYED_TYPES.has(Type))
      .map(([logicalId, { Type }]) => ({ logicalId, type: Type })),
  };
};
