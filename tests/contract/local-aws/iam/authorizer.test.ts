// Contract: who may call what, judged as IAM would from the statements of a packaged template.
import { ECSClient, StopTaskCommand } from '@aws-sdk/client-ecs';
import { createAuthorizer } from '#local-aws/iam/iam.ts';
import { referenceFaults } from '#tests/unit/deploy/authorization-reference.ts';
import { clientOf, errorOf, gatewayOver } from '../gateway-harness.ts';
import { allow, CLUSTER, judge, SERVICES, stop, TASKS } from './judge-call.ts';

describe('a call', () => {
  it('is denied in the words of AWS when no statement allows it', () => {
    expect(judge([], stop)).toThrow(
      `User: arn:aws:sts::123456789012:assumed-role/medic/medic is not authorized to perform: ecs:StopTask on resource: ${TASKS}/abc because no identity-based policy allows the ecs:StopTask action`,
    );
  });

  it('is denied to a role without any policy, and allowed to the operator', () => {
    const authorize = createAuthorizer({ region: 'r', account: 'a', policies: {} });
    expect(() => authorize({ caller: { role: 'stranger' }, ...stop })).toThrow('not authorized');
    expect(() => authorize({ caller: { role: 'operator' }, ...stop })).not.toThrow();
  });

  it('reaches an SDK client as AccessDeniedException', async () => {
    const authorize = createAuthorizer({ region: 'us-east-1', account: '123456789012', policies: {} });
    const gateway = await gatewayOver({ ecs: { StopTask: () => ({}) } }, { authorize, roleOf: () => 'assess' });
    const error = await errorOf(new ECSClient(clientOf(gateway)).send(new StopTaskCommand({ task: 'abc' })));
    await gateway.close();
    expect(error).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('assumed-role/assess'),
    });
  });
});

