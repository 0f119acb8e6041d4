import { join } from 'node:path';
import { ConfigInvalid } from '#shared/domain/errors.ts';
import type { ServicePolicy } from '#shared/domain/policy.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { readConfigText } from '#shared/runtime/config-file.ts';
import { EXAMPLE_CONFIG } from '#sim/example.ts';
import { REGISTRY, REGISTRY_CLUSTER } from '#sim/world/registry.ts';

/** The policy of the service that the local world has, as its medic.yml gives it. Throws ConfigInvalid when that names no such service. */
export const registryPolicy = (root: string): ServicePolicy => {
  const text = readConfigText(join(root, EXAMPLE_CONFIG), 'it belongs to the repository; restore it');
  const policy = parseMedicYaml(text, EXAMPLE_CONFIG).find(
    ({ cluster, service }) => cluster === REGISTRY_CLUSTER && service === REGISTRY.name,
  );
  if (policy !== undefined) return policy;
  throw new ConfigInvalid(EXAMPLE_CONFIG, [
    `the local world plays the service ${REGISTRY.name} in the cluster ${REGISTRY_CLUSTER}, and it names no such service`,
  ]);
};
