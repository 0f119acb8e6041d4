import type { Task as EcsTask } from '@aws-sdk/client-ecs';
import type { Instant } from '#shared/domain/model/time.ts';
import { containerArn } from '../arns.ts';
import type { ServiceState, Task, WorldState } from '../state.ts';

/** Shapes a task as DescribeTasks returns it. */
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

const TIME_FIELDS = [
  'createdAt',
  'connectivityAt',
  'pullStartedAt',
  'pullStoppedAt',
  'startedAt',
  'stoppingAt',
  'executionStoppedAt',
  'stoppedAt',
] as const;

const dates = (task: Task): Partial<Record<(typeof TIME_FIELDS)[number], Date>> =>
  Object.fromEntries(
    TIME_FIELDS.flatMap((field) => {
      const at: Instant | undefined = task[field];
      return at === undefined ? [] : [[field, new Date(at)]];
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

/** Derives the address from the interface's id, so that every description of a task has the same one. */
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
