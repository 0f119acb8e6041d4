// Simulation and end-to-end layer: the packaged service, which is packaged once for all test files.
import { join } from 'node:path';
import { type PackagedService, packageService } from '#deploy/package-service.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { registryPolicy } from '#sim/scenario/deployed-medic.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** Packages the service, or waits for another test file that is packaging it. */
export const packagedService = (): Promise<PackagedService> => packageService(ROOT, () => undefined);

export interface Deployed {
  readonly stack: DeployedStack;
  readonly policy: ServicePolicy;
}

export const deployedService = async (): Promise<Deployed> => ({
  stack: readTemplate((await packagedService()).template),
  policy: registryPolicy(ROOT),
});
