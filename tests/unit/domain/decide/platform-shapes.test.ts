// Unit layer: the decision table, on where tasks run and what balances their load. See docs/support.md.
import type { ContainerInstance } from '#shared/domain/model/container-instance.ts';
import { secondsAgo, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { itDecides, MANUAL } from './decision-table.ts';

const healthy = { what: 'healthy', cause: 'none', decision: 'none: healthy' } as const;
const hung = { what: 'a task hangs', cause: 'instance-grey', hung: [1] } as const;
const replaced = { ...hung, decision: 'act: stop-task surge task-1', only: ['stop-task'] } as const;

const reclaimed: ServiceState = {
  tasks: 3,
  stopped: [{ stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }],
};
const noCapacity = { cause: 'capacity-shortage', decision: MANUAL } as const;
const unplaced = (reason: string): ServiceState => ({
  events: [{ at: secondsAgo(20), message: `(service registry) was unable to place a task${reason}` }],
});
itDecides('Fargate Spot', [
  { ...reclaimed, what: 'a task is reclaimed', cause: 'platform-maintenance', decision: 'wait: in-transition' },
  {
    ...noCapacity,
    ...reclaimed,
    ...unplaced('. Reason: Capacity is unavailable at this time. Please try again later.'),
    what: 'a task is reclaimed, and no capacity is left',
  },
]);

const hostOf = (number: number): string =>
  `arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/host-${number % 2}`;
const onHosts: ServiceState = {
  task: Object.fromEntries([1, 2, 3, 4].map((number) => [number, { containerInstance: hostOf(number) }])),
};
itDecides('container instances (EC2 or Managed Instances), tasks in awsvpc networking', [
  { ...healthy, ...onHosts },
  { ...replaced, ...onHosts },
  { ...onHosts, what: 'both tasks of a host fail', unhealthy: [1, 3], cause: 'network-path', decision: MANUAL },
  {
    ...noCapacity,
    ...onHosts,
    ...unplaced(' because no container instance met all of its requirements.'),
    what: 'a task finds no place',
    tasks: 3,
  },
  {
    ...onHosts,
    what: 'a host is gone',
    tasks: 3,
    stopped: [{ stoppedReason: 'Host EC2 (instance i-0b239fca18cb7642a) terminated.', containers: [] }],
    cause: 'platform-maintenance',
    decision: 'wait: in-transition',
  },
  {
    ...onHosts,
    what: 'ECS replaces an impaired host',
    tasks: 3,
    stopped: [{ stopCode: 'InfrastructureHealth', stoppedReason: '' }],
    cause: 'platform-maintenance',
    decision: 'wait: in-transition',
  },
]);

const impaired = (status: string, given: Partial<ContainerInstance> = {}): ServiceState => ({
  containerInstances: [
    { arn: hostOf(1), status, health: 'IMPAIRED', failedChecks: [], ...given },
    { arn: hostOf(2), status: 'ACTIVE', health: 'OK', failedChecks: [] },
  ],
});
const managed: ServiceState = {
  task: Object.fromEntries(
    [1, 2, 3, 4].map((number) => [number, { containerInstance: hostOf(number), isOnManagedInstance: true }]),
  ),
};
const redFor = (seconds: number) => ({ unhealthy: [1], seenForSeconds: seconds }) as const;
const repairing = { cause: 'platform-maintenance', decision: 'wait: in-transition' } as const;
itDecides('an instance that ECS finds IMPAIRED', [
  { ...managed, ...impaired('ACTIVE'), ...repairing, ...redFor(180), what: 'a task fails on Managed Instances' },
  {
    ...managed,
    ...impaired('ACTIVE'),
    ...redFor(600),
    what: 'a task fails on Managed Instances, and ECS does not replace it in ten minutes',
    cause: 'platform-maintenance',
    decision: MANUAL,
  },
  { ...managed, ...impaired('ACTIVE'), ...repairing, what: 'both tasks of it fail', unhealthy: [1, 3] },
  { ...managed, ...impaired('ACTIVE'), ...repairing, what: 'a task of it hangs', hung: [1] },
  { ...managed, ...impaired('ACTIVE'), ...repairing, what: 'a task of it is gone', tasks: [2, 3, 4] },
  { ...onHosts, ...impaired('DRAINING'), ...repairing, ...redFor(180), what: 'a task fails on EC2 that drains' },
  {
    ...onHosts,
    ...impaired('ACTIVE'),
    ...redFor(180),
    what: 'a task fails on EC2',
    cause: 'instance-unhealthy',
    decision: 'act: stop-task surge task-1',
    only: ['stop-task'],
  },
  {
    ...managed,
    ...impaired('ACTIVE'),
    what: 'a task fails on another instance',
    unhealthy: [2],
    seenForSeconds: 180,
    cause: 'instance-unhealthy',
    decision: 'act: stop-task surge task-2',
    only: ['stop-task'],
  },
  { ...healthy, ...onHosts, ...impaired('DRAINING', { health: 'OK' }), what: 'another one drains' },
]);

/** Four tasks on two instances. Each port of a host belongs to one task; in host networking ECS may report no port. */
const sharingHosts = (red: boolean, given: { readonly hostPorts?: boolean } = {}): ServiceState => {
  const { hostPorts = true } = given;
  const numbers = hostPorts ? [1, 2, 3, 4] : [1, 2];
  const address = (number: number): string => `i-0b239fca18cb764${number % 2}a`;
  const port = (number: number): number => (hostPorts ? 32_767 + number : 8080);
  return {
    tasks: numbers,
    desired: numbers.length,
    task: Object.fromEntries(
      numbers.map((number) => [
        number,
        {
          address: address(number),
          containerInstance: hostOf(number),
          ...(hostPorts && { hostPorts: [port(number)] }),
        },
      ]),
    ),
    targets: numbers.map((number) =>
      aTarget(number, {
        id: address(number),
        port: port(number),
        ...(red && number === 1 && { state: 'unhealthy', reason: 'Target.Timeout' }),
      }),
    ),
    missing: { taskProbes: 'not-configured' },
  };
};
const redForLong = { what: 'a task fails its health check for three minutes', seenForSeconds: 180 } as const;
const redReplaced = {
  ...redForLong,
  ...replaced,
  cause: 'instance-unhealthy',
  hung: [],
  what: redForLong.what,
} as const;
itDecides('bridge networking', [
  { ...healthy, ...sharingHosts(false) },
  { ...redReplaced, ...sharingHosts(true) },
]);
itDecides('host networking', [
  { ...healthy, ...sharingHosts(false, { hostPorts: false }) },
  { ...redReplaced, ...sharingHosts(true, { hostPorts: false }) },
]);

const daemon = { ecs: { scheduling: 'DAEMON' } } as const;
const kept = { decision: 'escalate: daemon-service' } as const;
itDecides('a DAEMON service', [
  { ...healthy, ...daemon },
  { ...hung, ...kept, ...daemon },
  { ...redForLong, ...kept, ...sharingHosts(true), ...daemon, cause: 'instance-unhealthy' },
]);

const foreignErrors = { traffic: { foreign: { count: 400, ownShare: 0.2 } } };
itDecides('a load balancer that several services share', [
  { ...healthy, ...foreignErrors, what: 'the requests of others fail' },
  { ...replaced, ...foreignErrors, what: 'a task hangs, and the requests of others fail' },
]);

const network: ServiceState = {
  targetGroups: [aTargetGroup({ balancedBy: 'network' })],
  missing: { traffic: 'not-configured' },
};
itDecides('a Network Load Balancer', [
  { ...healthy, ...network },
  { ...replaced, ...network },
]);

const GREEN = `${TARGET_GROUP_ARN}-green`;
const twoGroups = (given: Parameters<typeof aTarget>[1] = {}): ServiceState => ({
  targetGroups: [
    aTargetGroup(),
    aTargetGroup({
      arn: GREEN,
      targets: [1, 2, 3, 4].map((number) => aTarget(number, { port: 9000, ...(number === 1 && given) })),
    }),
  ],
});
itDecides('several target groups', [
  { ...healthy, ...twoGroups() },
  { ...redReplaced, ...twoGroups({ state: 'unhealthy', reason: 'Target.Timeout' }) },
  {
    ...replaced,
    ...twoGroups(),
    what: 'the second port of a task hangs',
    hung: [],
    probe: { 1: { outcome: 'timeout', port: 9090 } },
  },
  {
    what: 'a rule sends requests to an empty one',
    cause: 'target-misconfiguration',
    decision: MANUAL,
    targetGroups: [aTargetGroup(), aTargetGroup({ arn: GREEN, targets: [] })],
    routing: [{ arn: 'rule', forwards: [{ targetGroupArn: GREEN, weight: 1 }] }],
    traffic: { elb503: 100 },
  },
]);
