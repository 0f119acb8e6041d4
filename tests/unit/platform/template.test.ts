// Unit layer: what the local world reads from a packaged CloudFormation template.
import { UnresolvableIntrinsic } from '#local-aws/stack/intrinsics.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { aTemplate, changed, type Resource, type Resources } from './a-template.ts';

const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:123456789012:${resource}`;
const FAILURES = arn('sqs', 'ecs-medic-Failures');

describe('a template', () => {
  const stack = readTemplate(aTemplate());

  it('deploys functions, with what becomes of events that they fail on', () => {
    const [collect, work] = stack.functions;
    expect(stack.functions).toHaveLength(2);
    expect(collect).toEqual({
      logicalId: 'Collect',
      name: 'toy-collect',
      arn: arn('lambda', 'function:toy-collect'),
      handler: 'functions/collect/handler.handler',
      artifact: 'collect.zip',
      environment: expect.anything(),
      timeoutSeconds: 20,
      memoryMegabytes: 512,
      roleName: 'toy-us-east-1',
      maximumEventAgeSeconds: 600,
      maximumRetryAttempts: 1,
      onFailureArn: FAILURES,
    });
    expect(work).toMatchObject({
      timeoutSeconds: 3,
      memoryMegabytes: 128,
      environment: {},
      maximumEventAgeSeconds: 6 * 3600,
      maximumRetryAttempts: 2,
      reservedConcurrency: 5,
      deadLetterArn: FAILURES,
    });
  });

  it('has its intrinsic functions resolved as a deployment would', () => {
    expect(stack.functions[0]?.environment).toEqual({
      QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/toy-jobs',
      TOPIC_ARN: arn('sns', 'toy-alerts'),
      TABLE_NAME: 'ecs-medic-Table',
      MACHINE_ARN: arn('states', 'stateMachine:toy-loop'),
      QUEUE_NAME: 'toy-jobs',
      JOINED: 'a-us-east-1-3',
      PICKED: 'two',
      LITERAL: '${NotMine} in 123456789012',
      NAMED: `ecs-medic-Table of ${arn('sqs', 'toy-jobs')} and ${arn('sns', 'toy-alerts')}`,
    });
  });

  it('puts queues where the reader wants them to be called', () => {
    const { queues, functions } = readTemplate(aTemplate(), { queueOrigin: 'http://127.0.0.1:4566' });
    expect(queues[0]?.url).toBe('http://127.0.0.1:4566/123456789012/toy-jobs');
    expect(functions[0]?.environment['QUEUE_URL']).toBe(queues[0]?.url);
  });

  it('deploys roles, with the statements of their own and of attached policies', () => {
    expect(stack.roles).toEqual([
      {
        name: 'toy-us-east-1',
        statements: [
          {
            Effect: 'Allow',
            Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
            Resource: [arn('sqs', 'toy-jobs'), FAILURES],
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

  it('deploys rules by schedule and by pattern, and permissions to go with them', () => {
    expect(stack.rules).toEqual([
      {
        name: 'toy-every-minute',
        arn: arn('events', 'rule/toy-every-minute'),
        enabled: true,
        schedule: 'rate(1 minute)',
        targets: [{ arn: arn('lambda', 'function:toy-collect'), input: { because: 'schedule' } }],
      },
      {
        name: 'ecs-medic-EcsEvents',
        arn: arn('events', 'rule/ecs-medic-EcsEvents'),
        enabled: false,
        pattern: { source: ['aws.ecs'] },
        targets: [{ arn: arn('lambda', 'function:toy-collect'), roleName: 'toy-us-east-1' }],
      },
    ]);
    expect(stack.permissions).toEqual([
      {
        functionName: 'toy-collect',
        principal: 'events.amazonaws.com',
        sourceArn: arn('events', 'rule/toy-every-minute'),
      },
    ]);
  });

  it('deploys queues and the enabled mappings that feed functions from them', () => {
    expect(stack.queues).toEqual([
      {
        name: 'toy-jobs',
        url: 'https://sqs.us-east-1.amazonaws.com/123456789012/toy-jobs',
        arn: arn('sqs', 'toy-jobs'),
        visibilityTimeoutSeconds: 180,
        delaySeconds: 2,
        redrive: { deadLetterArn: FAILURES, maximumReceives: 2 },
      },
      {
        name: 'ecs-medic-Failures',
        url: 'https://sqs.us-east-1.amazonaws.com/123456789012/ecs-medic-Failures',
        arn: FAILURES,
        visibilityTimeoutSeconds: 30,
        delaySeconds: 0,
      },
    ]);
    expect(stack.eventSourceMappings).toEqual([
      {
        queueArn: arn('sqs', 'toy-jobs'),
        functionName: 'toy-work',
        batchSize: 5,
        batchingWindowSeconds: 1,
        reportsItemFailures: true,
        maximumConcurrency: 2,
      },
    ]);
  });

  it('deploys topics and subscriptions', () => {
    expect(stack.topics).toEqual([{ name: 'toy-alerts', arn: arn('sns', 'toy-alerts') }]);
    expect(stack.subscriptions).toEqual([
      { topicArn: arn('sns', 'toy-alerts'), protocol: 'lambda', endpoint: arn('lambda', 'function:toy-work') },
    ]);
  });

  it('deploys alarms, and takes N of N where it does not say how many datapoints raise one', () => {
    expect(stack.alarms).toEqual([
      {
        name: 'toy-errors',
        arn: arn('cloudwatch', 'alarm:toy-errors'),
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
        actions: { ALARM: [arn('sns', 'toy-alerts')], OK: [], INSUFFICIENT_DATA: [] },
      },
      expect.objectContaining({
        name: 'ecs-medic-Slowness',
        stat: 'p95',
        datapointsToAlarm: 2,
        treatMissingData: 'missing',
        actionsEnabled: false,
      }),
    ]);
  });

  it('deploys tables as CreateTable takes them', () => {
    expect(stack.tables).toEqual([
      {
        name: 'ecs-medic-Table',
        definition: {
          TableName: 'ecs-medic-Table',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      },
    ]);
  });

  it('deploys state machines, their substitutions made', () => {
    expect(stack.stateMachines).toEqual([
      {
        name: 'toy-loop',
        arn: arn('states', 'stateMachine:toy-loop'),
        roleName: 'toy-us-east-1',
        definition: {
          StartAt: 'Work',
          States: { Work: { Type: 'Task', Resource: arn('lambda', 'function:toy-work'), End: true } },
        },
      },
    ]);
  });

  it('deploys a state machine whose definition is an object', () => {
    const definition = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
    const { Loop, ...rest } = aTemplate().Resources;
    const { DefinitionString: _, ...properties } = Loop?.Properties ?? {};
    const machine: Resource = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { ...properties, Definition: definition },
    };
    expect(readTemplate({ Resources: { ...rest, Loop: machine } }).stateMachines[0]?.definition).toEqual(definition);
  });

  it('lists by name and type what is deployed and not played', () => {
    expect(stack.notPlayed).toEqual([
      { logicalId: 'DeploymentBucket', type: 'AWS::S3::Bucket' },
      { logicalId: 'WorkLogs', type: 'AWS::Logs::LogGroup' },
    ]);
  });
});

describe('an intrinsic function', () => {
  const inVariable = (value: Resource['Properties']): Resources =>
    changed('Collect', { Environment: { Variables: { IT: value ?? '' } } });
  const PATH = 'Collect.Environment.Variables.IT';

  it.each([
    {
      value: { 'Fn::ImportValue': 'other-stack' },
      problem: 'Fn::ImportValue: Fn::ImportValue cannot be resolved outside AWS',
    },
    { value: { 'Fn::If': ['A', 'b', 'c'] }, problem: 'Fn::If: Fn::If cannot be resolved outside AWS' },
    { value: { Ref: 'Nobody' }, problem: 'Ref: Ref to Nobody, which the template does not have' },
    {
      value: { 'Fn::GetAtt': ['Nobody', 'Arn'] },
      problem: 'Fn::GetAtt: Fn::GetAtt of Nobody, which the template does not have',
    },
    { value: { 'Fn::GetAtt': ['Jobs', 'Colour'] }, problem: 'Fn::GetAtt: Fn::GetAtt Jobs.Colour has no value here' },
    { value: { 'Fn::GetAtt': 'JobsToWork.Id' }, problem: 'Fn::GetAtt: Fn::GetAtt JobsToWork.Id has no value here' },
    { value: { 'Fn::Sub': 'x ${Nobody}' }, problem: 'Fn::Sub: Ref to Nobody, which the template does not have' },
    { value: { 'Fn::Sub': '${AWS::NoValue}' }, problem: 'Fn::Sub: expected text, got undefined' },
    { value: { 'Fn::Join': ['-', 'ab'] }, problem: 'Fn::Join: expected a list, got "ab"' },
    { value: { 'Fn::Split': [',', ['a']] }, problem: 'Fn::Split: expected text, got ["a"]' },
  ])('$value that has no value here is an error that names the resource and the path', ({ value, problem }) => {
    const read = () => readTemplate(aTemplate(inVariable(value)));
    expect(read).toThrow(UnresolvableIntrinsic);
    expect(read).toThrow(`${PATH}.${problem}`);
  });

  it('within a list is named by its place', () => {
    const broken = changed('Errors', { AlarmActions: ['arn:aws:sns:x', { Ref: 'Nobody' }] });
    expect(() => readTemplate(aTemplate(broken))).toThrow('Errors.AlarmActions[1].Ref: Ref to Nobody');
  });

  it('may make the name of a resource', () => {
    const named = changed('Jobs', { QueueName: { 'Fn::Join': ['-', ['jobs', { Ref: 'AWS::Partition' }]] } });
    expect(readTemplate(aTemplate(named)).queues[0]?.name).toBe('jobs-aws');
  });
});

describe('a resource that cannot be played as it stands', () => {
  it.each([
    {
      what: 'an alarm below a minute',
      change: changed('Errors', { Period: 10 }),
      problem: /Errors \(AWS::CloudWatch::Alarm\).*Period/,
    },
    {
      what: 'an alarm by math',
      change: changed('Errors', { ComparisonOperator: 'GreaterThanUpperThreshold' }),
      problem: /Errors .*ComparisonOperator/,
    },
    {
      what: 'a target with a transformed input',
      change: changed('EveryMinute', { Targets: [{ Arn: 'arn:x', Id: 'x', InputPath: '$.detail' }] }),
      problem: /EveryMinute \(AWS::Events::Rule\).*InputPath/,
    },
    {
      what: 'a function without a handler',
      change: changed('Work', { Handler: 7 }),
      problem: /Work \(AWS::Lambda::Function\).*Handler/,
    },
  ])('is an error that names it: $what', ({ change, problem }) => {
    expect(() => readTemplate(aTemplate(change))).toThrow(problem);
  });

  it.each([
    {
      what: 'a substitution left open',
      change: changed('Loop', { DefinitionSubstitutions: {} }),
      problem: 'Loop has no value for ${WorkArn}',
    },
    {
      what: 'no definition at all',
      change: { Loop: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'arn:aws:iam::1:role/x' } } },
      problem: 'Loop has neither Definition nor DefinitionString',
    },
  ])('is an error that says what is missing: $what', ({ change, problem }) => {
    expect(() => readTemplate(aTemplate(change))).toThrow(problem);
  });
});
