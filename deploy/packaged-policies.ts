import { createHash } from 'node:crypto';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { PackagedPolicies } from '#shared/runtime/packaged-policies.ts';

/** Serializes the policies for the bundles, with their digest. */
export const packagedPolicies = (policies: readonly ServicePolicy[]): PackagedPolicies => {
  const json = JSON.stringify(policies);
  return { digest: createHash('sha256').update(json).digest('hex'), json };
};
