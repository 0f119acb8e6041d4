import type {
  ContainerDefinition as SdkContainerDefinition,
  HealthCheck as SdkHealthCheck,
  TaskDefinition as SdkTaskDefinition,
} from '@aws-sdk/client-ecs';
import type {
  ContainerDefinition,
  ContainerHealthCheck,
  TaskDefinition,
  TaskDefinitionStatus,
} from '#shared/domain/model/task-definition.ts';
import { count, instant, optionalText, text } from '../transport/checked.ts';

/** ECS applies these defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const HEALTH_CHECK_DEFAULTS = { interval: 30, timeout: 5, retries: 3, startPeriod: 0 };

const STATUSES = ['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'] as const satisfies readonly TaskDefinitionStatus[];

/** Leaves out environment, secrets and command. Throws AnswerInvalid where ECS's answer cannot be true. */
export const toTaskDefinition = (arn: string, definition: SdkTaskDefinition): TaskDefinition => {
  const { cpu, memory, registeredAt, containerDefinitions = [] } = definition;
  const status = STATUSES.find((known) => known === definition.status);
  return {
    arn,
    ...(status && { status }),
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
    // ECS reports 0 for a container without a CPU setting.
    ...(cpu && { cpuUnits: count(cpu, 'container.cpu') }),
    ...(memory !== undefined && { memoryMiB: count(memory, 'container.memory') }),
    ...(memoryReservation !== undefined && {
      memoryReservationMiB: count(memoryReservation, 'container.memoryReservation'),
    }),
    ...(stopTimeout !== undefined && { stopTimeoutSeconds: count(stopTimeout, 'container.stopTimeout') }),
    ...(healthCheck && { healthCheck: toHealthCheck(healthCheck) }),
    ...(logGroup !== undefined && { logGroup }),
    ports: portMappings.flatMap(({ containerPort }) =>
      containerPort === undefined ? [] : count(containerPort, 'containerPort'),
    ),
  };
};

const toHealthCheck = (check: SdkHealthCheck): ContainerHealthCheck => ({
  intervalSeconds: count(check.interval ?? HEALTH_CHECK_DEFAULTS.interval, 'healthCheck.interval'),
  timeoutSeconds: count(check.timeout ?? HEALTH_CHECK_DEFAULTS.timeout, 'healthCheck.timeout'),
  retries: count(check.retries ?? HEALTH_CHECK_DEFAULTS.retries, 'healthCheck.retries'),
  startPeriodSeconds: count(check.startPeriod ?? HEALTH_CHECK_DEFAULTS.startPeriod, 'healthCheck.startPeriod'),
});

/** Only the awslogs driver writes to a log group that the medic can read. */
const logGroupOf = ({ logConfiguration }: SdkContainerDefinition): string | undefined =>
  logConfiguration?.logDriver === 'awslogs'
    ? optionalText(logConfiguration.options?.['awslogs-group'], 'awslogs-group')
    : undefined;
