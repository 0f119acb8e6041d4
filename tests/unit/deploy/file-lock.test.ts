// Unit layer: the lock that keeps two processes from packaging at once.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneAtATime } from '#deploy/file-lock.ts';

describe('a file lock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-lock-'));
  const lock = join(folder, 'new', 'work.pid');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes the second holder wait until the first has finished', async () => {
    const log: string[] = [];
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    const first = oneAtATime(lock, async () => {
      log.push('first begins');
      await promise;
      log.push('first ends');
    });
    const second = oneAtATime(lock, async () => log.push('second begins'));
    finish();
    await Promise.all([first, second]);
    expect(log).toEqual(['first begins', 'first ends', 'second begins']);
    expect(existsSync(lock)).toBe(false);
  });

  it('is released when its holder fails', async () => {
    await expect(oneAtATime(lock, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(await oneAtATime(lock, async () => 'done')).toBe('done');
  });

  it('is taken over from a process that has died', async () => {
    const unusedProcessId = 2 ** 22 + 1;
    writeFileSync(lock, String(unusedProcessId));
    expect(await oneAtATime(lock, async () => 'done')).toBe('done');
  });
});
