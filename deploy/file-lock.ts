import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const LOOKS_EVERY_MS = 100;

/** Runs `work` under a file lock that holds the process id; the lock of a dead process is ignored. */
export const oneAtATime = async <T>(lock: string, work: () => Promise<T>): Promise<T> => {
  mkdirSync(dirname(lock), { recursive: true });
  while (!take(lock)) await wait(LOOKS_EVERY_MS);
  try {
    return await work();
  } finally {
    rmSync(lock);
  }
};

const take = (lock: string): boolean => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    return false;
  }
};

/** An empty lock file is about to be written by its process. */
const isHeld = (lock: string): boolean => {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    return holder === 0 || process.kill(holder, 0);
  } catch {
    return false;
  }
};
