import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { breakerStore } from '#shared/adapters/stores/breakers.ts';
import type { Dependency, ServicePolicy } from '#shared/domain/policy.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/time.ts';
import { OPERATOR } from '#sim/aws/operations.ts';
import { startGateway } from '#sim/gateway/gateway.ts';
import type { PackagedService } from '#sim/package-service.ts';
import type { DeployedFunction, DeployedStack } from '#sim/platform/deployed-stack.ts';
import type { FunctionRuntime } from '#sim/platform/invoker.ts';
import { createLambdaRuntime } from '#sim/platform/lambda-runtime.ts';
import { readTemplate } from '#sim/platform/template.ts';
import { createLocalWorld, type LocalWorld } from '#sim/play/local-world.ts';
import { createMedicView, type MedicRecord, type MedicView } from '#sim/play/medic-view.ts';
import { type Stage, stageIn } from '#sim/play/stage.ts';
import { breakerRecordsOver } from '#sim/stores/breaker-records.ts';
import { createRealClock, type RealClock } from '#sim/world/real-clock.ts';
import { unpackBundle } from './bundles.ts';
import { createListeners, type DependencyAddress } from './listeners.ts';
import { createLocalTable } from './local-table.ts';
import { createOpenings, type Openings } from './openings.ts';
import { hurriedWallTime } from './wall-time.ts';

export interface DemoOptions {
  readonly root: string;
  readonly packaged: PackagedService;
  readonly policy: ServicePolicy;
  readonly seed: number;
  readonly speed: number;
  readonly port: number;
  readonly onChange: (before: MedicRecord, after: MedicRecord) => void;
}

export interface DemoWorld {
  readonly url: string;
  readonly clock: RealClock;
  readonly stack: DeployedStack;
  readonly local: LocalWorld;
  readonly medic: MedicView;
  readonly stage: Stage;
  readonly logFolder: string;
  /** Ends every child, listener and server. */
  readonly close: () => Promise<void>;
}

/**
 * Loopback addresses, other ones for worlds on other ports: with 127.77, tasks get 127.77.11.x to 127.77.13.x and
 * dependencies 127.77.255.x.
 */
const addressPrefixFor = (port: number): string => `127.${64 + (port % 128)}`;
/** CloudWatch shows nothing of the first minutes; the medic begins to look once it does. */
const WARM_UP_MS = 5 * MINUTE;
/** In wall time. */
const WARM_UP_TAKES_MS = SECOND / 2;

/** Runs what would be deployed: the packaged bundles in child processes, against a world on one loopback port, in real time made faster. */
export const createDemoWorld = async (options: DemoOptions): Promise<DemoWorld> => {
  const openings = createOpenings();
  try {
    return await openWorld(options, openings);
  } catch (error) {
    await openings.close();
    throw error;
  }
};

const openWorld = async (options: DemoOptions, openings: Openings): Promise<DemoWorld> => {
  const { root, packaged, policy, seed, speed, port, onChange } = options;
  const stack = readTemplate(packaged.template, { queueOrigin: `http://127.0.0.1:${port}` });
  const own = join(root, '.medic', String(port));
  const folders = { logs: join(own, 'logs'), bundles: join(own, 'bundles') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const [deployedTable] = stack.tables;
  if (deployedTable === undefined) throw new Error('The packaged template has no table; package the service again.');

  const localTable = openings.add(await createLocalTable(deployedTable));
  const medic = createMedicView(localTable.table, policy.name, onChange);
  const wallTime = hurriedWallTime(WARM_UP_MS / speed / WARM_UP_TAKES_MS);
  const clock = createRealClock({ start: startOfDay(), speed, wallTime });
  const addressPrefix = addressPrefixFor(port);
  const addresses = dependencyAddresses(policy.dependencies, addressPrefix);
  const keys = new Map(stack.functions.map((deployed) => [accessKeyOf(deployed), deployed.roleName]));

  const runtime: FunctionRuntime = {
    invoke: async (name, event) => {
      await listeners.follow();
      const outcome = await lambda.invoke(name, event);
      await medic.refresh();
      return outcome;
    },
  };
  const local: LocalWorld = createLocalWorld({
    clock,
    seed,
    stack,
    runtime,
    breakers: breakerRecordsOver(breakerStore(localTable.table), policy.name),
    isIncidentOpen: () => medic.record().incident?.status === 'open',
    addressPrefix,
  });
  const listeners = openings.add(createListeners(local.world, addresses));
  await listeners.follow();
  const gateway = openings.add(
    await startGateway({
      operations: local.operations,
      authorize: local.authorize,
      port,
      now: clock.now,
      roleOf: (accessKeyId) => keys.get(accessKeyId) ?? OPERATOR.role,
      dynamodb: localTable.url,
    }),
  );
  const lambda = openings.add(
    createLambdaRuntime({
      functions: stack.functions,
      folderOf: unpacking(packaged.folder, folders.bundles),
      environment: environmentFor(`http://127.0.0.1:${port}`, addresses),
      accessKeyOf,
      now: clock.now,
      logFolder: folders.logs,
      hosts: hostsFor(policy.dependencies, addresses),
    }),
  );
  clock.after(WARM_UP_MS, () => {
    wallTime.calmDown();
    local.platform.start();
  });

  return {
    url: gateway.url,
    clock,
    stack,
    local,
    medic,
    logFolder: folders.logs,
    stage: stageIn(local, medic, policy.service),
    close: () => {
      clock.stop();
      return openings.close();
    },
  };
};

/** Ten in the morning of today, so that the demo's times read like a working day. */
const startOfDay = (): Instant => new Date().setUTCHours(10, 0, 0, 0);

const accessKeyOf = ({ logicalId }: DeployedFunction): string => `LOCAL${logicalId.toUpperCase()}`;

/** Unpacks each bundle when it is first needed. */
const unpacking = (archives: string, bundles: string): ((deployed: DeployedFunction) => string) => {
  const unpacked = new Map<string, string>();
  return ({ artifact, name }) => {
    const folder = unpacked.get(name) ?? unpackBundle(join(archives, artifact), join(bundles, name));
    unpacked.set(name, folder);
    return folder;
  };
};

/** Ports above 1023, so that nobody has to be root. */
const OBJECT_STORE_PORT = 9000;

const dependencyAddresses = (dependencies: readonly Dependency[], prefix: string): readonly DependencyAddress[] =>
  dependencies.flatMap((dependency, index) => {
    if (dependency.kind === 'dns') return [];
    const port = dependency.kind === 's3' ? OBJECT_STORE_PORT : dependency.port;
    return { dependency: dependency.name, address: `${prefix}.255.${index + 1}`, port };
  });

const addressOf = (addresses: readonly DependencyAddress[], name: string): string =>
  addresses.find(({ dependency }) => dependency === name)?.address ?? '127.0.0.1';

/** What names mean inside the world. */
const hostsFor = (
  dependencies: readonly Dependency[],
  addresses: readonly DependencyAddress[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    dependencies.flatMap((dependency) => {
      if (dependency.kind === 's3') return [];
      const host = dependency.kind === 'dns' ? dependency.record : dependency.host;
      return [[host, addressOf(addresses, dependency.name)]];
    }),
  );

const environmentFor = (url: string, addresses: readonly DependencyAddress[]): Readonly<Record<string, string>> => {
  const store = addresses.find(({ port }) => port === OBJECT_STORE_PORT);
  return {
    AWS_ENDPOINT_URL: url,
    ...(store && { AWS_ENDPOINT_URL_S3: `http://${store.address}:${store.port}` }),
  };
};
