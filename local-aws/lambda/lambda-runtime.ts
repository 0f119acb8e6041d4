import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '#shared/domain/model/time.ts';
import type { DeployedFunction } from '../stack/deployed-stack.ts';
import type { FunctionRuntime } from './invoker.ts';
import { startRuntimeApi } from './runtime-api.ts';
import { type RuntimeEnvironment, startEnvironment } from './runtime-environment.ts';
import { variablesOf } from './runtime-variables.ts';

export interface LambdaRuntime extends FunctionRuntime {
  /** Number of execution environments, each of them a process. */
  readonly environments: () => number;
  /** Ends every process; settles when all have ended. */
  readonly close: () => Promise<void>;
}

export interface LambdaRuntimeOptions {
  readonly functions: readonly DeployedFunction[];
  /** The folder with the unpacked code of a function. */
  readonly folderOf: (deployed: DeployedFunction) => string;
  /** Added to the environment of each function, such as the endpoint to call. */
  readonly environment: Readonly<Record<string, string>>;
  /** The access key id that identifies the function's role to the gateway. */
  readonly accessKeyOf: (deployed: DeployedFunction) => string;
  readonly now: () => Instant;
  /** Receives one file per function, `<function-name>.log`, with the output of its processes. */
  readonly logFolder: string;
  /** The addresses of the names that functions can resolve; they resolve no other name. */
  readonly hosts: Readonly<Record<string, string>>;
}

/**
 * Runs the packaged code of functions in child processes, as Lambda does: one event at a time in each, reused while
 * warm, another process for a concurrent event, and a new one after a timeout (wall time), an exit or a failed load.
 */
export const createLambdaRuntime = (options: LambdaRuntimeOptions): LambdaRuntime => {
  const functions = new Map(options.functions.map((deployed) => [deployed.name, deployed]));
  const environments = new Map<string, RuntimeEnvironment>();
  const api = startRuntimeApi((id) => environments.get(id)?.calls);
  let started = 0;
  let isClosed = false;
  mkdirSync(options.logFolder, { recursive: true });

  const start = (deployed: DeployedFunction, address: string): RuntimeEnvironment => {
    started += 1;
    const id = String(started);
    const environment = startProcess(options, deployed, `${address}/${id}`);
    environments.set(id, environment);
    void environment.ended.then(() => environments.delete(id));
    return environment;
  };

  return {
    invoke: async (functionName, event) => {
      const deployed = functions.get(functionName);
      if (deployed === undefined) throw new RangeError(`no function ${functionName} is deployed here`);
      const address = await api.address;
      if (isClosed) throw new Error(`${functionName} cannot run: the Lambda runtime is closed`);
      const idle = environments.values().find((known) => known.functionName === functionName && known.isIdle());
      return (idle ?? start(deployed, address)).invoke(event);
    },
    environments: () => environments.size,
    close: async () => {
      isClosed = true;
      await Promise.all(environments.values().map(({ end }) => end()));
      await api.close();
    },
  };
};

const startProcess = (
  { folderOf, accessKeyOf, now, hosts, environment: extra, logFolder }: LambdaRuntimeOptions,
  deployed: DeployedFunction,
  runtimeApi: string,
): RuntimeEnvironment => {
  const folder = folderOf(deployed);
  const accessKeyId = accessKeyOf(deployed);
  return startEnvironment({
    deployed,
    folder,
    variables: variablesOf({ deployed, folder, runtimeApi, accessKeyId, hosts, now: now(), extra }),
    logFile: join(logFolder, `${deployed.name}.log`),
    now,
  });
};
