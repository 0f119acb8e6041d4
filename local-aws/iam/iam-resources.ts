import type { JsonObject } from '../wire/convert.ts';

/** Where ARNs that an input leaves short are completed. */
export interface Account {
  readonly region: string;
  readonly account: string;
}

export interface ResourceRule {
  /** The ARNs that a call acts on; it needs permission on every one. */
  readonly resources: (input: JsonObject, account: Account) => readonly string[];
  /** The condition keys that AWS fills in beside `aws:ResourceTag/*`. */
  readonly context?: (input: JsonObject, account: Account) => Readonly<Record<string, string>>;
}

/** The prefix of a service's actions where it differs from the AWS CLI's name. */
const ACTION_PREFIXES: Readonly<Record<string, string>> = { elbv2: 'elasticloadbalancing', stepfunctions: 'states' };

/** Operations that are permitted by an action of another name. */
const ACTION_NAMES: Readonly<Record<string, string>> = {
  'lambda Invoke': 'InvokeFunction',
  'sns PublishBatch': 'Publish',
  'sqs ChangeMessageVisibilityBatch': 'ChangeMessageVisibility',
  'sqs DeleteMessageBatch': 'DeleteMessage',
  'sqs SendMessageBatch': 'SendMessage',
};

/** `states:StartExecution` for the operation `stepfunctions` `StartExecution`. */
export const actionOf = (service: string, operation: string): string =>
  `${ACTION_PREFIXES[service] ?? service}:${ACTION_NAMES[`${service} ${operation}`] ?? operation}`;

const ANYTHING: ResourceRule = { resources: () => ['*'] };

/**
 * What an action is checked against, from the service authorization reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * An action that is not listed has no resource level: only a statement on `*` permits it.
 */
export const resourceRule = (action: string): ResourceRule =>
  RULES[action] ?? (action.startsWith('dynamodb:') ? TABLES : ANYTHING);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(text) : []);

const arn = (service: string, { region, account }: Account, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const lastPart = (name: string): string => name.split('/').at(-1) ?? '';

const isArn = (name: string): boolean => name.startsWith('arn:');

const clusterName = ({ cluster }: JsonObject): string => lastPart(text(cluster)) || 'default';

const clusterOf = (name: string, account: Account): string => arn('ecs', account, `cluster/${name}`);

const clusterContext = (input: JsonObject, account: Account) => ({
  'ecs:cluster': clusterOf(clusterName(input), account),
});

/** Things in a cluster, by ARN or by name: tasks, services. */
const inCluster = (type: string, namesIn: (input: JsonObject) => readonly string[]): ResourceRule => ({
  resources: (input, account) =>
    namesIn(input).map((name) => (isArn(name) ? name : arn('ecs', account, `${type}/${clusterName(input)}/${name}`))),
  context: clusterContext,
});

/** `…:service-deployment/CLUSTER/SERVICE/ID` and `…:service-revision/CLUSTER/SERVICE/ID`. */
const PART_OF_SERVICE = /:service-(?:deployment|revision)\/([^/]+)\/([^/]+)\/[^/]+$/;

const partOfService = (arnsIn: (input: JsonObject) => readonly string[]): ResourceRule => ({
  resources: arnsIn,
  context: (input, account) => {
    const [, cluster = ''] = PART_OF_SERVICE.exec(arnsIn(input)[0] ?? '') ?? [];
    return { 'ecs:cluster': clusterOf(cluster, account) };
  },
});

/** Stopping a deployment needs permission on the service as well. */
const deploymentAndService = partOfService(({ serviceDeploymentArn }) => {
  const deployment = text(serviceDeploymentArn);
  return [deployment, deployment.replace(PART_OF_SERVICE, ':service/$1/$2')];
});

const named = (member: string): ResourceRule => ({ resources: (input) => [text(input[member])] });

const queue: ResourceRule = {
  resources: ({ QueueUrl }, account) => [arn('sqs', account, lastPart(text(QueueUrl)))],
};

const lambdaFunction: ResourceRule = {
  resources: ({ FunctionName }, account) => {
    const name = text(FunctionName);
    return [isArn(name) ? name : arn('lambda', account, `function:${name}`)];
  },
};

const alarms: ResourceRule = {
  resources: ({ AlarmNames }, account) => {
    const names = texts(AlarmNames);
    return (names.length > 0 ? names : ['*']).map((name) => arn('cloudwatch', account, `alarm:${name}`));
  },
};

/** One table, or for batches all those that are asked for; an index is a resource of its own. */
const TABLES: ResourceRule = {
  resources: ({ TableName, IndexName, RequestItems }, account) => {
    const names = TableName ? [text(TableName)] : Object.keys(Object(RequestItems));
    const tables = names.map((name) => (isArn(name) ? name : arn('dynamodb', account, `table/${name}`)));
    return IndexName ? tables.map((table) => `${table}/index/${text(IndexName)}`) : tables;
  },
};

const RULES: Readonly<Record<string, ResourceRule>> = {
  'cloudwatch:DescribeAlarms': alarms,
  'cloudwatch:PutMetricData': {
    ...ANYTHING,
    context: ({ Namespace }) => ({ 'cloudwatch:namespace': text(Namespace) }),
  },
  'cloudwatch:SetAlarmState': {
    resources: ({ AlarmName }, account) => [arn('cloudwatch', account, `alarm:${text(AlarmName)}`)],
  },
  'dynamodb:ListTables': ANYTHING,
  'ecs:DescribeClusters': {
    resources: ({ clusters }, account) => texts(clusters).map((cluster) => clusterOf(lastPart(cluster), account)),
  },
  'ecs:DescribeServiceDeployments': partOfService(({ serviceDeploymentArns }) => texts(serviceDeploymentArns)),
  'ecs:DescribeServiceRevisions': partOfService(({ serviceRevisionArns }) => texts(serviceRevisionArns)),
  'ecs:DescribeServices': inCluster('service', ({ services }) => texts(services)),
  'ecs:DescribeTasks': inCluster('task', ({ tasks }) => texts(tasks)),
  'ecs:GetTaskProtection': inCluster('task', ({ tasks }) => texts(tasks)),
  'ecs:ListServiceDeployments': inCluster('service', ({ service }) => [text(service)]),
  'ecs:ListServices': { ...ANYTHING, context: clusterContext },
  'ecs:ListTasks': inCluster('container-instance', ({ containerInstance }) => [text(containerInstance) || '*']),
  'ecs:StopServiceDeployment': deploymentAndService,
  'ecs:StopTask': inCluster('task', ({ task }) => [text(task)]),
  'ecs:UpdateService': inCluster('service', ({ service }) => [text(service)]),
  'ecs:UpdateTaskProtection': inCluster('task', ({ tasks }) => texts(tasks)),
  'elasticloadbalancing:ModifyTargetGroup': named('TargetGroupArn'),
  'lambda:InvokeFunction': lambdaFunction,
  'logs:FilterLogEvents': {
    resources: ({ logGroupName }, account) => [arn('logs', account, `log-group:${text(logGroupName)}`)],
  },
  'sns:Publish': named('TopicArn'),
  'sqs:ChangeMessageVisibility': queue,
  'sqs:DeleteMessage': queue,
  'sqs:GetQueueAttributes': queue,
  'sqs:ReceiveMessage': queue,
  'sqs:SendMessage': queue,
  'states:DescribeExecution': named('executionArn'),
  'states:GetExecutionHistory': named('executionArn'),
  'states:ListExecutions': named('stateMachineArn'),
  'states:StartExecution': named('stateMachineArn'),
  'states:StopExecution': named('executionArn'),
};
