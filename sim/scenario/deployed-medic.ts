import { join } from 'node:path';
import { EXAMPLE_CONFIG } from '#deploy/example-config.ts';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { readConfigText } from '#shared/runtime/config-file.ts';
import { REGISTRY, REGISTRY_CLUSTER } from '#sim/world/registry.ts';

/** Reads the policy of the simulated service from the example. Throws ConfigInvalid when the example does not name the service. */
export const registryPolicy = (root: string): ServicePolicy => {
  const text = readConfigText(join(root, EXAMPLE_CONFIG), 'it belongs to the repository; restore it');
  const policy = parseMedicYaml(text, EXAMPLE_CONFIG).find(
    ({ cluster, service }) => cluster === REGISTRY_CLUSTER && service === REGISTRY.name,
  );
  if (policy !== undefined) return policy;
  throw new ConfigInvalid(EXAMPLE_CONFIG, [
    `the local world simulates the service ${REGISTRY.name} in the cluster ${REGISTRY_CLUSTER}, and the file names no such service`,
  ]);
};
