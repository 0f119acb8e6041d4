// Simulation and end-to-end layer: the packaged service, made once for all test files, however many run side by side.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServicePolicy } from '#shared/domain/policy.ts';
import { type PackagedService, packageService } from '#sim/package-service.ts';
import type { DeployedStack } from '#sim/platform/deployed-stack.ts';
import { readTemplate } from '#sim/platform/template.ts';
import { registryPolicy } from '#sim/play/deployed-medic.ts';

export const ROOT = join(import.meta.dirname, '../..');
/** For `beforeAll`: packaging takes seconds, and another test file may be at it already. */
export const PACKAGING_TIMEOUT_MS = 120_000;
/** Hours of the world take seconds, and more of them where coverage is measured on a busy machine. */
export const PLAY_TIMEOUT_MS = 60_000;

const LOCK = join(ROOT, '.medic', 'packaging.pid');

/** Packages the service unless that has been done; only one process at a time does. */
export const packagedService = async (): Promise<PackagedService> => {
  mkdirSync(dirname(LOCK), { recursive: true });
  while (!takeLock()) await wait(100);
  try {
    return await packageService(ROOT, () => undefined);
  } finally {
    rmSync(LOCK);
  }
};

export interface Deployed {
  readonly stack: DeployedStack;
  readonly policy: ServicePolicy;
}

/** What the virtual world is made of. */
export const deployed = async (): Promise<Deployed> => ({
  stack: readTemplate((await packagedService()).template),
  policy: registryPolicy(ROOT),
});

const takeLock = (): boolean => {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld()) rmSync(LOCK, { force: true });
    return false;
  }
};

/** A lock whose process is no more was left behind. */
const isHeld = (): boolean => {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'));
    return holder === 0 || process.kill(holder, 0);
  } catch {
    return false;
  }
};
