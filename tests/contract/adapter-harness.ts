// Contract layer: the adapters over the local world, once through the in-process client and once over the wire.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import type { Operations } from '#local-aws/operation.ts';
import { startGateway } from '#local-aws/wire/gateway.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { ecsCapacityControl, ecsReleaseControl, ecsTaskControl } from '#shared/adapters/ecs/control.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Services } from '#shared/ports/services.ts';
import type { Clock } from '#shared/ports/system.ts';
import { cloudwatchMetricsOperations } from '#sim/operations/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { elbv2Operations } from '#sim/operations/elbv2.ts';
import type { WorldServiceSpec } from '#sim/world/ecs/service-spec.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from '#sim/world/registry.ts';
import { createWorld, type World } from '#sim/world/world.ts';

export const START = Date.parse('2026-11-23T10:00:00Z');

interface Clients {
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly elbv2: Pick<ElasticLoadBalancingV2Client, 'send'>;
  readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
  readonly close: () => Promise<void>;
}

type Connect = (operations: Operations, now: () => number) => Promise<Clients>;

const inProcess: Connect = async (operations) => {
  const checked = checkedOperations(operations);
  return {
    ecs: inProcessClient(checked, 'ecs'),
    elbv2: inProcessClient(checked, 'elbv2'),
    cloudwatch: inProcessClient(checked, 'cloudwatch'),
    close: async () => {},
  };
};

const overTheWire: Connect = async (operations, now) => {
  const gateway = await startGateway({ operations, port: 0, now });
  const settings = {
    endpoint: gateway.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const clients = {
    ecs: new ECSClient(settings),
    elbv2: new ElasticLoadBalancingV2Client(settings),
    cloudwatch: new CloudWatchClient(settings),
  };
  return {
    ...clients,
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await gateway.close();
    },
  };
};

export const WAYS: readonly { readonly way: string; readonly connect: Connect }[] = [
  { way: 'in process', connect: inProcess },
  { way: 'over the wire', connect: overTheWire },
];

type Ports = Pick<Services, 'ecs' | 'targetGroups' | 'metrics' | 'tasks' | 'capacity' | 'releases'>;

/** A world at rest with the adapters over it. */
export interface Setting extends Ports {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly runFor: (milliseconds: number) => Promise<void>;
}

/** Lets each test of the suite set up worlds, one way and then the other; what they opened is closed after each test. */
export const bothWays = (
  suite: (settle: (services?: readonly WorldServiceSpec[]) => Promise<Setting>) => void,
): void => {
  describe.each(WAYS)('$way', ({ connect }) => {
    const opened: Clients[] = [];
    afterEach(async () => {
      await Promise.all(opened.splice(0).map(({ close }) => close()));
    });
    suite(async (services = [REGISTRY]) => {
      const clock = createVirtualClock(START);
      const world = createWorld({
        clock,
        random: createRandom(7),
        cluster: REGISTRY_CLUSTER,
        services,
        dependencies: REGISTRY_DEPENDENCIES,
      });
      const operations: Operations = {
        ecs: ecsOperations(world),
        elbv2: elbv2Operations(world),
        cloudwatch: cloudwatchMetricsOperations(world),
      };
      const clients = await connect(operations, clock.now);
      opened.push(clients);
      const runFor = (milliseconds: number) => clock.runUntil(clock.now() + milliseconds);
      return { world, clock, runFor, ...portsOver(clients, clock) };
    });
  });
};

export const portsOver = ({ ecs, elbv2, cloudwatch }: Omit<Clients, 'close'>, clock: Clock): Ports => ({
  ecs: ecsReader(ecs, clock),
  targetGroups: targetGroupReader(elbv2, clock, WITHOUT_WAITING),
  metrics: metricReader(cloudwatch, clock),
  tasks: ecsTaskControl(ecs),
  capacity: ecsCapacityControl(ecs),
  releases: ecsReleaseControl(ecs),
});

/** As much of a policy as the readers look at. */
export const policyFor = (name: string, service = 'mlflow-registry', cluster = REGISTRY_CLUSTER): ServicePolicy =>
  ({ name, service, cluster }) as ServicePolicy;
