import type { Observation } from '#shared/domain/model/observation.ts';
import { itemsOf, missing } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { EcsReader } from '#shared/ports/observing.ts';
import type { Services } from '#shared/ports/services.ts';
import { partFor, readAll } from './read-parts.ts';

interface Flagged {
  readonly policy: ServicePolicy;
  readonly observation: Observation;
}

type Instances = Awaited<ReturnType<EcsReader['containerInstances']>>;

/** Reads the container instances that run tasks of the services, or ran those that stopped lately. Tasks on Fargate have none. */
export const readContainerInstances = async (
  { ecs }: Pick<Services, 'ecs'>,
  flagged: readonly Flagged[],
): Promise<Instances> => {
  const requests = flagged
    .map(({ policy, observation }) => ({ policy, arns: instancesOf(observation) }))
    .filter(({ arns }) => arns.length > 0);
  const policies = requests.map(({ policy }) => policy);
  const read = await readAll(policies, () => ecs.containerInstances(requests));
  const asked = new Set(policies.map(({ name }) => name));
  return new Map(flagged.map(({ policy: { name } }) => [name, asked.has(name) ? partFor(read, name) : WITHOUT_HOSTS]));
};

const WITHOUT_HOSTS = missing('not-asked', 'no task of the service runs on a container instance');

/** One call describes as many (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html). */
const MOST_INSTANCES = 100;

const instancesOf = ({ tasks, stoppedTasks }: Observation): readonly string[] => {
  const all = [...itemsOf(tasks), ...itemsOf(stoppedTasks)].flatMap(({ containerInstance }) => containerInstance ?? []);
  return [...new Set(all)].slice(0, MOST_INSTANCES);
};
