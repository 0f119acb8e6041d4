import type { Task as EcsTask } from '@aws-sdk/client-ecs';
import { type Instant, toIso } from '#shared/domain/model/time.ts';
import { containerArn } from '../arns.ts';
import { emitEcsEvent } from '../events.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';

/** The task as DescribeTasks gives it. */
export const toEcsTask = (world: WorldState, service: ServiceState, task: Task): EcsTask => ({
  attachments: [networkAttachment(task)],
  attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
  availabilityZone: task.zone.name,
  clusterArn: world.cluster.arn,
  ...(task.connectivityAt !== undefined && { connectivity: 'CONNECTED' }),
  containers: [container(world, service, task)],
  cpu: service.spec.cpu,
  desiredStatus: task.desiredStatus,
  enableExecuteCommand: false,
  group: `service:${task.service}`,
  healthStatus: 'UNKNOWN',
  lastStatus: task.lastStatus,
  launchType: 'FARGATE',
  memory: service.spec.memory,
  overrides: { containerOverrides: [{ name: service.spec.containerName }], inferenceAcceleratorOverrides: [] },
  platformVersion: '1.4.0',
  platformFamily: 'Linux',
  startedBy: task.deploymentId,
  ...(task.stopCode !== undefined && { stopCode: task.stopCode }),
  ...(task.stoppedReason !== undefined && { stoppedReason: task.stoppedReason }),
  tags: [],
  taskArn: task.arn,
  taskDefinitionArn: task.definition.arn,
  version: task.version,
  ephemeralStorage: { sizeInGiB: 20 },
  ...dates(task),
});

const MOMENTS = [
  'createdAt',
  'connectivityAt',
  'pullStartedAt',
  'pullStoppedAt',
  'startedAt',
  'stoppingAt',
  'executionStoppedAt',
  'stoppedAt',
] as const;

const dates = (task: Task): Partial<Record<(typeof MOMENTS)[number], Date>> =>
  Object.fromEntries(
    MOMENTS.flatMap((moment) => {
      const at: Instant | undefined = task[moment];
      return at === undefined ? [] : [[moment, new Date(at)]];
    }),
  );

const networkAttachment = (task: Task) => ({
  id: task.attachmentId,
  type: 'ElasticNetworkInterface',
  status: attachmentStatus(task),
  details: [
    { name: 'subnetId', value: task.zone.subnetId },
    { name: 'networkInterfaceId', value: task.networkInterfaceId },
    { name: 'macAddress', value: macAddress(task.networkInterfaceId) },
    { name: 'privateDnsName', value: `ip-${task.ip.replaceAll('.', '-')}.ec2.internal` },
    { name: 'privateIPv4Address', value: task.ip },
  ],
});

const attachmentStatus = ({ lastStatus }: Task): string => {
  if (lastStatus === 'PROVISIONING') return 'PRECREATED';
  return lastStatus === 'STOPPED' ? 'DELETED' : 'ATTACHED';
};

/** Follows from the interface's name, so that a task looks the same whenever it is described. */
const macAddress = (networkInterfaceId: string): string =>
  `0a:${networkInterfaceId.slice(4, 14).replaceAll(/(..)(?=.)/g, '$1:')}`;

const container = (world: WorldState, service: ServiceState, task: Task) => ({
  containerArn: containerArn(world, `${world.cluster.name}/${task.id}`, task.containerId),
  taskArn: task.arn,
  name: service.spec.containerName,
  image: task.definition.image,
  runtimeId: `${task.id}-${Number.parseInt(task.containerId.slice(0, 8), 16)}`,
  lastStatus: containerStatus(task),
  ...(task.exitCode !== undefined && { exitCode: task.exitCode }),
  ...(task.containerReason !== undefined && { reason: task.containerReason }),
  networkBindings: [],
  networkInterfaces: [{ attachmentId: task.attachmentId, privateIpv4Address: task.ip }],
  healthStatus: 'UNKNOWN' as const,
  cpu: '0',
});

const containerStatus = ({ startedAt, lastStatus, executionStoppedAt }: Task): string => {
  if (executionStoppedAt !== undefined || lastStatus === 'STOPPED') return 'STOPPED';
  return startedAt === undefined ? 'PENDING' : 'RUNNING';
};

/**
 * Tells the world that a task has changed. The event is DescribeTasks' answer without health and with times as text.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const emitTaskChange = (world: WorldState, service: ServiceState, task: Task): void => {
  const { healthStatus: _health, tags: _tags, attachments, containers, ...described } = toEcsTask(world, service, task);
  emitEcsEvent(world, 'ECS Task State Change', {
    resource: task.arn,
    detail: {
      ...withTimesAsText(described),
      attachments: attachments?.map((attachment) => ({ ...attachment, type: 'eni' })),
      containers: containers?.map(({ healthStatus: _status, networkBindings: _bindings, ...rest }) => rest),
      updatedAt: toIso(world.clock.now()),
    },
  });
};

const withTimesAsText = (described: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(described).map(([key, value]) => [key, value instanceof Date ? toIso(value.getTime()) : value]),
  );
