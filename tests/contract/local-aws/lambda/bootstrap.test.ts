// Contract layer: the environment of a function in a child process: variables, context, time, names, logs.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { payloadOf, runtimes } from './runtime-harness.ts';

const { folder, logFolder, running, listening } = runtimes();

it('a function has the variables of Lambda and of its template, and only PATH of the parent', async () => {
  process.env.ONLY_OF_THE_PARENT = 'yes';
  const { invoke, deployed } = running(
    'export const handler = async () => ({ env: process.env, cwd: process.cwd() });',
  );
  const outcome = await invoke();
  delete process.env.ONLY_OF_THE_PARENT;
  const cwd = join(folder, deployed.name);
  const env = {
    PATH: process.env.PATH,
    STAGE: 'test',
    TZ: 'UTC',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: `AKIA-${deployed.roleName}`,
    AWS_LAMBDA_FUNCTION_NAME: deployed.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    LAMBDA_TASK_ROOT: cwd,
    _HANDLER: 'code/handler.handler',
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
  };
  expect(outcome).toMatchObject({ payload: { cwd, env } });
  expect(outcome).not.toHaveProperty(['payload', 'env', 'ONLY_OF_THE_PARENT']);
});

it('a function’s context identifies the invocation and its remaining time', async () => {
  const { invoke, deployed } = running(`
    export const handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });
  `);
  const context = payloadOf<{ readonly remaining: number }>(await invoke());
  expect(context).toMatchObject({
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    functionName: deployed.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: deployed.arn,
    memoryLimitInMB: '256',
  });
  expect(context.remaining).toBeGreaterThan(0);
  expect(context.remaining).toBeLessThanOrEqual(30_000);
});

it('a function sees the simulated time in every kind of date', async () => {
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

it('a function resolves the known names and no others', async () => {
  const server = await listening(createServer((_, response) => response.end('here')));
  const code = `
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
  `;
  const { invoke } = running(code, {}, { 'db.internal': '127.77.255.1', 'web.internal': '127.0.0.1' });
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

it('a function’s output is in one log file', async () => {
  const { invoke, deployed } = running(`
    export const handler = async ({ line }) => { console.log('out ' + line); console.error('err ' + line); };
  `);
  await invoke({ line: 1 });
  await invoke({ line: 2 });
  expect(readFileSync(join(logFolder, `${deployed.name}.log`), 'utf8')).toBe('out 1\nerr 1\nout 2\nerr 2\n');
});
