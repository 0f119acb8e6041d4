import type { Failure } from '@aws-sdk/client-ecs';
import { AwsError } from '#local-aws/operation.ts';
import { lastPart } from '../world/arns.ts';
import type { ServiceState, Task, TaskDefinition, WorldState } from '../world/state.ts';
/** The world has one cluster; whoever names another, or none (which means `default`), is told so as ECS tells it. */
export const requireCluster = (world: WorldState, cluster: string | undefined): void => {
  if (lastPart(cluster ?? 'default') !== world.cluster.name)
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
};

export const requireService = (world: WorldState, nameOrArn: string | undefined): ServiceState => {
  const service = world.services.get(lastPart(nameOrArn ?? ''));
  if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return service;
};

export const requireTask = (world: WorldState, idOrArn: string | undefined): Task => {
  const task = world.tasks.get(lastPart(idOrArn ?? ''));
  if (!task) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
  return task;
};

export const serviceOf = (world: WorldState, task: Task): ServiceState => requireService(world, task.service);

/** `family:revision`, a full ARN, or a family, which means its latest revision. */
export const requireTaskDefinition = (world: WorldState, name: string | undefined): TaskDefinition => {
  const wanted = lastPart(name ?? '');
  const found = [...world.definitions.values()]
    .filter(({ family, revision }) => wanted === family || wanted === `${family}:${revision}`)
    .sort((one, other) => other.revision - one.revision)[0];
  if (!found) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return found;
};

/** At least one and at most so many, as ECS words it. */
export const requireCount = (things: readonly string[] | undefined, most: number, kind: string): readonly string[] => {
  if (!things || things.length === 0) throw new AwsError('InvalidParameterException', `${kind} cannot be empty.`);
  if (things.length > most) throw new AwsError('InvalidParameterException', `${kind} can have at most ${most} items.`);
  return things;
};

/** Each name becomes what it stands for, or a failure `MISSING`; one that is missing does not spoil the others. */
export const lookUpEach = <T, U>(
  names: readonly string[],
  {
    find,
    describe,
    arnOf,
  }: { find: (name: string) => T | undefined; describe: (found: T) => U; arnOf: (name: string) => string },
): { readonly found: U[]; readonly failures: Failure[] } => {
  const found: U[] = [];
  const failures: Failure[] = [];
  for (const name of names) {
    const thing = find(name);
    if (thing === undefined) failures.push({ arn: arnOf(name), reason: 'MISSING' });
    else found.push(describe(thing));
  }
  return { found, failures };
};
