import type { Failure } from '@aws-sdk/client-ecs';
import { AwsError } from '#local-aws/operation.ts';
import { resourceName } from '#local-aws/stack/account.ts';
import type { ServiceState, Task, TaskDefinition, WorldState } from '../world/state.ts';

/** Throws ClusterNotFoundException for any but the only cluster; without a name ECS looks for `default`. */
export const requireCluster = (world: WorldState, cluster = 'default'): void => {
  if (resourceName(cluster) !== world.cluster.name)
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
};

export const requireService = (world: WorldState, nameOrArn = ''): ServiceState => {
  const service = world.services.get(resourceName(nameOrArn));
  if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return service;
};

export const requireTask = (world: WorldState, idOrArn = ''): Task => {
  const task = world.tasks.get(resourceName(idOrArn));
  if (!task) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
  return task;
};

export const serviceOf = (world: WorldState, task: Task): ServiceState => requireService(world, task.service);

/** Takes `family:revision`, an ARN, or a family, which stands for its latest revision. */
export const requireTaskDefinition = (world: WorldState, nameOrArn = ''): TaskDefinition => {
  const name = resourceName(nameOrArn);
  const found = [...world.definitions.values()]
    .filter(({ family, revision }) => name === family || name === `${family}:${revision}`)
    .sort((one, other) => other.revision - one.revision)[0];
  if (!found) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return found;
};

/** Throws unless there are between one and `most` items. */
export const requireCount = (items: readonly string[] = [], most: number, kind: string): readonly string[] => {
  if (items.length === 0) throw new AwsError('InvalidParameterException', `${kind} cannot be empty.`);
  if (items.length > most) throw new AwsError('InvalidParameterException', `${kind} can have at most ${most} items.`);
  return items;
};

interface LookUp<T, U> {
  readonly find: (name: string) => T | undefined;
  readonly describe: (found: T) => U;
  readonly arnOf: (name: string) => string;
}

/** Describes each resource by name. A missing one becomes a failure `MISSING` beside the others. */
export const lookUpEach = <T, U>(
  names: readonly string[],
  { find, describe, arnOf }: LookUp<T, U>,
): { readonly found: U[]; readonly failures: Failure[] } => {
  const found: U[] = [];
  const failures: Failure[] = [];
  for (const name of names) {
    const resource = find(name);
    if (resource === undefined) failures.push({ arn: arnOf(name), reason: 'MISSING' });
    else found.push(describe(resource));
  }
  return { found, failures };
};
