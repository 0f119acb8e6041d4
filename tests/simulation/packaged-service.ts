// Simulation and end-to-end layer: the packaged service, made once for all test files, however many run side by side.
import { join } from 'node:path';
import { type PackagedService, packageService } from '#deploy/package-service.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { registryPolicy } from '#sim/scenario/deployed-medic.ts';

export const ROOT = join(import.meta.dirname, '../..');
/** For `beforeAll`: packaging takes seconds, and another test file may be at it already. */
export const PACKAGING_TIMEOUT_MS = 120_000;
/** Hours of the world take seconds, and more of them where coverage is measured on a busy machine. */
export const PLAY_TIMEOUT_MS = 60_000;

/** Packages the service unless that has been done. */
export const packagedService = (): Promise<PackagedService> => packageService(ROOT, () => undefined);

export interface Deployed {
  readonly stack: DeployedStack;
  readonly policy: ServicePolicy;
}

/** What the virtual world is made of. */
export const deployed = async (): Promise<Deployed> => ({
  stack: readTemplate((await packagedService()).template),
  policy: registryPolicy(ROOT),
});
