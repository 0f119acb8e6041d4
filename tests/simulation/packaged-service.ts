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

/** The stack without these actions in the policies of the roles whose names match. */
export const withoutActions = (stack: DeployedStack, actions: readonly string[], roles: RegExp): DeployedStack => ({
  ...stack,
  roles: stack.roles.map((role) => {
    if (!roles.test(role.name)) return role;
    const statements = role.statements.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((action) => !actions.includes(action)),
    }));
    return { ...role, statements: statements.filter(({ Action }) => Action.length > 0) };
  }),
});
