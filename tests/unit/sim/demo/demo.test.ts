// Unit layer: the small parts of the demo: its port, its clock's wall time, its bundles, its listeners, its ends.

import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { unpackBundle } from '#sim/demo/bundles.ts';
import { requireFreePort } from '#sim/demo/free-port.ts';
import { createListeners } from '#sim/demo/listeners.ts';
import { createOpenings } from '#sim/demo/openings.ts';
import { hurriedWallTime } from '#sim/demo/wall-time.ts';
import { aWorld, present } from '../a-world.ts';

describe('the port', () => {
  it('is refused in one line while somebody listens on it, and accepted again afterwards', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(requireFreePort(port)).rejects.toThrow(
      `Port ${port} is taken; end what listens there, or choose another one with --port.`,
    );
    server.close();
    await once(server, 'close');
    await expect(requireFreePort(port)).resolves.toBeUndefined();
    await expect(requireFreePort(port)).resolves.toBeUndefined();
  });
});

describe('wall time that hurries', () => {
  it('never goes back when it calms down', () => {
    const wallTime = hurriedWallTime(1_000_000);
    const before = wallTime.now();
    wallTime.calmDown();
    expect(wallTime.now()).toBeGreaterThanOrEqual(before);
  });

  it('wakes whoever asks an hour ahead at once, and not those who called it off', async () => {
    const wallTime = hurriedWallTime(3_600_000);
    const woken: string[] = [];
    const callOff = wallTime.wake(3_600_000, () => woken.push('nobody'));
    callOff();
    await new Promise<void>((resolve) => {
      wallTime.wake(3_600_000, () => {
        woken.push('somebody');
        resolve();
      });
    });
    expect(woken).toEqual(['somebody']);
  });
});

describe('what was opened', () => {
  it('is closed once each, the last one first', async () => {
    const openings = createOpenings();
    const closed: string[] = [];
    for (const name of ['table', 'gateway', 'functions']) {
      openings.add({
        close: async () => {
          closed.push(name);
        },
      });
    }
    await openings.close();
    await openings.close();
    expect(closed).toEqual(['functions', 'gateway', 'table']);
  });
});

describe('a bundle', () => {
  it('is unpacked with its folders, in place of what was there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    const [archive, into] = [join(folder, 'one.zip'), join(folder, 'one')];
    writeFileSync(
      archive,
      zipSync({ 'code/': new Uint8Array(), 'code/handler.mjs': strToU8('export {};'), 'old.txt': strToU8('') }),
    );
    unpackBundle(archive, into);
    writeFileSync(archive, zipSync({ 'code/handler.mjs': strToU8('export default 1;') }));
    expect(unpackBundle(archive, into)).toBe(into);
    expect(readFileSync(join(into, 'code/handler.mjs'), 'utf8')).toBe('export default 1;');
    expect(existsSync(join(into, 'old.txt'))).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

describe('the listeners', () => {
  const DATABASE = { dependency: 'database', address: '127.9.255.1', port: 5432 };
  const a = aWorld({ options: { addressPrefix: '127.9' } });
  const listeners = createListeners(a.world, [DATABASE]);
  afterEach(() => listeners.close());

  /** The status that a task answers with, or the code of the error. */
  const ask = (ip: string, path: string): Promise<number | string | undefined> =>
    new Promise((resolve) => {
      get({ host: ip, port: 5000, path, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });

  const reach = ({ address, port }: typeof DATABASE): Promise<string | undefined> =>
    new Promise((resolve) => {
      const socket = connect(port, address, () => {
        socket.destroy();
        resolve('connected');
      }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });

  it('answer for each task what the world says, and let a hung one hang', async () => {
    await listeners.follow();
    const task = present(a.alive()[0]);
    expect(await ask(task.ip, '/health?deep=1')).toBe(200);
    task.condition = 'failing-health-check';
    expect(await ask(task.ip, '/health')).toBeGreaterThanOrEqual(500);
    task.condition = 'hung';
    const hanging = ask(task.ip, a.service.spec.workPath);
    expect(await ask(task.ip, '/health')).toBe(200);
    await listeners.close();
    expect(await hanging).toBe('ECONNRESET');
  });

  it('follow the world: what is down is refused, what comes back answers', async () => {
    await listeners.follow();
    expect(await reach(DATABASE)).toBe('connected');
    a.world.dependencies.set('database', 'down');
    await listeners.follow();
    expect(await reach(DATABASE)).toBe('ECONNREFUSED');
    a.world.dependencies.set('database', 'up');
    await listeners.follow();
    expect(await reach(DATABASE)).toBe('connected');
    await listeners.close();
    expect(await reach(DATABASE)).toBe('ECONNREFUSED');
  });

  it('say which address they cannot have', async () => {
    const taken = createServer().listen(DATABASE.port, DATABASE.address);
    await once(taken, 'listening');
    await expect(listeners.follow()).rejects.toThrow(/^cannot listen on 127\.9\.255\.1:5432: /);
    taken.close();
    await once(taken, 'close');
  });
});
