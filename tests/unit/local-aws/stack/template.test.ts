// Unit layer: the stack that a packaged CloudFormation template deploys.
import { arnOf, functionArn } from '#local-aws/stack/account.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { aTemplate, changed } from '../a-template.ts';

const JOBS = arnOf('sqs', 'toy-jobs');
const FAILURES = arnOf('sqs', 'local-Failures');
const TOPIC = arnOf('sns', 'toy-alerts');
const EVERY_MINUTE = arnOf('events', 'rule/toy-every-minute');
const QUEUES = 'https://sqs.us-east-1.amazonaws.com/123456789012';
const collect = functionArn('toy-collect');
const work = functionArn('toy-worker');

const EXPECTED: DeployedStack = {
  functions: [
    {
      logicalId: 'Collect',
      name: 'toy-collect',
      arn: collect,
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
      name: 'toy-worker',
      arn: work,
      handler: 'functions/worker/handler.handler',
      artifact: 'worker.zip',
      environment: {},
      timeoutSeconds: 3,
      memoryMegabytes: 128,
      roleName: 'toy-us-east-1',
      maximumEventAgeSeconds: 6 * 3600,
      maximumRetryAttempts: 2,
      reservedConcurrency: 5,
    },
  ],
  roles: [
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
  ],
  permissions: [{ functionName: 'toy-collect', principal: 'events.amazonaws.com', sourceArn: EVERY_MINUTE }],
  rules: [
    {
      name: 'toy-every-minute',
      arn: EVERY_MINUTE,
      enabled: true,
      schedule: 'rate(1 minute)',
      targetArns: [collect],
    },
    {
      name: 'local-EcsEvents',
      arn: arnOf('events', 'rule/local-EcsEvents'),
      enabled: false,
      pattern: { source: ['aws.ecs'] },
      targetArns: [collect],
    },
  ],
  queues: [
    {
      name: 'toy-jobs',
      url: `${QUEUES}/toy-jobs`,
      arn: JOBS,
      visibilityTimeoutSeconds: 180,
      delaySeconds: 2,
      redrive: { deadLetterArn: FAILURES, maximumReceives: 2 },
    },
    {
      name: 'local-Failures',
      url: `${QUEUES}/local-Failures`,
      arn: FAILURES,
      visibilityTimeoutSeconds: 30,
      delaySeconds: 0,
    },
  ],
  eventSourceMappings: [
    {
      queueArn: JOBS,
      functionName: 'toy-worker',
      batchSize: 5,
      batchingWindowSeconds: 1,
      reportsItemFailures: true,
      maximumConcurrency: 2,
    },
  ],
  topics: [{ name: 'toy-alerts', arn: TOPIC }],
  alarms: [
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
      actions: { ALARM: [TOPIC], OK: [], INSUFFICIENT_DATA: [] },
    },
    expect.objectContaining({
      name: 'local-Slowness',
      datapointsToAlarm: 2,
      treatMissingData: 'missing',
      actionsEnabled: false,
    }),
  ],
  tables: [
    {
      name: 'local-Table',
      definition: {
        TableName: 'local-Table',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
  ],
  stateMachines: [
    {
      name: 'toy-loop',
      arn: arnOf('states', 'stateMachine:toy-loop'),
      roleName: 'toy-us-east-1',
      definition: { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: work, End: true } } },
    },
  ],
  unsupported: [
    { logicalId: 'DeploymentBucket', type: 'AWS::S3::Bucket' },
    { logicalId: 'WorkLogs', type: 'AWS::Logs::LogGroup' },
  ],
};

const STACK = readTemplate(aTemplate());

it.each(Object.keys(EXPECTED) as readonly (keyof DeployedStack)[])(
  'a template deploys its %s with names, ARNs and the defaults of CloudFormation',
  (part) => {
    expect(STACK[part]).toEqual(EXPECTED[part]);
  },
);

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
