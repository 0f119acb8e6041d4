// Contract layer: the simulated world behind AWS's APIs, with the adapters over it, once in process and once over the wire.
import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { ecsCapacityControl, ecsReleaseControl, ecsTaskControl } from '#shared/adapters/ecs/control.ts';
import { type ReaderClients, type Readers, readersOver } from '#shared/adapters/readers.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import type { Part } from '#shared/domain/model/part.ts';
import type { Services } from '#shared/ports/services.ts';
import { applicationAutoScalingOperations } from '#sim/operations/application-autoscaling.ts';
import { cloudtrailOperations, recorded } from '#sim/operations/cloudtrail.ts';
import { cloudwatchMetricsOperations } from '#sim/operations/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { elbv2Operations } from '#sim/operations/elbv2.ts';
import { logsOperations } from '#sim/operations/logs.ts';
import type { WorldServiceSpec } from '#sim/world/ecs/service-spec.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from '#sim/world/registry.ts';
import type { ServiceState, Task } from '#sim/world/state.ts';
import { createWorld, type World } from '#sim/world/world.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { bothWays, type Clients } from '../both-ways.ts';

export const START = Date.parse('2026-11-23T10:00:00Z');

/** A world at rest. */
export interface Setting extends Readers, Pick<Services, 'tasks' | 'capacity' | 'releases'> {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly clients: ReaderClients & { readonly as: (role: string) => Clients };
  readonly runFor: (milliseconds: number) => Promise<void>;
}

export type Settle = (services?: readonly WorldServiceSpec[]) => Promise<Setting>;

/** Lets each test of the suite set up worlds, by default with the registry. */
export const overTheWorld = (suite: (settle: Settle) => void): void =>
  bothWays((connect) =>
    suite(async (services = [REGISTRY]) => {
      const clock = createVirtualClock(START);
      const world = createWorld({
        clock,
        random: createRandom(7),
        cluster: REGISTRY_CLUSTER,
        services,
        dependencies: REGISTRY_DEPENDENCIES,
      });
      const clients = await connect(
        {
          ecs: recorded(world, ecsOperations(world)) ?? {},
          elbv2: elbv2Operations(world),
          cloudwatch: cloudwatchMetricsOperations(world),
          'application-autoscaling': applicationAutoScalingOperations(world),
          logs: logsOperations(world),
          cloudtrail: cloudtrailOperations(world),
        },
        clock.now,
      );
      return {
        world,
        clock,
        clients,
        runFor: (milliseconds) => clock.runUntil(clock.now() + milliseconds),
        ...readersOver((service) => clients[service], clock, WITHOUT_WAITING),
        tasks: ecsTaskControl(clients.ecs),
        capacity: ecsCapacityControl(clients.ecs),
        releases: ecsReleaseControl(clients.ecs),
      };
    }),
  );

export const policyFor = (name: string, service = 'mlflow-registry', cluster = REGISTRY_CLUSTER) =>
  aPolicy({ name, service, cluster });

export const registry = policyFor('registry');

/** Specifies so many services of one task each, named `service-0` and so on. */
export const manyServices = (count: number): readonly WorldServiceSpec[] =>
  Array.from({ length: count }, (_, number) => ({ ...REGISTRY, name: `service-${number}`, desiredCount: 1 }));

export const serviceIn = ({ world }: Setting, name = 'mlflow-registry'): ServiceState => {
  const service = world.services.get(name);
  if (!service) throw new Error(`the world has no service ${name}`);
  return service;
};

export const tasksIn = ({ world }: Setting): readonly Task[] => [...world.tasks.values()];

export const firstTaskIn = (setting: Setting): Task => {
  const [task] = tasksIn(setting);
  if (!task) throw new Error('the world has no task');
  return task;
};

/** Returns the value of the part under that name; fails with the part when it is not observed. */
export const observedIn = <T>(parts: ReadonlyMap<string, Part<T>>, name = 'registry'): T => {
  const part = parts.get(name);
  if (part?.state !== 'observed') throw new Error(`expected an observed part, got ${JSON.stringify(part)}`);
  return part.value;
};
