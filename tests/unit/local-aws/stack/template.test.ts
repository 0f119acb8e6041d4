// Unit layer: the stack that a packaged CloudFormation template deploys.
import { arnOf, functionArn } from '#local-aws/stack/account.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { aTemplate, changed } from '../a-template.ts';

const JOBS = arnOf('sqs', 'toy-jobs');
const FAILURES = arnOf('sqs', 'local-Failures');
const stack = readTemplate(aTemplate());

it('a template deploys functions, with their retries and destination for asynchronous events', () => {
  expect(stack.functions).toEqual([
    {
      logicalId: 'Collect',
      name: 'toy-collect',
      arn: functionArn('toy-collect'),
      handler: 'functions/collect/handler.handler',
      artifact: 'collect.zip',
      environment: expect.anything(),
      timeoutSeconds: 20,
      memoryMegabytes: 512,
      roleName: 'toy-us-east-1',
      maximumEventAgeSeconds: 600,
      maximumRetryAttempts: 1,
      onFailureArn: FAILURES,
    },
    {
      logicalId: 'Work',
      name: 'toy-work',
      arn: functionArn('toy-work'),
      handler: 'functions/work/handler.handler',
      artifact: 'work.zip',
      environment: {},
      timeoutSeconds: 3,
      memoryMegabytes: 128,
      roleName: 'toy-us-east-1',
      maximumEventAgeSeconds: 6 * 3600,
      maximumRetryAttempts: 2,
      reservedConcurrency: 5,
    },
  ]);
});

it('a template deploys roles with the statements of their policies', () => {
  expect(stack.roles).toEqual([
    {
      name: 'toy-us-east-1',
      statements: [
        {
          Effect: 'Allow',
          Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
          Resource: [JOBS, FAILURES],
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
  ]);
});

it('a template deploys rules with a schedule or a pattern, and permissions to invoke', () => {
  const targetArns = [functionArn('toy-collect')];
  const everyMinute = arnOf('events', 'rule/toy-every-minute');
  const ecsEvents = arnOf('events', 'rule/local-EcsEvents');
  expect(stack.rules).toEqual([
    { name: 'toy-every-minute', arn: everyMinute, enabled: true, schedule: 'rate(1 minute)', targetArns },
    { name: 'local-EcsEvents', arn: ecsEvents, enabled: false, pattern: { source: ['aws.ecs'] }, targetArns },
  ]);
  expect(stack.permissions).toEqual([
    { functionName: 'toy-collect', principal: 'events.amazonaws.com', sourceArn: everyMinute },
  ]);
});

it('a template deploys queues and the enabled event source mappings', () => {
  const origin = 'https://sqs.us-east-1.amazonaws.com/123456789012';
  expect(stack.queues).toEqual([
    {
      name: 'toy-jobs',
      url: `${origin}/toy-jobs`,
      arn: JOBS,
      visibilityTimeoutSeconds: 180,
      delaySeconds: 2,
      redrive: { deadLetterArn: FAILURES, maximumReceives: 2 },
    },
    {
      name: 'local-Failures',
      url: `${origin}/local-Failures`,
      arn: FAILURES,
      visibilityTimeoutSeconds: 30,
      delaySeconds: 0,
    },
  ]);
  expect(stack.eventSourceMappings).toEqual([
    {
      queueArn: JOBS,
      functionName: 'toy-work',
      batchSize: 5,
      batchingWindowSeconds: 1,
      reportsItemFailures: true,
      maximumConcurrency: 2,
    },
  ]);
});

it('a template deploys topics and subscriptions', () => {
  const topicArn = arnOf('sns', 'toy-alerts');
  expect(stack.topics).toEqual([{ name: 'toy-alerts', arn: topicArn }]);
  expect(stack.subscriptions).toEqual([{ topicArn, protocol: 'lambda', endpoint: functionArn('toy-work') }]);
});

it('a template deploys alarms, on N of N datapoints by default', () => {
  expect(stack.alarms).toEqual([
    {
      name: 'toy-errors',
      arn: arnOf('cloudwatch', 'alarm:toy-errors'),
      description: 'too many errors',
      namespace: 'Toy',
      metricName: 'Errors',
      dimensions: { Service: 'toy' },
      stat: 'Sum',
      periodSeconds: 60,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      threshold: 5,
      comparison: 'GreaterThanThreshold',
      treatMissingData: 'notBreaching',
      actionsEnabled: true,
      actions: { ALARM: [arnOf('sns', 'toy-alerts')], OK: [], INSUFFICIENT_DATA: [] },
    },
    expect.objectContaining({
      name: 'local-Slowness',
      stat: 'Average',
      datapointsToAlarm: 2,
      treatMissingData: 'missing',
      actionsEnabled: false,
    }),
  ]);
});

it('a template deploys tables with the input of CreateTable', () => {
  expect(stack.tables).toEqual([
    {
      name: 'local-Table',
      definition: {
        TableName: 'local-Table',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
  ]);
});

it('a template deploys state machines with their substitutions', () => {
  const Work = { Type: 'Task', Resource: functionArn('toy-work'), End: true };
  expect(stack.stateMachines).toEqual([
    {
      name: 'toy-loop',
      arn: arnOf('states', 'stateMachine:toy-loop'),
      roleName: 'toy-us-east-1',
      definition: { StartAt: 'Work', States: { Work } },
    },
  ]);
});

it('resources of other types are listed as unsupported', () => {
  expect(stack.unsupported).toEqual([
    { logicalId: 'DeploymentBucket', type: 'AWS::S3::Bucket' },
    { logicalId: 'WorkLogs', type: 'AWS::Logs::LogGroup' },
  ]);
});

it.each([
  { change: changed('Errors', { Period: 10 }), problem: /Errors \(AWS::CloudWatch::Alarm\).*Period/ },
  { change: changed('Errors', { ComparisonOperator: 'GreaterThanUpperThreshold' }), problem: /Errors .*ComparisonOp/ },
  { change: changed('Work', { Handler: 7 }), problem: /Work \(AWS::Lambda::Function\).*Handler/ },
  { change: changed('Loop', { DefinitionSubstitutions: {} }), problem: /Loop has no value for \$\{WorkArn\}/ },
  {
    change: changed('EveryMinute', { Targets: [{ Arn: 'arn:x', Id: 'x', InputPath: '$.detail' }] }),
    problem: /EveryMinute \(AWS::Events::Rule\).*InputPath/,
  },
])('an unsupported property is an error that names it: $problem', ({ change, problem }) => {
  expect(() => readTemplate(aTemplate(change))).toThrow(problem);
});
