// Contract layer: functions in child processes, through the Lambda Runtime API.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLambdaRuntime, type LambdaRuntime } from '#local-aws/lambda/lambda-runtime.ts';
import type { DeployedFunction } from '#local-aws/stack/deployed-stack.ts';

const NOW = Date.parse('2031-05-06T07:08:09Z');
const BOOTSTRAP = join(import.meta.dirname, '../../local-aws/lambda/bootstrap.mjs');
const RUNTIME = new URL('../../local-aws/lambda/lambda-runtime.ts', import.meta.url).href;

const functionCalled = (name: string, given: Partial<DeployedFunction> = {}): DeployedFunction => ({
  logicalId: name,
  name,
  arn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
  handler: 'code/handler.handler',
  artifact: `${name}.zip`,
  environment: { STAGE: 'test' },
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  roleName: `${name}-role`,
  maximumEventAgeSeconds: 60,
  maximumRetryAttempts: 0,
  ...given,
});

const folder = mkdtempSync(join(tmpdir(), 'lambda-runtime-'));
const logFolder = join(folder, 'logs');
let open: LambdaRuntime[] = [];
let servers: { readonly close: () => unknown }[] = [];

afterEach(async () => {
  await Promise.all(open.map((runtime) => runtime.close()));
  for (const server of servers) server.close();
  open = [];
  servers = [];
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, code: string, file = 'code/handler.mjs'): string => {
  const path = join(folder, name, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
  return join(folder, name);
};

const runtimeWith = (functions: readonly DeployedFunction[], hosts: Readonly<Record<string, string>> = {}) => {
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

/** A runtime with the one function `it`, and the way to call it. */
const running = (code: string, given: Partial<DeployedFunction> = {}, hosts: Readonly<Record<string, string>> = {}) => {
  const deployed = functionCalled(`function-${crypto.randomUUID()}`, given);
  write(deployed.name, code);
  const runtime = runtimeWith([deployed], hosts);
  return { deployed, runtime, invoke: (event: unknown = {}) => runtime.invoke(deployed.name, event) };
};

/** A server on a free port, to which the code of a function can connect; closed when the test is over. */
const listening = async <T extends Server | ReturnType<typeof createTcpServer>>(
  server: T,
): Promise<T & { port: number }> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
};

describe('what a function answers', () => {
  it.each([
    { event: { a: [1, 'two', null] }, payload: { got: { a: [1, 'two', null] } } },
    { event: 'ünïcode', payload: { got: 'ünïcode' } },
    { event: null, payload: { got: null } },
    { event: undefined, payload: { got: null } },
  ])('comes back for $event', async ({ event, payload }) => {
    const { runtime, deployed } = running('export const handler = async (event) => ({ got: event });');
    expect(await runtime.invoke(deployed.name, event)).toEqual({ payload });
  });

  it('is null when it answers nothing', async () => {
    expect(await running('export const handler = () => undefined;').invoke()).toEqual({ payload: null });
  });

  it('is an error under the name it was thrown with', async () => {
    const outcome = await running(`
      class LeaseLost extends Error { name = 'LeaseLost'; }
      export const handler = async () => { throw new LeaseLost('epoch 8 holds it'); };
    `).invoke();
    expect(outcome).toEqual({
      errorType: 'LeaseLost',
      errorMessage: 'epoch 8 holds it',
      trace: expect.arrayContaining([expect.stringContaining('handler.mjs')]),
    });
  });

  it('is an error of its own when it throws what is no error', async () => {
    const outcome = await running(`export const handler = async () => { throw 'a tantrum'; };`).invoke();
    expect(outcome).toMatchObject({ errorType: 'string', errorMessage: 'a tantrum' });
  });

  it('is an error when it cannot be written as JSON, and the function goes on', async () => {
    const { invoke, runtime } = running('export const handler = async ({ big }) => (big ? 1n : process.pid);');
    expect(await invoke({ big: true })).toMatchObject({ errorType: 'TypeError' });
    expect(await invoke()).toEqual({ payload: expect.any(Number) });
    expect(runtime.environments()).toBe(1);
  });

  it('is refused for a function that is not deployed', async () => {
    await expect(runtimeWith([]).invoke('nobody', {})).rejects.toThrow('no function nobody is deployed here');
  });
});

describe('the surroundings of a function', () => {
  it('are those that Lambda and the template give, and nothing of the parent but PATH', async () => {
    process.env.ONLY_OF_THE_PARENT = 'yes';
    const { invoke, deployed } = running(
      'export const handler = async () => ({ env: process.env, cwd: process.cwd() });',
    );
    const outcome = await invoke();
    delete process.env.ONLY_OF_THE_PARENT;
    const task = join(folder, deployed.name);
    expect(outcome).toMatchObject({
      payload: {
        cwd: task,
        env: {
          PATH: process.env.PATH,
          STAGE: 'test',
          TZ: 'UTC',
          AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: `AKIA-${deployed.roleName}`,
          AWS_LAMBDA_FUNCTION_NAME: deployed.name,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
          LAMBDA_TASK_ROOT: task,
          _HANDLER: 'code/handler.handler',
          _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
        },
      },
    });
    expect(outcome).not.toHaveProperty(['payload', 'env', 'ONLY_OF_THE_PARENT']);
  });

  it('include a context that says who it is and how long it may go on', async () => {
    const { invoke, deployed } = running(`
      export const handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });
    `);
    const outcome = await invoke();
    expect(outcome).toMatchObject({
      payload: {
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionName: deployed.name,
        functionVersion: '$LATEST',
        invokedFunctionArn: deployed.arn,
        memoryLimitInMB: '256',
        remaining: expect.any(Number),
      },
    });
    const { remaining } = (outcome as { payload: { remaining: number } }).payload;
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(30_000);
  });

  it('show the time of the world wherever a date is asked for', async () => {
    const { invoke } = running(`
      const loaded = Date.now();
      export const handler = async () => ({
        years: [loaded, Date.now(), new Date().getTime(), Date.parse(Date()), new (class extends Date {})().getTime()]
          .map((instant) => new Date(instant).getUTCFullYear()),
        given: new Date(0).toISOString(),
        isDate: new Date() instanceof Date && new Date().constructor === Date,
      });
    `);
    expect(await invoke()).toEqual({
      payload: { years: [2031, 2031, 2031, 2031, 2031], given: '1970-01-01T00:00:00.000Z', isDate: true },
    });
  });

  it('know the names of the world and no others', async () => {
    const server = await listening(createServer((_, response) => response.end('here')));
    const { invoke } = running(
      `
      import { lookup } from 'node:dns';
      import { lookup as lookupLater, resolve4 } from 'node:dns/promises';
      const viaCallback = (name, options) => new Promise((resolve) =>
        lookup(name, options, (error, address, family) => resolve(error?.code ?? (family ? [address, family] : address))));
      const viaPromise = (name, options) => lookupLater(name, options).catch((error) => error.code);
      export const handler = async ({ port }) => ({
        known: [await viaCallback('db.internal', {}), await viaPromise('DB.internal')],
        all: [await viaCallback('db.internal', { all: true }), await viaPromise('db.internal', { all: true })],
        address: await viaPromise('10.1.2.3'),
        localhost: await viaPromise('localhost'),
        version6: await viaPromise('db.internal', 6),
        unknown: [await viaCallback('example.com', 4), await viaPromise('example.com'), await viaPromise('constructor')],
        served: await resolve4('example.com').catch((error) => error.code),
        fetched: await fetch(\`http://web.internal:\${port}\`).then((answer) => answer.text()),
        refused: await fetch(\`http://example.com:\${port}\`).catch(({ cause }) => cause.code),
      });
      `,
      {},
      { 'db.internal': '127.77.255.1', 'web.internal': '127.0.0.1' },
    );
    const address = { address: '127.77.255.1', family: 4 };
    expect(await invoke({ port: server.port })).toEqual({
      payload: {
        known: [['127.77.255.1', 4], address],
        all: [[address], [address]],
        address: { address: '10.1.2.3', family: 4 },
        localhost: { address: '127.0.0.1', family: 4 },
        version6: 'ENOTFOUND',
        unknown: ['ENOTFOUND', 'ENOTFOUND', 'ENOTFOUND'],
        served: 'ECONNREFUSED',
        fetched: 'here',
        refused: 'ENOTFOUND',
      },
    });
  });

  it('keep in one file per function what it writes', async () => {
    const { invoke, deployed } = running(`
      export const handler = async ({ line }) => { console.log('out ' + line); console.error('err ' + line); };
    `);
    await invoke({ line: 1 });
    await invoke({ line: 2 });
    expect(readFileSync(join(logFolder, `${deployed.name}.log`), 'utf8')).toBe('out 1\nerr 1\nout 2\nerr 2\n');
  });
});

describe('execution environments', () => {
  const COUNTING = `
    let count = 0;
    export const handler = async () => ({ pid: process.pid, count: (count += 1) });
  `;

  it('are reused while warm', async () => {
    const { invoke, runtime } = running(COUNTING);
    const first = (await invoke()) as { payload: { pid: number } };
    expect(await invoke()).toEqual({ payload: { pid: first.payload.pid, count: 2 } });
    expect(runtime.environments()).toBe(1);
  });

  it('take one event at a time: another starts for an event that comes meanwhile, and both are kept', async () => {
    const guests: { end: () => void }[] = [];
    // neither call can end before both have begun
    const meeting = await listening(
      createTcpServer((socket) => {
        guests.push(socket);
        if (guests.length === 2) for (const guest of guests) guest.end();
      }),
    );
    const { invoke, runtime } = running(`
      import { connect } from 'node:net';
      import { once } from 'node:events';
      export const handler = async ({ port }) => {
        if (port) await once(connect(port, '127.0.0.1').resume(), 'close');
        return process.pid;
      };
    `);
    const pids = (await Promise.all([invoke({ port: meeting.port }), invoke({ port: meeting.port })])).map(
      (outcome) => (outcome as { payload: number }).payload,
    );
    expect(new Set(pids).size).toBe(2);
    expect(runtime.environments()).toBe(2);
    expect(pids).toContain(((await invoke()) as { payload: number }).payload);
    expect(runtime.environments()).toBe(2);
  });

  it.each([
    { what: 'waits', code: 'await new Promise(() => {})' },
    { what: 'spins', code: 'for (;;);' },
  ])('end with a function that $what beyond its timeout, and the next event gets a fresh one', async ({ code }) => {
    const { invoke } = running(
      `let count = 0;
       export const handler = async ({ hang }) => { count += 1; if (hang) { ${code} } return count; };`,
      { timeoutSeconds: 1 },
    );
    expect(await invoke()).toEqual({ payload: 1 });
    expect(await invoke({ hang: true })).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
    });
    expect(await invoke()).toEqual({ payload: 1 });
  });

  it.each([
    { code: 'process.exit(7)', how: 'exit status 7' },
    { code: `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})`, how: 'signal: SIGKILL' },
    { code: `setImmediate(() => { throw new Error('late'); }); await new Promise(() => {})`, how: 'exit status 1' },
  ])('end with $how on `$code`, and the next event gets a fresh one', async ({ code, how }) => {
    const { invoke } = running(
      `let count = 0;
       export const handler = async ({ leave }) => { count += 1; if (leave) { ${code} } return count; };`,
    );
    expect(await invoke()).toEqual({ payload: 1 });
    expect(await invoke({ leave: true })).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(
        new RegExp(`^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: ${how}$`),
      ),
    });
    expect(await invoke()).toEqual({ payload: 1 });
  });

  it.each([
    {
      what: 'that throws',
      code: `throw new RangeError('no table');`,
      errorType: 'RangeError',
      errorMessage: 'no table',
    },
    {
      what: 'that is no JavaScript',
      code: 'export const = ;',
      errorType: 'SyntaxError',
      errorMessage: expect.any(String),
    },
    {
      what: 'without the handler',
      code: 'export const other = 1;',
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'code/handler.handler is undefined or not exported',
    },
  ])('do not come to be of code $what, until it is put right', async ({ code, errorType, errorMessage }) => {
    const { invoke, deployed, runtime } = running(code);
    expect(await invoke()).toMatchObject({ errorType, errorMessage });
    expect(runtime.environments()).toBe(0);
    write(deployed.name, 'export const handler = async () => 1;');
    expect(await invoke()).toEqual({ payload: 1 });
  });

  it('do not come to be of code that is not there', async () => {
    const { invoke } = running('', { handler: 'code/elsewhere.handler' });
    expect(await invoke()).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringMatching(/^Error: Cannot find module '.*code\/elsewhere'$/),
    });
  });

  it('do not come to be in a folder that is not there, which is an answer as well', async () => {
    const runtime = runtimeWith([functionCalled('not-unpacked')]);
    expect(await runtime.invoke('not-unpacked', {})).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('ENOENT'),
    });
    expect(runtime.environments()).toBe(0);
  });

  it.each([
    { file: 'code/handler.js', code: 'exports.handler = async () => module.children.length;' },
    { file: 'code/handler.cjs', code: 'module.exports = Object.assign({}, { handler: async () => 0 });' },
  ])('load CommonJS from $file', async ({ file, code }) => {
    const deployed = functionCalled(`common-${file.split('.')[1]}`);
    write(deployed.name, code, file);
    expect(await runtimeWith([deployed]).invoke(deployed.name, {})).toEqual({ payload: 0 });
  });
});

