import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '#shared/domain/model/time.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';
import type { FunctionRuntime } from './invoker.ts';
import { startRuntimeApi } from './runtime-api.ts';
import { type RuntimeEnvironment, startEnvironment } from './runtime-environment.ts';
import { variablesOf } from './runtime-variables.ts';

export interface LambdaRuntime extends FunctionRuntime {
  /** How many execution environments, each a process, there are. */
  readonly environments: () => number;
  /** Ends every process; settles when all are gone. */
  readonly close: () => Promise<void>;
}

export interface LambdaRuntimeOptions {
  readonly functions: readonly DeployedFunction[];
  /** Where the code of a function is unpacked. */
  readonly folderOf: (deployed: DeployedFunction) => string;
  /** Added to the environment of each function: where the world's endpoint is. */
  readonly environment: Readonly<Record<string, string>>;
  /** The access key id that tells the world which role calls. */
  readonly accessKeyOf: (deployed: DeployedFunction) => string;
  readonly now: () => Instant;
  /** Gets one file per function, `<function-name>.log`, with what its processes write. */
  readonly logFolder: string;
  /** Addresses of the only names that functions can look up. */
  readonly hosts: Readonly<Record<string, string>>;
}

/**
 * Runs the packaged code of functions in processes of its own, as Lambda does: one event at a time in each, kept warm, another
 * one for an event that comes meanwhile, and a fresh one after a timeout (in wall time), an exit or a failure to load.
 */
export const createLambdaRuntime = (options: LambdaRuntimeOptions): LambdaRuntime => {
  const { folderOf, accessKeyOf, now, hosts, environment: extra, logFolder } = options;
  const functions = new Map(options.functions.map((deployed) => [deployed.name, deployed]));
  const environments = new Map<string, { readonly functionName: string; readonly environment: RuntimeEnvironment }>();
  const api = startRuntimeApi((id) => environments.get(id)?.environment.calls);
  let started = 0;
  let isClosed = false;
  mkdirSync(logFolder, { recursive: true });

  const start = (deployed: DeployedFunction, address: string): RuntimeEnvironment => {
    started += 1;
    const id = String(started);
    const folder = folderOf(deployed);
    const runtimeApi = `${address}/${id}`;
    const accessKeyId = accessKeyOf(deployed);
    const environment = startEnvironment({
      deployed,
      folder,
      variables: variablesOf({ deployed, folder, runtimeApi, accessKeyId, hosts, now: now(), extra }),
      logFile: join(logFolder, `${deployed.name}.log`),
      now,
    });
    environments.set(id, { functionName: deployed.name, environment });
    void environment.gone.then(() => environments.delete(id));
    return environment;
  };

  const findIdle = (functionName: string): RuntimeEnvironment | undefined =>
    environments.values().find((known) => known.functionName === functionName && known.environment.isIdle())
      ?.environment;

  return {
    invoke: async (functionName, event) => {
      const deployed = functions.get(functionName);
      if (deployed === undefined) throw new RangeError(`no function ${functionName} is deployed here`);
      const address = await api.address;
      if (isClosed) throw new Error(`${functionName} cannot run: the Lambda runtime is closed`);
      return (findIdle(functionName) ?? start(deployed, address)).invoke(event);
    },
    environments: () => environments.size,
    close: async () => {
      isClosed = true;
      await Promise.all(environments.values().map(({ environment }) => environment.end()));
      await api.close();
    },
  };
};
