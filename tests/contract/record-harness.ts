// Contract layer: the registry behind a gateway on loopback, with the medic's table and its prober, as an account would have them.
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import { ProbeMessage } from '#events/schemas/probe-request.ts';
import { probeService } from '#functions/probe-service/probe-service.ts';
import { signOfLife } from '#functions/probe-service/sign-of-life.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { Operation, Operations } from '#local-aws/operation.ts';
import { startGateway } from '#local-aws/wire/gateway.ts';
import { type Stores, storesOver } from '#shared/adapters/stores/stores.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { createLocalTable } from '#sim/demo/local-table.ts';
import { cloudwatchMetricsOperations } from '#sim/operations/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { elbv2Operations } from '#sim/operations/elbv2.ts';
import { worldNetwork } from '#sim/virtual/world-network.ts';
import { REGISTRY, REGISTRY_CLUSTER, REGISTRY_DEPENDENCIES } from '#sim/world/registry.ts';
import type { ServiceState } from '#sim/world/state.ts';
import { createWorld, type World } from '#sim/world/world.ts';

const START = Date.parse('2026-11-23T10:00:00Z');

export const POLICY = parseMedicYaml(
  JSON.stringify({
    services: [
      {
        name: 'registry',
        cluster: REGISTRY_CLUSTER,
        service: REGISTRY.name,
        profile: 'mlflow',
        mode: 'auto',
        cadenceSeconds: 15,
        dependencies: [{ name: 'database', kind: 'postgres', host: 'db.internal', port: 5432, critical: true }],
        breakers: [{ name: 'backend', kind: 'shared', dependency: 'database' }],
      },
    ],
  }),
  'medic.yml',
);

export interface RegistryAccount {
  readonly url: string;
  readonly world: World;
  readonly service: ServiceState;
  readonly stores: Stores;
  readonly table: Table;
  readonly now: () => number;
  readonly runFor: (milliseconds: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The account after ten quiet minutes. `changed` may answer some operations otherwise. */
export const openRegistryAccount = async (
  changed: (operations: Operations, now: () => number) => Operations = (operations) => operations,
): Promise<RegistryAccount> => {
  const clock = createVirtualClock(START);
  const world = createWorld({
    clock,
    random: createRandom(7),
    cluster: REGISTRY_CLUSTER,
    services: [REGISTRY],
    dependencies: REGISTRY_DEPENDENCIES,
  });
  const table = await createLocalTable({ name: 'ecs-medic-dev', definition: tableNamed('ecs-medic-dev') });
  const operations = changed(
    {
      ecs: ecsOperations(world),
      elbv2: elbv2Operations(world),
      cloudwatch: cloudwatchMetricsOperations(world),
      lambda: { Invoke: probeServiceIn(world, clock.now) },
    },
    clock.now,
  );
  const gateway = await startGateway({ operations, port: 0, now: clock.now, dynamodb: table.url });
  const [service] = world.services.values();
  if (service === undefined) throw new Error('the world has no service');
  const runFor = (milliseconds: number) => clock.runUntil(clock.now() + milliseconds);
  await runFor(600_000);
  return {
    url: gateway.url,
    world,
    service,
    stores: storesOver(table.table),
    table: table.table,
    now: clock.now,
    runFor,
    close: async () => {
      await gateway.close();
      await table.close();
    },
  };
};

const probeServiceIn = (world: World, now: () => number): Operation => {
  const services = { network: worldNetwork(world, POLICY), clock: { now } };
  const probe = probeService(services, signOfLife(services, { region: 'us-east-1' }));
  return async ({ FunctionName, Payload }: InvokeCommandInput) => {
    if (FunctionName !== 'ecs-medic-dev-probe-service') throw new Error(`${FunctionName} is not deployed`);
    const message = ProbeMessage.parse(JSON.parse(Buffer.from(Payload as Uint8Array).toString()));
    return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(await probe(message))) };
  };
};

const tableNamed = (TableName: string) => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
});
