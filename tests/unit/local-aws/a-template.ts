/**
 * A packaged template with every supported type of resource, and two unsupported ones. A schedule and ECS events invoke
 * `collect`, which sends messages to a queue; the queue invokes `worker`.
 */

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, Json>>;
}
export type Resources = Readonly<Record<string, Resource>>;

const getAtt = (logicalId: string, attribute = 'Arn'): Json => ({ 'Fn::GetAtt': [logicalId, attribute] });
const ref = (logicalId: string): Json => ({ Ref: logicalId });

const aFunctionResource = (name: string, more: Resource['Properties'] = {}): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: { 'Fn::Sub': `toy-${name}` },
    Handler: `functions/${name}/handler.handler`,
    Code: { S3Bucket: ref('DeploymentBucket'), S3Key: `serverless/toy/${name}.zip` },
    Role: getAtt('ToyRole'),
    ...more,
  },
});

const aPermission = (functionId: string, principal: string, sourceArn: Json): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: getAtt(functionId),
    Principal: principal,
    SourceArn: sourceArn,
  },
});

export const RESOURCES: Resources = {
  DeploymentBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
  WorkLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/toy-worker' } },

  Collect: aFunctionResource('collect', {
    Timeout: 20,
    MemorySize: 512,
    Environment: {
      Variables: {
        QUEUE_URL: ref('Jobs'),
        TOPIC_ARN: ref('Alerts'),
        TABLE_NAME: ref('Table'),
        MACHINE_ARN: ref('Loop'),
        QUEUE_NAME: getAtt('Jobs', 'QueueName'),
        JOINED: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 3]] },
        SUBSTITUTED: { 'Fn::Sub': '${Table} in ${AWS::AccountId}' },
      },
    },
  }),
  CollectInvokes: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: ref('Collect'),
      Qualifier: '$LATEST',
      MaximumEventAgeInSeconds: 600,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: getAtt('Failures') } },
    },
  },
  Work: aFunctionResource('worker', { ReservedConcurrentExecutions: 5 }),

  ToyRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: { 'Fn::Sub': 'toy-${AWS::Region}' },
      Policies: [
        {
          PolicyName: 'own',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
                Resource: [getAtt('Jobs'), getAtt('Failures')],
              },
              { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' },
              {
                Effect: 'Allow',
                Action: 'cloudwatch:PutMetricData',
                Resource: '*',
                Condition: { StringEquals: { 'cloudwatch:namespace': 'Toy' } },
              },
            ],
          },
        },
      ],
    },
  },

  EveryMinute: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'toy-every-minute',
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: getAtt('Collect'), Id: 'collect' }],
    },
  },
  EcsEvents: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: ['aws.ecs'] },
      State: 'DISABLED',
      Targets: [{ Arn: getAtt('Collect'), Id: 'collect' }],
    },
  },
  SchedulePermission: aPermission('Collect', 'events.amazonaws.com', getAtt('EveryMinute')),

  Jobs: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'toy-jobs',
      VisibilityTimeout: 180,
      DelaySeconds: 2,
      RedrivePolicy: { deadLetterTargetArn: getAtt('Failures'), maxReceiveCount: 2 },
    },
  },
  Failures: { Type: 'AWS::SQS::Queue' },
  JobsToWork: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: getAtt('Jobs'),
      FunctionName: getAtt('Work'),
      BatchSize: 5,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
  DisabledMapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: getAtt('Failures'), FunctionName: getAtt('Work'), Enabled: false },
  },

  Alerts: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'toy-alerts' } },

  Errors: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'toy-errors',
      AlarmDescription: 'too many errors',
      Namespace: 'Toy',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'Service', Value: 'toy' }],
      Statistic: 'Sum',
      Period: '60',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [ref('Alerts')],
    },
  },
  Slowness: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'Toy',
      MetricName: 'Latency',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 0.5,
      ComparisonOperator: 'GreaterThanThreshold',
      ActionsEnabled: false,
    },
  },

  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  },

  Loop: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'toy-loop',
      RoleArn: getAtt('ToyRole'),
      DefinitionString: '{"StartAt":"Work","States":{"Work":{"Type":"Task","Resource":"${WorkArn}","End":true}}}',
      DefinitionSubstitutions: { WorkArn: getAtt('Work') },
    },
  },
};

/** The template with some resources changed or added. */
export const aTemplate = (changes: Resources = {}): { readonly Resources: Resources } => ({
  Resources: { ...RESOURCES, ...changes },
});

/** One resource of the template with some of its properties changed. */
export const changed = (logicalId: string, properties: NonNullable<Resource['Properties']>): Resources => {
  const resource = RESOURCES[logicalId];
  if (resource === undefined) throw new Error(`the template has no ${logicalId}`);
  return { [logicalId]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
};
