// Unit layer: the loopback listeners of tasks and dependencies.
import { once } from 'node:events';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { createListeners } from '#sim/demo/listeners.ts';
import { aWorld } from '../a-world.ts';

describe('the listeners', () => {
  const DATABASE = { dependency: 'database', address: '127.9.255.1', port: 5432 };
  const { world, service, firstTask } = aWorld({ options: { addressPrefix: '127.9' } });
  const listeners = createListeners(world, [DATABASE]);
  afterEach(() => listeners.close());

  /** Returns the status of a task's answer, or the code of the error. */
  const request = (host: string, path: string): Promise<number | string | undefined> =>
    new Promise((resolve) => {
      get({ host, port: 5000, path, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });

  const reachDatabase = (): Promise<string | undefined> =>
    new Promise((resolve) => {
      const socket = connect(DATABASE.port, DATABASE.address, () => {
        socket.destroy();
        resolve('connected');
      }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });

  it('answer requests to a task as the world does, and let requests to a hung task hang', async () => {
    await listeners.sync();
    const task = firstTask();
    expect(await request(task.ip, '/health?deep=1')).toBe(200);
    task.condition = 'failing-health-check';
    expect(await request(task.ip, '/health')).toBe(500);
    task.condition = 'hung';
    const hanging = request(task.ip, service.spec.workPath);
    expect(await request(task.ip, '/health')).toBe(200);
    await listeners.close();
    expect(await hanging).toBe('ECONNRESET');
  });

  it('refuse connections to a dependency while it is down, and after they were closed', async () => {
    for (const [state, result] of [
      ['up', 'connected'],
      ['down', 'ECONNREFUSED'],
      ['up', 'connected'],
    ] as const) {
      world.dependencies.set('database', state);
      await listeners.sync();
      expect(await reachDatabase()).toBe(result);
    }
    await listeners.close();
    expect(await reachDatabase()).toBe('ECONNREFUSED');
  });

  it('name the address that is in use', async () => {
    const other = createServer().listen(DATABASE.port, DATABASE.address);
    await once(other, 'listening');
    await expect(listeners.sync()).rejects.toThrow(/^cannot listen on 127\.9\.255\.1:5432: /);
    other.close();
    await once(other, 'close');
  });
});
