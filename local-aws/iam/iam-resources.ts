import type { JsonObject } from '../wire/convert.ts';
import { type ResourceType, referenceOf } from './iam-reference.ts';

/** Where ARNs that an input leaves short are completed. */
export interface Account {
  readonly region: string;
  readonly account: string;
}

/** One resource that a call needs permission on. */
export interface AccessedResource {
  readonly resource: string;
  /** The condition keys that AWS fills in beside `aws:ResourceTag/*`. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Lists the resources that a call needs permission on. The authorization reference says which types these have; ARNS finds those of
 * one type in the input. A call that names none is authorized on `*`. Throws for a required type that ARNS does not know.
 */
export const accessedResources = (action: string, input: JsonObject, account: Account): readonly AccessedResource[] => {
  const { resourceTypes, conditionKeys } = referenceOf(action);
  const accessed = (resource: string, keys: readonly string[]): AccessedResource => ({
    resource,
    context: Object.fromEntries(
      keys.flatMap((key) => {
        const value = CONTEXT[key]?.({ input, resource, account });
        return value === undefined ? [] : [[key, value]];
      }),
    ),
  });
  const found = resourceTypes.flatMap((type) =>
    arnsOfType(action, type)(input, account).map((arn) => accessed(arn, [...conditionKeys, ...type.conditionKeys])),
  );
  return found.length > 0 ? found : [accessed('*', conditionKeys)];
};

type FindArns = (input: JsonObject, account: Account) => readonly string[];

const arnsOfType = (action: string, { name, required }: ResourceType): FindArns => {
  const type = `${action.split(':')[0]}:${name}`;
  const find = ARNS[type];
  if (find) return find;
  if (!required) return () => [];
  throw new Error(
    `${action} is authorized on resources of the type ${type}, and ARNS (sim/gateway/iam-resources.ts) does not say where an input names these; add it.`,
  );
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The texts that these members of an input hold, alone or in lists. */
const namedIn = (input: JsonObject, ...members: readonly string[]): readonly string[] =>
  members.flatMap((member) => [input[member]].flat()).flatMap((value) => (typeof value === 'string' ? value : []));

const arn = (service: string, { region, account }: Account, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const lastPart = (name: string): string => name.split('/').at(-1) ?? '';

const isArn = (name: string): boolean => name.startsWith('arn:');

const clusterName = ({ cluster }: JsonObject): string => lastPart(text(cluster)) || 'default';

const clusterArn = (name: string, account: Account): string => arn('ecs', account, `cluster/${name}`);

/** Things in a cluster, by ARN or by name: tasks, services. */
const inCluster =
  (type: string, ...members: readonly string[]): FindArns =>
  (input, account) =>
    namedIn(input, ...members).map((name) =>
      isArn(name) ? name : arn('ecs', account, `${type}/${clusterName(input)}/${name}`),
    );

const DEPLOYMENTS = ['serviceDeploymentArns', 'serviceDeploymentArn'];
const REVISIONS = ['serviceRevisionArns'];

/** `…:service-deployment/CLUSTER/SERVICE/ID` and `…:service-revision/CLUSTER/SERVICE/ID`. */
const PART_OF_SERVICE = /:service-(?:deployment|revision)\/([^/]+)\/([^/]+)\/[^/]+$/;

/** The services that an input names, and those whose deployments or revisions it names. */
const services: FindArns = (input, account) => {
  const parts = namedIn(input, ...DEPLOYMENTS, ...REVISIONS);
  const ofParts = parts.map((part) => part.replace(PART_OF_SERVICE, ':service/$1/$2'));
  return [...new Set([...inCluster('service', 'services', 'service')(input, account), ...ofParts])];
};

const arnIn =
  (...members: readonly string[]): FindArns =>
  (input) =>
    namedIn(input, ...members);

/** Executions of standard and of express workflows are resources of two types. */
const executions =
  (type: 'execution' | 'express'): FindArns =>
  (input) =>
    namedIn(input, 'executionArn').filter((execution) => execution.includes(':express:') === (type === 'express'));

const tablesIn: FindArns = ({ TableName, RequestItems }, account) => {
  const names = TableName ? [text(TableName)] : Object.keys(Object(RequestItems));
  return names.map((name) => (isArn(name) ? name : arn('dynamodb', account, `table/${name}`)));
};

/** Where an input names resources of a type, by the prefix of the service's actions and the type's name in the reference. */
const ARNS: Readonly<Record<string, FindArns>> = {
  'cloudwatch:alarm': (input, account) => {
    const names = namedIn(input, 'AlarmNames', 'AlarmName');
    return (names.length > 0 ? names : ['*']).map((name) => arn('cloudwatch', account, `alarm:${name}`));
  },
  'dynamodb:index': (input, account) =>
    tablesIn(input, account).flatMap((table) => (input.IndexName ? `${table}/index/${text(input.IndexName)}` : [])),
  /** A query of an index is authorized on the index alone: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html */
  'dynamodb:table': (input, account) => (input.IndexName ? [] : tablesIn(input, account)),
  'ecs:cluster': (input, account) =>
    namedIn(input, 'clusters').map((cluster) => clusterArn(lastPart(cluster), account)),
  'ecs:container-instance': ({ containerInstance = '*', ...input }, account) =>
    inCluster('container-instance', 'containerInstance')({ ...input, containerInstance }, account),
  'ecs:service': services,
  'ecs:service-deployment': arnIn(...DEPLOYMENTS),
  'ecs:service-revision': arnIn(...REVISIONS),
  'ecs:task': inCluster('task', 'tasks', 'task'),
  'lambda:function': (input, account) =>
    namedIn(input, 'FunctionName').map((name) => (isArn(name) ? name : arn('lambda', account, `function:${name}`))),
  'logs:log-group': (input, account) =>
    namedIn(input, 'logGroupName').map((name) => arn('logs', account, `log-group:${name}`)),
  'sns:topic': arnIn('TopicArn'),
  'sqs:queue': (input, account) => namedIn(input, 'QueueUrl').map((url) => arn('sqs', account, lastPart(url))),
  'states:execution': executions('execution'),
  'states:express': executions('express'),
  'states:maprun': arnIn('mapRunArn'),
  'states:statemachine': arnIn('stateMachineArn'),
};

interface Asked {
  readonly input: JsonObject;
  readonly resource: string;
  readonly account: Account;
}

/** `…:task/CLUSTER/ID`, `…:service-revision/CLUSTER/SERVICE/ID`. */
const IN_CLUSTER = /^arn:[^/]+\/([^/]+)\/[^/]+/;

/** The values of condition keys, where the reference says that AWS fills these in. */
const CONTEXT: Readonly<Record<string, (asked: Asked) => string>> = {
  'cloudwatch:namespace': ({ input }) => text(input.Namespace),
  'ecs:cluster': ({ input, resource, account }) =>
    clusterArn(IN_CLUSTER.exec(resource)?.[1] ?? clusterName(input), account),
};
