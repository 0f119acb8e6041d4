// Unit: work that two processes must not do at once.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneAtATime } from '#deploy/file-lock.ts';

describe('work that only one may do at a time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-lock-'));
  const lock = join(folder, 'new', 'work.pid');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is done by one after the other', async () => {
    const told: string[] = [];
    let finish: () => void = () => undefined;
    const first = oneAtATime(lock, async () => {
      told.push('first begins');
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      told.push('first ends');
    });
    const second = oneAtATime(lock, async () => told.push('second begins'));
    finish();
    await Promise.all([first, second]);
    expect(told).toEqual(['first begins', 'first ends', 'second begins']);
    expect(existsSync(lock)).toBe(false);
  });

  it('leaves the lock to the next when it fails', async () => {
    await expect(oneAtATime(lock, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(await oneAtATime(lock, async () => 'done')).toBe('done');
  });

  it('goes on when whoever held the lock is dead', async () => {
    const beyondAllProcesses = 2 ** 22 + 1;
    writeFileSync(lock, String(beyondAllProcesses));
    expect(await oneAtATime(lock, async () => 'done')).toBe('done');
  });
});