describe('closing', () => {
  /** A function that holds a connection open for as long as it lives, and a promise of that connection's being gone. */
  const witnessed = async () => {
    const server = await listening(createTcpServer());
    const lifetime = once(server, 'connection').then(([socket]) => ({
      over: new Promise<void>((resolve) => {
        socket.on('close', () => resolve());
        socket.on('error', () => undefined).resume();
      }),
    }));
    const code = `
      import { connect } from 'node:net';
      import { once } from 'node:events';
      export const handler = async ({ port, stay, stubborn }) => {
        if (stubborn) process.on('SIGTERM', () => {});
        await once(connect(port, '127.0.0.1'), 'connect');
        if (stay) await new Promise(() => {});
        return 'connected';
      };
    `;
    return { port: server.port, lifetime, code };
  };

  it.each([{ stubborn: false }, { stubborn: true }])(
    'leaves no process, neither idle nor at work, nor when stubborn is $stubborn',
    async ({ stubborn }) => {
      const { port, lifetime, code } = await witnessed();
      const { invoke, runtime } = running(code);
      const atWork = invoke({ port, stay: true, stubborn });
      const { over } = await lifetime;
      const idle = await witnessed();
      expect(await invoke({ port: idle.port, stubborn })).toEqual({ payload: 'connected' });

      await runtime.close();
      expect(runtime.environments()).toBe(0);
      expect(await atWork).toMatchObject({ errorType: 'Runtime.ExitError' });
      await Promise.all([over, (await idle.lifetime).over]);
    },
  );

  it('may happen twice, and nothing runs afterwards', async () => {
    const { invoke, runtime } = running('export const handler = async () => 1;');
    await invoke();
    await Promise.all([runtime.close(), runtime.close()]);
    await expect(invoke()).rejects.toThrow('the Lambda runtime is closed');
  });

  it('is what a process does by itself when its server is gone', async () => {
    const task = write('orphan', 'export const handler = async () => 1;');
    const server = await listening(createServer());
    const asked = once(server, 'request');
    const child = spawn(process.execPath, [BOOTSTRAP], {
      env: {
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.port}`,
        _HANDLER: 'code/handler.handler',
        LAMBDA_TASK_ROOT: task,
      },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const exited = once(child, 'exit');
    expect((await asked)[0].url).toBe('/2018-06-01/runtime/invocation/next');
    server.close();
    server.closeAllConnections();
    expect(await exited).toEqual([0, null]);
  });

  it('is what a process does at work as well when its parent is killed', async () => {
    const { port, lifetime, code } = await witnessed();
    const deployed = functionCalled('left-behind');
    write(deployed.name, code);
    const program = join(folder, 'parent.mjs');
    writeFileSync(
      program,
      `import { createLambdaRuntime } from ${JSON.stringify(RUNTIME)};
       const runtime = createLambdaRuntime({
         functions: [${JSON.stringify(deployed)}],
         folderOf: () => ${JSON.stringify(join(folder, deployed.name))},
         environment: {}, accessKeyOf: () => 'AKIA', now: () => 0, logFolder: ${JSON.stringify(logFolder)}, hosts: {},
       });
       await runtime.invoke('left-behind', { port: ${port}, stay: true });`,
    );
    const parent = spawn(process.execPath, [program], { stdio: 'inherit' });
    const { over } = await lifetime;
    parent.kill('SIGKILL');
    await over;
    expect(existsSync(join(logFolder, 'left-behind.log'))).toBe(true);
  });
});
