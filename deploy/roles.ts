import { resourceName } from '#shared/domain/model/resource-names.ts';
import {
  arn,
  arnOf,
  pascalCase,
  type Resource,
  type Resources,
  type Statement,
  substituted,
  type Value,
} from './cloudformation.ts';
import { failureQueueId } from './failure-queues.ts';
import type { FunctionFile } from './function-file.ts';
import { allow, type GrantContext, grantFor, resourcesIn } from './grants.ts';

export const roleId = (name: string): string => `${pascalCase(name)}Role`;

/** Answers one role per function, with only the permissions that its function.yml asks for. */
export const functionRoles = (files: readonly FunctionFile[], context: GrantContext): Resources =>
  Object.fromEntries(files.map((file) => [roleId(file.name), functionRole(file, context)]));

function functionRole(file: FunctionFile, context: GrantContext): Resource {
  const functionName = resourceName(context.stage, file.name);
  const statements = [
    ...basics(functionName),
    ...file.uses.flatMap((use) => grantFor(use, context).statements),
    ...file.may.flatMap((permission) => permissionStatements(permission, context)),
    ...(file.asynchronous ? [allow(['sqs:SendMessage'], arnOf(failureQueueId(file.name)))] : []),
    ...(file.inNetwork ? [notByItsCode(functionName)] : []),
  ];
  return role({
    name: functionName,
    service: 'lambda.amazonaws.com',
    statements,
    managedPolicies: file.inNetwork ? [NETWORK_INTERFACES] : [],
  });
}

interface RoleParts {
  readonly name: string;
  readonly service: string;
  readonly statements: readonly Statement[];
  readonly managedPolicies?: readonly Value[];
}

/** The role name includes the region, because role names are unique per account. */
export const role = ({ name, service, statements, managedPolicies = [] }: RoleParts): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: substituted(`${name}-\${AWS::Region}`),
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    ...(managedPolicies.length > 0 && { ManagedPolicyArns: managedPolicies }),
    Policies: [
      { PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements as readonly Value[] } },
    ],
  },
});

const basics = (functionName: string): readonly Statement[] => [
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('logs', `log-group:/aws/lambda/${functionName}:*`)),
  TRACING,
];

/** X-Ray actions have no resource types: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const TRACING = allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');

/** Leaves out a permission without resources, such as one on task roles where none are named, because IAM refuses it. */
function permissionStatements(
  { do: actions, on }: FunctionFile['may'][number],
  context: GrantContext,
): readonly Statement[] {
  const resources = resourcesIn(on, context);
  if (Array.isArray(resources) && resources.length === 0) return [];
  if (on !== 'task-roles') return [allow(actions, resources)];
  return [
    { ...allow(actions, resources), Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } },
  ];
}

const NETWORK_INTERFACES = substituted(
  'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
);

/**
 * Lambda creates the network interfaces, and the function's own code is denied their management:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security
 */
const notByItsCode = (functionName: string): Statement => ({
  Effect: 'Deny',
  Action: ['ec2:*NetworkInterface*', 'ec2:*PrivateIpAddresses'],
  Resource: '*',
  Condition: { ArnEquals: { 'lambda:SourceFunctionArn': arn('lambda', `function:${functionName}`) } },
});
