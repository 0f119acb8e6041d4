// Contract layer: the execution environments of functions: reuse, concurrency, timeouts, exits, code that does not load.
import { createServer } from 'node:net';
import { aFunction } from '#tests/unit/local-aws/builders.ts';
import { payloadOf, runtimes } from './runtime-harness.ts';

const { write, runtimeWith, running, listening } = runtimes();

it('a warm environment is reused', async () => {
  const { invoke, runtime } = running(`
    let count = 0;
    export const handler = async () => ({ pid: process.pid, count: (count += 1) });
  `);
  const { pid } = payloadOf<{ readonly pid: number }>(await invoke());
  expect(await invoke()).toEqual({ payload: { pid, count: 2 } });
  expect(runtime.environments()).toBe(1);
});

it('a concurrent event gets a second environment, and both are kept warm', async () => {
  const sockets: { end: () => void }[] = [];
  // Neither invocation can end before both have connected.
  const meeting = await listening(
    createServer((socket) => {
      sockets.push(socket);
      if (sockets.length === 2) for (const each of sockets) each.end();
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
  const outcomes = await Promise.all([invoke({ port: meeting.port }), invoke({ port: meeting.port })]);
  const pids = outcomes.map(payloadOf<number>);
  expect(new Set(pids).size).toBe(2);
  expect(pids).toContain(payloadOf<number>(await invoke()));
  expect(runtime.environments()).toBe(2);
});

const timedOut = {
  errorType: 'Sandbox.Timedout',
  errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
};
const exited = (reason: string) => ({
  errorType: 'Runtime.ExitError',
  errorMessage: expect.stringMatching(
    new RegExp(`^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: ${reason}$`),
  ),
});

it.each([
  { code: 'await new Promise(() => {})', timeoutSeconds: 1, error: timedOut },
  { code: 'for (;;);', timeoutSeconds: 1, error: timedOut },
  { code: 'process.exit(7)', error: exited('exit status 7') },
  { code: `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})`, error: exited('signal: SIGKILL') },
  {
    code: `setImmediate(() => { throw new Error('late'); }); await new Promise(() => {})`,
    error: exited('exit status 1'),
  },
])('an environment ends with its function on `$code`, and the next event gets a new one', async (row) => {
  const { invoke } = running(
    `let count = 0;
     export const handler = async ({ fail }) => { count += 1; if (fail) { ${row.code} } return count; };`,
    { timeoutSeconds: row.timeoutSeconds ?? 30 },
  );
  expect(await invoke()).toEqual({ payload: 1 });
  expect(await invoke({ fail: true })).toEqual(row.error);
  expect(await invoke()).toEqual({ payload: 1 });
});

it.each([
  { code: `throw new RangeError('no table');`, error: { errorType: 'RangeError', errorMessage: 'no table' } },
  { code: 'export const = ;', error: { errorType: 'SyntaxError' } },
  {
    code: 'export const other = 1;',
    error: {
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'code/handler.handler is undefined or not exported',
    },
  },
])('the code `$code` does not load, until it is corrected', async ({ code, error }) => {
  const { invoke, deployed, runtime } = running(code);
  expect(await invoke()).toMatchObject(error);
  expect(runtime.environments()).toBe(0);
  write(deployed.name, 'export const handler = async () => 1;');
  expect(await invoke()).toEqual({ payload: 1 });
});

it('a missing module is an error with its path', async () => {
  expect(await running('', { handler: 'code/elsewhere.handler' }).invoke()).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: expect.stringMatching(/^Error: Cannot find module '.*code\/elsewhere'$/),
  });
});

it('a missing folder is an error of the invocation', async () => {
  const runtime = runtimeWith([aFunction('not-unpacked')]);
  expect(await runtime.invoke('not-unpacked', {})).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringContaining('ENOENT'),
  });
  expect(runtime.environments()).toBe(0);
});

it.each([
  { file: 'code/handler.js', code: 'exports.handler = async () => module.children.length;' },
  { file: 'code/handler.cjs', code: 'module.exports = Object.assign({}, { handler: async () => 0 });' },
])('a CommonJS module loads from $file', async ({ file, code }) => {
  const deployed = aFunction(`common-${file.split('.')[1]}`);
  write(deployed.name, code, file);
  expect(await runtimeWith([deployed]).invoke(deployed.name, {})).toEqual({ payload: 0 });
});
