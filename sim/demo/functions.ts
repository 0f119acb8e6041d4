import { join } from 'node:path';
import type { PackagedService } from '#deploy/package-service.ts';
import { createLambdaRuntime, type LambdaRuntime } from '#local-aws/lambda/lambda-runtime.ts';
import { OPERATOR } from '#local-aws/operation.ts';
import type { DeployedFunction, DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { unpackBundle } from './bundles.ts';
import { type DependencyAddress, environmentFor, hostsFor } from './dependency-addresses.ts';

interface FunctionsOptions {
  readonly stack: DeployedStack;
  readonly packaged: PackagedService;
  readonly policy: ServicePolicy;
  /** Endpoint of the AWS APIs. */
  readonly url: string;
  readonly addresses: readonly DependencyAddress[];
  readonly bundleFolder: string;
  readonly logFolder: string;
  readonly now: () => Instant;
}

/** Runs the packaged functions in child processes, each with an access key of its own. */
export const createFunctions = (options: FunctionsOptions): LambdaRuntime => {
  const { stack, packaged, policy, url, addresses, bundleFolder, logFolder, now } = options;
  return createLambdaRuntime({
    functions: stack.functions,
    folderOf: unpackOnce(packaged.folder, bundleFolder),
    environment: environmentFor(url, addresses),
    accessKeyOf,
    now,
    logFolder,
    hosts: hostsFor(policy.dependencies, addresses),
  });
};

const accessKeyOf = ({ logicalId }: DeployedFunction): string => `LOCAL${logicalId.toUpperCase()}`;

/** Finds the role of an access key. A key that belongs to no function is an operator's. */
export const roleByAccessKey = ({ functions }: DeployedStack): ((accessKeyId: string) => string) => {
  const roles = new Map(functions.map((deployed) => [accessKeyOf(deployed), deployed.roleName]));
  return (accessKeyId) => roles.get(accessKeyId) ?? OPERATOR.role;
};

/** Unpacks each bundle when it is first needed. */
const unpackOnce = (archives: string, bundles: string): ((deployed: DeployedFunction) => string) => {
  const unpacked = new Map<string, string>();
  return ({ artifact, name }) => {
    const folder = unpacked.get(name) ?? unpackBundle(join(archives, artifact), join(bundles, name));
    unpacked.set(name, folder);
    return folder;
  };
};
