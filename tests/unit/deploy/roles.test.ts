// Unit layer: what each role allows, and whether it agrees with the code and with AWS's service authorization reference.

import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cwd } from 'node:process';
import { EXAMPLE_CONFIG } from '#deploy/example-config.ts';
import type { Statement } from '#local-aws/iam/iam.ts';
import { actionOf } from '#local-aws/iam/iam-reference.ts';
import { referenceFaults } from './authorization-reference.ts';
import { roleStatements } from './role-statements.ts';

/** A folder to package from that differs from this one in its medic.yml alone, with many services: roles name these by cluster. */
const fleetFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-fleet-'));
  for (const shared of ['functions', 'workflows']) symlinkSync(resolve(shared), join(folder, shared));
  const services = Array.from({ length: 13 }, (_, n) => `  - { name: s${n}, cluster: ml, service: s${n} }\n`);
  writeFileSync(join(folder, 'medic.yml'), `services:\n${services.join('')}`);
  return folder;
};
const fleet = fleetFolder();
afterAll(() => rmSync(fleet, { recursive: true }));

const STATEMENTS = roleStatements(cwd(), EXAMPLE_CONFIG);
const ROLES = Object.keys(STATEMENTS);
const allowed = (role: string): readonly Statement[] =>
  (STATEMENTS[role] ?? []).filter(({ Effect }) => Effect === 'Allow');
const actionsOf = (role: string): readonly string[] => allowed(role).flatMap(({ Action }) => Action);
const grantOf = (role: string, action: string): Statement | undefined =>
  allowed(role).find(({ Action }) => Action.includes(action));

/** Actions that IAM knows no resources for, and that change nothing but records about ourselves. */
const WITHOUT_RESOURCES = /^(xray:Put\w+|logs:\w+LogDeliver\w+|logs:PutResourcePolicy|logs:Describe\w+)$/;
const READS = /^[a-z-]+:(Describe|List|Get|Lookup)[\w*]*$/;

it.each(ROLES)('%s may change only named resources', (role) => {
  const everywhere = allowed(role).filter(({ Resource }) => [Resource].flat().includes('*'));
  const actions = everywhere.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => !READS.test(action) && !WITHOUT_RESOURCES.test(action))).toEqual([]);
});

it.each([
  { action: 'ecs:UpdateService', roles: ['RollBackRole', 'StopTaskRole'] },
  { action: 'ecs:UpdateTaskProtection', roles: ['StopTaskRole'] },
  { action: 'ecs:StopServiceDeployment', roles: ['RollBackRole'] },
  { action: 'iam:PassRole', roles: ['RollBackRole'] },
  { action: 'ecs:StopTask', roles: [] },
  { action: 'states:StartExecution', roles: ['RemediateRole', 'ScoreHealthRole'] },
  { action: 'sns:Publish', roles: ['PublishAlertRole', 'ScoreHealthRole'] },
  { action: 'lambda:InvokeFunction', roles: ['AssessRole', 'RecoveryRole', 'RemediateRole', 'ScoreHealthRole'] },
])('$action is allowed only to $roles', ({ action, roles }) => {
  expect(ROLES.filter((role) => actionsOf(role).includes(action)).sort()).toEqual(roles);
});

it('stop-task may update only the services that medic.yml names', () => {
  expect(grantOf('StopTaskRole', 'ecs:UpdateService')?.Resource).toEqual([
    'arn:aws:ecs:us-east-1:123456789012:service/ml-platform/mlflow-registry',
  ]);
});

it('roll-back may pass roles only to tasks', () => {
  expect(grantOf('RollBackRole', 'iam:PassRole')?.Condition).toEqual({
    StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
  });
});

it('probe-service is denied the network interfaces of its own network', () => {
  expect(STATEMENTS.ProbeServiceRole?.filter(({ Effect }) => Effect === 'Deny')).toHaveLength(1);
});

it('the recovery workflow may be traced, with the sampling rules that Step Functions requires', () => {
  expect(actionsOf('RecoveryRole').filter((action) => action.startsWith('xray:'))).toEqual([
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
  ]);
});

