import { z } from 'zod';
import type { DeployedRole } from '../deployed-stack.ts';
import { type FindResources, optional } from '../find-resources.ts';

const strings = z.union([z.string(), z.array(z.string())]);

const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: strings,
  Resource: strings,
  Condition: z.record(z.string(), z.record(z.string(), strings)).optional(),
});

const RoleProperties = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })).default([]),
});

/** Roles with their inline policies. */
export const readRoles = (find: FindResources): readonly DeployedRole[] =>
  find('AWS::IAM::Role', RoleProperties).map(({ name, properties: { Policies } }) => ({
    name,
    statements: Policies.flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.map(({ Condition, ...statement }) => ({
        ...statement,
        ...optional('Condition', Condition),
      })),
    ),
  }));
