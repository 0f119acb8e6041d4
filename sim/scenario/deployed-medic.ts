import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { REGISTRY, REGISTRY_CLUSTER } from '../world/registry.ts';

/** Reads the policy of the simulated service from medic.yml. Throws ConfigInvalid when medic.yml does not list the service. */
export const registryPolicy = (root: string): ServicePolicy => {
  const policies = parseMedicYaml(readFileSync(join(root, 'medic.yml'), 'utf8'), 'medic.yml');
  const policy = policies.find(({ cluster, service }) => cluster === REGISTRY_CLUSTER && service === REGISTRY.name);
  if (policy !== undefined) return policy;
  throw new ConfigInvalid('medic.yml', [
    `the local world simulates the service ${REGISTRY.name} in the cluster ${REGISTRY_CLUSTER}; add it to medic.yml`,
  ]);
};