describe('actions and resources', () => {
  it.each([
    { action: 'ecs:StopTask', resource: `${TASKS}/abc`, allowed: true },
    { action: 'ecs:stoptask', resource: `${TASKS}/abc`, allowed: true },
    { action: 'ecs:*', resource: `${TASKS}/*`, allowed: true },
    { action: 'ecs:Stop????', resource: `${TASKS}/ab?`, allowed: true },
    { action: '*', resource: '*', allowed: true },
    { action: 'ecs:Stop', resource: '*', allowed: false },
    { action: 'ecs:StopTask', resource: 'arn:aws:ecs:us-east-1:123456789012:task/other/*', allowed: false },
    { action: 'ecs:StopTask', resource: `${TASKS}/ab`, allowed: false },
    { action: 'ecs:StopTask', resource: 'arn.aws.ecs.us-east-1.123456789012.task.ml.abc', allowed: false },
  ])('a statement on $action and $resource allows stopping a task: $allowed', ({ action, resource, allowed }) => {
    const judged = judge([allow(action, resource)], stop);
    if (allowed) expect(judged).not.toThrow();
    else expect(judged).toThrow('ecs:StopTask');
  });

  const deployment = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ml/registry/d1';
  const revision = 'arn:aws:ecs:us-east-1:123456789012:service-revision/ml/registry/r1';
  const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:recovery';
  const topic = 'arn:aws:sns:us-east-1:123456789012:alerts';

  it.each([
    [
      'ecs',
      'DescribeServices',
      { cluster: CLUSTER, services: ['registry'] },
      'ecs:DescribeServices',
      ['arn:aws:ecs:us-east-1:123456789012:service/ml/registry'],
    ],
    [
      'ecs',
      'DescribeTasks',
      { cluster: 'ml', tasks: [`${TASKS}/a`, 'b'] },
      'ecs:DescribeTasks',
      [`${TASKS}/a`, `${TASKS}/b`],
    ],
    [
      'ecs',
      'ListTasks',
      { cluster: 'ml' },
      'ecs:ListTasks',
      ['arn:aws:ecs:us-east-1:123456789012:container-instance/ml/*'],
    ],
    ['ecs', 'DescribeClusters', { clusters: ['ml'] }, 'ecs:DescribeClusters', [CLUSTER]],
    ['ecs', 'DescribeTaskDefinition', { taskDefinition: 'x:1' }, 'ecs:DescribeTaskDefinition', ['*']],
    [
      'ecs',
      'StopServiceDeployment',
      { serviceDeploymentArn: deployment },
      'ecs:StopServiceDeployment',
      [deployment, 'arn:aws:ecs:us-east-1:123456789012:service/ml/registry'],
    ],
    ['ecs', 'UpdateService', { cluster: 'ml', service: 'r' }, 'ecs:UpdateService', [`${SERVICES}/r`]],
    ['ecs', 'ListServiceDeployments', { cluster: 'ml', service: 'r' }, 'ecs:ListServiceDeployments', [`${SERVICES}/r`]],
    [
      'ecs',
      'DescribeServiceDeployments',
      { serviceDeploymentArns: [deployment] },
      'ecs:DescribeServiceDeployments',
      [deployment, `${SERVICES}/registry`],
    ],
    [
      'ecs',
      'DescribeServiceRevisions',
      { serviceRevisionArns: [revision, `${revision}2`] },
      'ecs:DescribeServiceRevisions',
      [revision, `${revision}2`, `${SERVICES}/registry`],
    ],
    [
      'ecs',
      'DescribeContainerInstances',
      { cluster: 'ml', containerInstances: ['a', 'b'] },
      'ecs:DescribeContainerInstances',
      ['a', 'b'].map((id) => `arn:aws:ecs:us-east-1:123456789012:container-instance/ml/${id}`),
    ],
    ['ecs', 'UpdateTaskProtection', { cluster: 'ml', tasks: ['a'] }, 'ecs:UpdateTaskProtection', [`${TASKS}/a`]],
    ['ecs', 'GetTaskProtection', { cluster: 'ml', tasks: ['a'] }, 'ecs:GetTaskProtection', [`${TASKS}/a`]],
    [
      'cloudwatch',
      'SetAlarmState',
      { AlarmName: '5xx' },
      'cloudwatch:SetAlarmState',
      ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:5xx'],
    ],
    ['ecs', 'ListServices', { cluster: 'ml' }, 'ecs:ListServices', ['*']],
    ['elbv2', 'DescribeTargetHealth', { TargetGroupArn: 'arn' }, 'elasticloadbalancing:DescribeTargetHealth', ['*']],
    ['cloudwatch', 'GetMetricData', {}, 'cloudwatch:GetMetricData', ['*']],
    [
      'cloudwatch',
      'DescribeAlarms',
      { AlarmNames: ['5xx'] },
      'cloudwatch:DescribeAlarms',
      ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:5xx'],
    ],
    ['stepfunctions', 'StartExecution', { stateMachineArn: machine }, 'states:StartExecution', [machine]],
    [
      'sqs',
      'SendMessageBatch',
      { QueueUrl: 'http://127.0.0.1:1/123456789012/checks' },
      'sqs:SendMessage',
      ['arn:aws:sqs:us-east-1:123456789012:checks'],
    ],
    ['sns', 'Publish', { TopicArn: topic }, 'sns:Publish', [topic]],
    [
      'lambda',
      'Invoke',
      { FunctionName: 'assess' },
      'lambda:InvokeFunction',
      ['arn:aws:lambda:us-east-1:123456789012:function:assess'],
    ],
    [
      'dynamodb',
      'UpdateItem',
      { TableName: 'state' },
      'dynamodb:UpdateItem',
      ['arn:aws:dynamodb:us-east-1:123456789012:table/state'],
    ],
    [
      'dynamodb',
      'BatchGetItem',
      { RequestItems: { state: {} } },
      'dynamodb:BatchGetItem',
      ['arn:aws:dynamodb:us-east-1:123456789012:table/state'],
    ],
    ['ecs', 'DescribeTasks', { cluster: 'ml', tasks: [] }, 'ecs:DescribeTasks', ['*']],
  ])(
    '%s %s of %j needs %s on each of %j, as the authorization reference says',
    async (service, operation, input, action, resources) => {
      const call = { service, operation, input };
      expect(await referenceFaults([allow(action, resources)])).toEqual([]);
      expect(judge([allow(action, resources)], call)).not.toThrow();
      for (const missing of resources)
        expect(
          judge(
            [
              allow(
                action,
                resources.filter((resource) => resource !== missing),
              ),
            ],
            call,
          ),
        ).toThrow(`on resource: ${missing}`);
    },
  );

  it.each([
    {
      service: 'dynamodb',
      operation: 'Query',
      input: { TableName: 'state', IndexName: 'due' },
      resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/state/index/due',
    },
    {
      service: 'stepfunctions',
      operation: 'DescribeExecution',
      input: { executionArn: 'arn:aws:states:us-east-1:123456789012:execution:recovery:e1' },
      resource: 'arn:aws:states:us-east-1:123456789012:execution:recovery:e1',
    },
    {
      service: 'stepfunctions',
      operation: 'DescribeExecution',
      input: { executionArn: 'arn:aws:states:us-east-1:123456789012:express:recovery:e1:r1' },
      resource: 'arn:aws:states:us-east-1:123456789012:express:recovery:e1:r1',
    },
    {
      service: 'stepfunctions',
      operation: 'ListExecutions',
      input: { stateMachineArn: machine },
      resource: machine,
    },
  ])(
    '$service $operation of $input needs permission on $resource alone, though the reference requires two types',
    ({ resource, ...call }) => {
      expect(judge([allow('*', resource)], call)).not.toThrow();
      expect(judge([allow('*', `${resource}-other`)], call)).toThrow(`on resource: ${resource}`);
    },
  );
});

describe('a statement that cannot be judged', () => {
  it.each([
    { what: 'NotAction', statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } },
    {
      what: 'an unresolved intrinsic',
      statement: { Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'Topic' } },
    },
    {
      what: 'an unresolved intrinsic in a condition',
      statement: { ...allow('ecs:StopTask', '*'), Condition: { ArnEquals: { 'ecs:cluster': { Ref: 'Cluster' } } } },
    },
    { what: 'an unknown effect', statement: { Effect: 'allow', Action: 'sns:Publish', Resource: '*' } },
  ])('is refused when the authorizer is made: $what', ({ statement }) => {
    expect(() => judge([statement as never], stop)).toThrow(
      /^A policy of role medic has a statement that cannot be judged/,
    );
  });
});
