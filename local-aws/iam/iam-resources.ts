import { arnOf, type Place, resourceName } from '../stack/account.ts';
import type { JsonObject } from '../wire/convert.ts';
import { type ResourceType, referenceOf } from './iam-reference.ts';

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
export const accessedResources = (action: string, input: JsonObject, account: Place): readonly AccessedResource[] => {
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

type FindArns = (input: JsonObject, account: Place) => readonly string[];

const arnsOfType = (action: string, { name, required }: ResourceType): FindArns => {
  const type = `${action.split(':')[0]}:${name}`;
  const find = ARNS[type];
  if (find) return find;
  if (!required) return () => [];
  throw new Error(
    `${action} is authorized on resources of the type ${type}, and ARNS (local-aws/iam/iam-resources.ts) does not say where an input names these; add it.`,
  );
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The texts that these members of an input hold, alone or in lists. */
const namedIn = (input: JsonObject, ...members: readonly string[]): readonly string[] =>
  members.flatMap((member) => [input[member]].flat()).flatMap((value) => (typeof value === 'string' ? value : []));

const isArn = (name: string): boolean => name.startsWith('arn:');

const clusterName = ({ cluster }: JsonObject): string => resourceName(text(cluster)) || 'default';

const clusterArn = (name: string, account: Place): string => arnOf('ecs', `cluster/${name}`, account);

/** Things in a cluster, by ARN or by name: tasks, services. */
const inCluster =
  (type: string, ...members: readonly string[]): FindArns =>
  (input, account) =>
    namedIn(input, ...members).map((name) =>
      isArn(name) ? name : arnOf('ecs', `${type}/${clusterName(input)}/${name}`, account),
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
  return names.map((name) => (isArn(name) ? name : arnOf('dynamodb', `table/${name}`, account)));
};

/** Where an input names resources of a type, by the prefix of the service's actions and the type's name in the reference. */
const ARNS: Readonly<Record<string, FindArns>> = {
  'cloudwatch:alarm': (input, account) => {
    const names = namedIn(input, 'AlarmNames', 'AlarmName');
    return (names.length > 0 ? names : ['*']).map((name) => arnOf('cloudwatch', `alarm:${name}`, account));
  },
  'dynamodb:index': (input, account) =>
    tablesIn(input, account).flatMap((table) => (input.IndexName ? `${table}/index/${text(input.IndexName)}` : [])),
  /** A query of an index is authorized on the index alone: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html */
  'dynamodb:table': (input, account) => (input.IndexName ? [] : tablesIn(input, account)),
  'ecs:cluster': (input, account) =>
    namedIn(input, 'clusters').map((cluster) => clusterArn(resourceName(cluster), account)),
  /** A request that names no instance is about all of the cluster. */
  'ecs:container-instance': (input, account) => {
    const named = inCluster('container-instance', 'containerInstances', 'containerInstance');
    const found = named(input, account);
    return found.length > 0 ? found : named({ ...input, containerInstance: '*' }, account);
  },
  'ecs:service': services,
  'ecs:service-deployment': arnIn(...DEPLOYMENTS),
  'ecs:service-revision': arnIn(...REVISIONS),
  'ecs:task': inCluster('task', 'tasks', 'task'),
  'lambda:function': (input, account) =>
    namedIn(input, 'FunctionName').map((name) => (isArn(name) ? name : arnOf('lambda', `function:${name}`, account))),
  'logs:log-group': (input, account) =>
    namedIn(input, 'logGroupName').map((name) => arnOf('logs', `log-group:${name}`, account)),
  'sns:topic': arnIn('TopicArn'),
  'sqs:queue': (input, account) => namedIn(input, 'QueueUrl').map((url) => arnOf('sqs', resourceName(url), account)),
  'states:execution': executions('execution'),
  'states:express': executions('express'),
  'states:maprun': arnIn('mapRunArn'),
  'states:statemachine': arnIn('stateMachineArn'),
};

interface Asked {
  readonly input: JsonObject;
  readonly resource: string;
  readonly account: Place;
}

/** `…:task/CLUSTER/ID`, `…:service-revision/CLUSTER/SERVICE/ID`. */
const IN_CLUSTER = /^arn:[^/]+\/([^/]+)\/[^/]+/;

/** The values of condition keys, where the reference says that AWS fills these in. */
const CONTEXT: Readonly<Record<string, (asked: Asked) => string>> = {
  'cloudwatch:namespace': ({ input }) => text(input.Namespace),
  'ecs:cluster': ({ input, resource, account }) =>
    clusterArn(IN_CLUSTER.exec(resource)?.[1] ?? clusterName(input), account),
};
