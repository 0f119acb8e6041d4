import type { Dependency } from '#shared/domain/model/policy.ts';

/** Loopback address of a dependency, such as 127.77.255.1:5432. */
export interface DependencyAddress {
  readonly dependency: string;
  readonly address: string;
  readonly port: number;
}

/** Higher than 1023, so that the demo needs no root privileges. */
const OBJECT_STORE_PORT = 9000;

/**
 * Derives the first two octets of a demo's loopback addresses from its port, so that demos on different ports do not collide:
 * with 127.77, tasks get 127.77.11.x to 127.77.13.x and dependencies 127.77.255.x.
 */
export const addressPrefixFor = (port: number): string => `127.${64 + (port % 128)}`;

export const dependencyAddresses = (
  dependencies: readonly Dependency[],
  prefix: string,
): readonly DependencyAddress[] =>
  dependencies.flatMap((dependency, index) => {
    if (dependency.kind === 'dns') return [];
    const port = dependency.kind === 's3' ? OBJECT_STORE_PORT : dependency.port;
    return { dependency: dependency.name, address: `${prefix}.255.${index + 1}`, port };
  });

const addressOf = (addresses: readonly DependencyAddress[], name: string): string =>
  addresses.find(({ dependency }) => dependency === name)?.address ?? '127.0.0.1';

/** Resolves the host names of the dependencies for the functions. */
export const hostsFor = (
  dependencies: readonly Dependency[],
  addresses: readonly DependencyAddress[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    dependencies.flatMap((dependency) => {
      if (dependency.kind === 's3') return [];
      const host = dependency.kind === 'dns' ? dependency.record : dependency.host;
      return [[host, addressOf(addresses, dependency.name)]];
    }),
  );

/** Points the functions' SDK clients at the local world. */
export const environmentFor = (
  url: string,
  addresses: readonly DependencyAddress[],
): Readonly<Record<string, string>> => {
  const store = addresses.find(({ port }) => port === OBJECT_STORE_PORT);
  return {
    AWS_ENDPOINT_URL: url,
    POWERTOOLS_TRACE_ENABLED: 'false',
    ...(store && { AWS_ENDPOINT_URL_S3: `http://${store.address}:${store.port}` }),
  };
};
