import { join } from 'node:path';
import type { PackagedService } from '#deploy/package-service.ts';
import { createRealClock, type RealClock } from '#local-aws/clock/real-clock.ts';
import type { DeployedStack, DeployedTable } from '#local-aws/stack/deployed-stack.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { startGateway } from '#local-aws/wire/gateway.ts';
import { breakerStore } from '#shared/adapters/stores/breakers.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { MedicRecord } from '../scenario/medic-view.ts';
import { createScenario, type Scenario, WARM_UP_MS } from '../scenario/scenario.ts';
import { seedBaseline } from '../scenario/seed-baseline.ts';
import { breakerRecordsOver } from '../world/application/breaker-store.ts';
import { addressPrefixFor, dependencyAddresses } from './dependency-addresses.ts';
import { createFunctions, roleByAccessKey } from './functions.ts';
import { createListeners } from './listeners.ts';
import { createLocalTable } from './local-table.ts';
import { createResources, type Resources } from './resources.ts';
import { acceleratedWallTime } from './wall-time.ts';

export interface DemoWorldOptions {
  readonly root: string;
  readonly packaged: PackagedService;
  readonly policy: ServicePolicy;
  readonly seed: number;
  readonly speed: number;
  readonly port: number;
  readonly onChange: (before: MedicRecord, after: MedicRecord) => void;
}

export interface DemoWorld extends Scenario<RealClock> {
  readonly url: string;
  readonly stack: DeployedStack;
  readonly logFolder: string;
  /** Ends all child processes, listeners and servers. */
  readonly close: () => Promise<void>;
}

const WARM_UP_WALL_MS = SECOND / 2;

/** Starts the packaged bundles in child processes, against a world on one loopback port, in accelerated real time. */
export const createDemoWorld = async (options: DemoWorldOptions): Promise<DemoWorld> => {
  const resources = createResources();
  try {
    return await openWorld(options, resources);
  } catch (error) {
    await resources.close();
    throw error;
  }
};

const openWorld = async (options: DemoWorldOptions, resources: Resources): Promise<DemoWorld> => {
  const { root, packaged, policy, seed, speed, port, onChange } = options;
  const stack = readTemplate(packaged.template, { queueOrigin: `http://127.0.0.1:${port}` });
  const folders = foldersIn(join(root, '.medic', String(port)));
  const addressPrefix = addressPrefixFor(port);
  const addresses = dependencyAddresses(policy.dependencies, addressPrefix);
  const localTable = resources.add(await createLocalTable(tableOf(stack)));
  const { clock, endWarmUp } = createDemoClock(speed);
  const scenario: Scenario<RealClock> = createScenario({
    clock,
    seed,
    stack,
    policy,
    table: localTable.table,
    breakers: breakerRecordsOver(breakerStore(localTable.table), policy.name),
    runtime: {
      invoke: async (name, event) => {
        await listeners.sync();
        return functions.invoke(name, event);
      },
    },
    onChange,
    addressPrefix,
  });
  const { world, platform, operations, authorize } = scenario.local;
  await seedBaseline({ world, policy, table: localTable.table, seed });
  const listeners = resources.add(createListeners(world, addresses));
  await listeners.sync();
  const roleOf = roleByAccessKey(stack);
  const { url } = resources.add(
    await startGateway({ operations, authorize, port, now: clock.now, roleOf, dynamodb: localTable.url }),
  );
  const functions = resources.add(
    createFunctions({ stack, packaged, policy, url, addresses, now: clock.now, ...folders }),
  );
  clock.after(WARM_UP_MS, () => {
    endWarmUp();
    platform.start();
  });
  return { ...scenario, url, stack, logFolder: folders.logFolder, close: () => stop(clock, resources) };
};

const tableOf = ({ tables: [table] }: DeployedStack): DeployedTable => {
  if (table === undefined) throw new Error('The packaged template has no table; package the service again.');
  return table;
};

const foldersIn = (folder: string) => ({ logFolder: join(folder, 'logs'), bundleFolder: join(folder, 'bundles') });

/** Creates a clock that takes half a second of wall time for the warm-up. */
const createDemoClock = (speed: number): { readonly clock: RealClock; readonly endWarmUp: () => void } => {
  const wallTime = acceleratedWallTime(WARM_UP_MS / speed / WARM_UP_WALL_MS);
  return { clock: createRealClock({ start: tenOClock(), speed, wallTime }), endWarmUp: wallTime.toNormalSpeed };
};

/** Times of day of the demo are those of a working day. */
const tenOClock = (): Instant => new Date().setUTCHours(10, 0, 0, 0);

const stop = (clock: RealClock, resources: Resources): Promise<void> => {
  clock.stop();
  return resources.close();
};