describe('the authorization reference', () => {
  const REVISION = 'arn:aws:ecs:us-east-1:123456789012:service-revision/ml/registry/*';
  const SERVICE = 'arn:aws:ecs:us-east-1:123456789012:service/ml/registry';
  const TASK_DEFINITION = 'arn:aws:ecs:us-east-1:123456789012:task-definition/registry:*';
  const allow = (action: string, Resource: string, given: Partial<Statement> = {}): Statement => ({
    Effect: 'Allow',
    Action: [action],
    Resource: [Resource],
    ...given,
  });

  it.each(
    Object.entries({ 'the example': STATEMENTS, 'a fleet': roleStatements(fleet, join(fleet, 'medic.yml')) }).flatMap(
      ([of, roles]) => Object.entries(roles).map(([role, statements]) => ({ role, of, statements })),
    ),
  )('agrees with $role of $of', async ({ statements }) => {
    expect(await referenceFaults(statements)).toEqual([]);
  });

  it.each([
    {
      what: 'one of two required resource types is missing',
      statement: allow('ecs:DescribeServiceRevisions', REVISION),
      fault: 'ecs:DescribeServiceRevisions requires the resource type service, which no statement allows',
    },
    {
      what: 'an action without resource types is allowed on a resource',
      statement: allow('ecs:DescribeTaskDefinition', TASK_DEFINITION),
      fault: `ecs:DescribeTaskDefinition is never authorized on ${TASK_DEFINITION}`,
    },
    {
      what: 'an action does not exist',
      statement: allow('ecs:DescribeRevisions', '*'),
      fault: 'ecs:DescribeRevisions is not an action of AWS',
    },
    {
      what: 'an action does not know a condition',
      statement: allow('ecs:DescribeTaskDefinition', '*', { Condition: { ArnEquals: { 'ecs:cluster': 'arn:ml' } } }),
      fault: 'ecs:DescribeTaskDefinition does not know the condition key ecs:cluster',
    },
  ])('reports a fault when $what', async ({ statement, fault }) => {
    expect(await referenceFaults([statement])).toEqual([fault]);
  });

  it('accepts resource types in separate statements', async () => {
    const statements = [REVISION, SERVICE].map((on) => allow('ecs:DescribeServiceRevisions', on));
    expect(await referenceFaults(statements)).toEqual([]);
  });
});

describe('the code of the functions', () => {
  /** The packages of the SDK by the name that the AWS CLI has for their service. */
  const SERVICES: Readonly<Record<string, string>> = {
    'client-application-auto-scaling': 'application-autoscaling',
    'client-cloudtrail': 'cloudtrail',
    'client-cloudwatch': 'cloudwatch',
    'client-cloudwatch-logs': 'logs',
    'client-ecs': 'ecs',
    'client-elastic-load-balancing-v2': 'elbv2',
    'client-lambda': 'lambda',
    'client-sfn': 'stepfunctions',
    'client-sns': 'sns',
    'client-sqs': 'sqs',
    'lib-dynamodb': 'dynamodb',
  };

  /** The document client leaves the `Item` out. */
  const OPERATIONS: Readonly<Record<string, string>> = { Get: 'GetItem', Put: 'PutItem', BatchGet: 'BatchGetItem' };

  /** Used by AWS in the function's name: for logs, traces, the messages of a queue, and the roles of a service that is updated. */
  const NOT_SENT_BY_CODE =
    /^(logs:(CreateLogStream|PutLogEvents)|xray:Put\w+|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)|iam:PassRole)$/;

  const IMPORT = /import (?:type )?\{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g;

  const actionsSentIn = (code: string): readonly string[] =>
    [...code.matchAll(IMPORT)].flatMap(([, names = '', library = '']) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].map(([, name = '']) =>
        actionOf(SERVICES[library] ?? library, OPERATIONS[name] ?? name),
      ),
    );

  it('makes the calls that the roles allow, and no others', () => {
    const granted = ROLES.filter((role) => role !== 'RecoveryRole').flatMap(actionsOf);
    const sent = globSync('{shared,functions}/**/*.ts').flatMap((file) => actionsSentIn(readFileSync(file, 'utf8')));
    expect(new Set(granted.filter((action) => !NOT_SENT_BY_CODE.test(action)))).toEqual(new Set(sent));
  });
});
