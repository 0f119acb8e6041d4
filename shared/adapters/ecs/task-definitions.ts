import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type ContainerDefinition as SdkContainerDefinition,
  type HealthCheck as SdkHealthCheck,
  type TaskDefinition as SdkTaskDefinition,
} from '@aws-sdk/client-ecs';
import type {
  ContainerDefinition,
  ContainerHealthCheck,
  TaskDefinition,
} from '#shared/domain/model/task-definition.ts';
import type { EcsReader } from '#shared/ports/observing.ts';
import type { Clock } from '#shared/ports/system.ts';
import { CALLS_AT_ONCE, mapAtMost } from '../transport/batches.ts';
import { count, instant, text } from '../transport/checked.ts';
import { NotFound, partOf } from '../transport/failures.ts';

type Ecs = Pick<ECSClient, 'send'>;

/** What ECS takes when nothing was said: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const HEALTH_CHECK_DEFAULTS = { interval: 30, timeout: 5, retries: 3, startPeriod: 0 };

/** A revision never changes, so each is asked for once in a closure's life. Environment and secrets stay behind. */
export const taskDefinitionReader = (client: Ecs, clock: Clock): EcsReader['taskDefinitions'] => {
  const known = new Map<string, TaskDefinition>();

  const definitionOf = async (arn: string): Promise<TaskDefinition> => {
    const definition = known.get(arn) ?? (await readDefinition(client, arn));
    known.set(arn, definition);
    return definition;
  };

  return async (arns) => {
    const at = clock.now();
    return new Map(
      await mapAtMost(
        CALLS_AT_ONCE,
        [...new Set(arns)],
        async (arn) => [arn, await partOf(at, () => definitionOf(arn))] as const,
      ),
    );
  };
};

const readDefinition = async (client: Ecs, arn: string): Promise<TaskDefinition> => {
  const { taskDefinition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
  if (taskDefinition?.taskDefinitionArn !== arn) throw new NotFound(`there is no task definition ${arn}`);
  return toTaskDefinition(arn, taskDefinition);
};

const toTaskDefinition = (arn: string, definition: SdkTaskDefinition): TaskDefinition => {
  const { cpu, memory, registeredAt, containerDefinitions = [] } = definition;
  return {
    arn,
    ...(cpu && { cpuUnits: count(Number(cpu), 'cpu') }),
    ...(memory && { memoryMiB: count(Number(memory), 'memory') }),
    ...(registeredAt && { registeredAt: instant(registeredAt, 'registeredAt') }),
    containers: containerDefinitions.map(toContainer),
  };
};

const toContainer = (container: SdkContainerDefinition): ContainerDefinition => {
  const { cpu, memory, memoryReservation, stopTimeout, healthCheck, portMappings = [] } = container;
  const logGroup = logGroupOf(container);
  return {
    name: text(container.name, 'container.name'),
    image: text(container.image, 'container.image'),
    essential: container.essential ?? true,
    // ECS gives the 0 of a container for which nothing was said.
    ...(cpu && { cpuUnits: count(cpu, 'container.cpu') }),
    ...(memory !== undefined && { memoryMiB: count(memory, 'container.memory') }),
    ...(memoryReservation !== undefined && {
      memoryReservationMiB: count(memoryReservation, 'container.memoryReservation'),
    }),
    ...(stopTimeout !== undefined && { stopTimeoutSeconds: count(stopTimeout, 'container.stopTimeout') }),
    ...(healthCheck && { healthCheck: toHealthCheck(healthCheck) }),
    ...(logGroup !== undefined && { logGroup }),
    ports: portMappings.flatMap(({ containerPort }) => containerPort ?? []),
  };
};

const toHealthCheck = (check: SdkHealthCheck): ContainerHealthCheck => ({
  intervalSeconds: count(check.interval ?? HEALTH_CHECK_DEFAULTS.interval, 'healthCheck.interval'),
  timeoutSeconds: count(check.timeout ?? HEALTH_CHECK_DEFAULTS.timeout, 'healthCheck.timeout'),
  retries: count(check.retries ?? HEALTH_CHECK_DEFAULTS.retries, 'healthCheck.retries'),
  startPeriodSeconds: count(check.startPeriod ?? HEALTH_CHECK_DEFAULTS.startPeriod, 'healthCheck.startPeriod'),
});

/** Other drivers send the lines to where the medic cannot read them. */
const logGroupOf = ({ logConfiguration }: SdkContainerDefinition): string | undefined =>
  logConfiguration?.logDriver === 'awslogs' ? logConfiguration.options?.['awslogs-group'] : undefined;
