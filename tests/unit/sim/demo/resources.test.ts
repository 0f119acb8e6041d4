// Unit layer: the port, wall time, bundles and resources of the demo.
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { unpackBundle } from '#sim/demo/bundles.ts';
import { requireFreePort } from '#sim/demo/free-port.ts';
import { createResources } from '#sim/demo/resources.ts';
import { acceleratedWallTime } from '#sim/demo/wall-time.ts';

describe('the port of the demo', () => {
  it('is refused while it is in use, and accepted afterwards', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const message = `Port ${port} is in use; stop the process that listens on it, or choose another port with --port.`;
    await expect(requireFreePort(port)).rejects.toThrow(message);
    server.close();
    await once(server, 'close');
    await expect(requireFreePort(port)).resolves.toBeUndefined();
    await expect(requireFreePort(port)).resolves.toBeUndefined();
  });
});

describe('accelerated wall time', () => {
  it('never goes back when it changes to normal speed', () => {
    const wallTime = acceleratedWallTime(1_000_000);
    const before = wallTime.now();
    wallTime.toNormalSpeed();
    expect(wallTime.now()).toBeGreaterThanOrEqual(before);
  });

  it('runs a timer of an hour at once, and not a cancelled one', async () => {
    const wallTime = acceleratedWallTime(3_600_000);
    const ran: string[] = [];
    const cancel = wallTime.wake(3_600_000, () => ran.push('cancelled'));
    cancel();
    await new Promise<void>((resolve) => {
      wallTime.wake(3_600_000, () => resolve(void ran.push('running')));
    });
    expect(ran).toEqual(['running']);
  });
});

describe('the resources of the demo', () => {
  it('are closed once each, in reverse order', async () => {
    const resources = createResources();
    const closed: string[] = [];
    for (const name of ['table', 'gateway', 'functions']) resources.add({ close: async () => void closed.push(name) });
    await resources.close();
    await resources.close();
    expect(closed).toEqual(['functions', 'gateway', 'table']);
  });
});

describe('a bundle', () => {
  it('is unpacked with its folders, and replaces earlier files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    const [archive, into] = [join(folder, 'one.zip'), join(folder, 'one')];
    const unpack = (files: Parameters<typeof zipSync>[0]): string => {
      writeFileSync(archive, zipSync(files));
      return unpackBundle(archive, into);
    };
    unpack({ 'code/': new Uint8Array(), 'code/handler.mjs': strToU8('export {};'), 'old.txt': strToU8('') });
    expect(unpack({ 'code/handler.mjs': strToU8('export default 1;') })).toBe(into);
    expect(readFileSync(join(into, 'code/handler.mjs'), 'utf8')).toBe('export default 1;');
    expect(existsSync(join(into, 'old.txt'))).toBe(false);
    rmSync(folder, { recursive: true });
  });
});
