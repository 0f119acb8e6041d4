// Contract layer: functions in child processes, with files and servers that are removed after the tests.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLambdaRuntime, type LambdaRuntime } from '#local-aws/lambda/lambda-runtime.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';
import { aFunction } from '#tests/unit/local-aws/builders.ts';

export const NOW = Date.parse('2031-05-06T07:08:09Z');

type Hosts = Readonly<Record<string, string>>;

/** A folder for the code and the logs of one test file. Closes what each test opened. */
export const runtimes = () => {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-runtime-'));
  const logFolder = join(folder, 'logs');
  const open: { readonly close: () => unknown }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ close }) => close()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Writes the code of a function and returns its folder. */
  const write = (name: string, code: string, file = 'code/handler.mjs'): string => {
    const path = join(folder, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    return join(folder, name);
  };

  const runtimeWith = (functions: readonly DeployedFunction[], hosts: Hosts = {}): LambdaRuntime => {
    const runtime = createLambdaRuntime({
      functions,
      folderOf: ({ name }) => join(folder, name),
      environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
      accessKeyOf: ({ roleName }) => `AKIA-${roleName}`,
      now: () => NOW,
      logFolder,
      hosts,
    });
    open.push(runtime);
    return runtime;
  };

  /** A runtime with one function, and the way to invoke it. */
  const running = (code: string, given: Partial<DeployedFunction> = {}, hosts: Hosts = {}) => {
    const deployed = aFunction(`function-${crypto.randomUUID()}`, { environment: { STAGE: 'test' }, ...given });
    write(deployed.name, code);
    const runtime = runtimeWith([deployed], hosts);
    return { deployed, runtime, invoke: (event: unknown = {}) => runtime.invoke(deployed.name, event) };
  };

  /** A server on a free port, for the code of a function to connect to. */
  const listening = async <T extends Server | TcpServer>(server: T): Promise<T & { port: number }> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push({ close: () => void server.close() });
    return Object.assign(server, { port: (server.address() as AddressInfo).port });
  };

  return { folder, logFolder, write, runtimeWith, running, listening };
};

/** The payload of an outcome that is known to be a success. */
export const payloadOf = <T>(outcome: unknown): T => (outcome as { readonly payload: T }).payload;
