// Contract layer: the end of function processes, with the runtime and with its parent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { aFunction } from '#tests/unit/local-aws/builders.ts';
import { runtimes } from './runtime-harness.ts';

const LAMBDA = join(import.meta.dirname, '../../../../local-aws/lambda');

const { folder, logFolder, write, running, listening } = runtimes();

/** Code that holds a connection open for the life of its process, and a promise of that connection's end. */
const witnessed = async () => {
  const server = await listening(createServer());
  const lifetime = once(server, 'connection').then(([socket]) => ({
    over: new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.on('error', () => undefined).resume();
    }),
  }));
  const code = `
    import { connect } from 'node:net';
    import { once } from 'node:events';
    export const handler = async ({ port, stay, ignoreSigterm }) => {
      if (ignoreSigterm) process.on('SIGTERM', () => {});
      await once(connect(port, '127.0.0.1'), 'connect');
      if (stay) await new Promise(() => {});
      return 'connected';
    };
  `;
  return { port: server.port, lifetime, code };
};

it.each([false, true])('closing ends idle and busy processes (that ignore SIGTERM: %s)', async (ignoreSigterm) => {
  const { port, lifetime, code } = await witnessed();
  const { invoke, runtime } = running(code);
  const busy = invoke({ port, stay: true, ignoreSigterm });
  const { over } = await lifetime;
  const idle = await witnessed();
  expect(await invoke({ port: idle.port, ignoreSigterm })).toEqual({ payload: 'connected' });

  await runtime.close();
  expect(runtime.environments()).toBe(0);
  expect(await busy).toMatchObject({ errorType: 'Runtime.ExitError' });
  await Promise.all([over, (await idle.lifetime).over]);
});

it('closing twice is allowed, and no function runs afterwards', async () => {
  const { invoke, runtime } = running('export const handler = async () => 1;');
  await invoke();
  await Promise.all([runtime.close(), runtime.close()]);
  await expect(invoke()).rejects.toThrow('the Lambda runtime is closed');
});

it('a process ends by itself when the Runtime API has ended', async () => {
  const task = write('orphan', 'export const handler = async () => 1;');
  const server = await listening(createHttpServer());
  const requested = once(server, 'request');
  const child = spawn(process.execPath, [join(LAMBDA, 'bootstrap.mjs')], {
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.port}`,
      _HANDLER: 'code/handler.handler',
      LAMBDA_TASK_ROOT: task,
    },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  expect((await requested)[0].url).toBe('/2018-06-01/runtime/invocation/next');
  server.close();
  server.closeAllConnections();
  expect(await exited).toEqual([0, null]);
});

it('a busy process ends by itself when its parent is killed', async () => {
  const { port, lifetime, code } = await witnessed();
  const deployed = aFunction('left-behind');
  write(deployed.name, code);
  const program = join(folder, 'parent.mjs');
  writeFileSync(
    program,
    `import { createLambdaRuntime } from ${JSON.stringify(join(LAMBDA, 'lambda-runtime.ts'))};
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
