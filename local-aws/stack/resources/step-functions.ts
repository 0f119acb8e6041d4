import { z } from 'zod';
import { resourceName } from '../account.ts';
import type { DeployedStateMachine } from '../deployed-stack.ts';
import type { FindResources } from '../find-resources.ts';

const StateMachineProperties = z.object({
  RoleArn: z.string(),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
});

export const readStateMachines = (find: FindResources): readonly DeployedStateMachine[] =>
  find('AWS::StepFunctions::StateMachine', StateMachineProperties).map(({ logicalId, name, ref, properties }) => ({
    name,
    arn: ref,
    roleName: resourceName(properties.RoleArn),
    definition: JSON.parse(substituted(logicalId, properties)),
  }));

const substituted = (
  logicalId: string,
  { DefinitionString, DefinitionSubstitutions }: z.infer<typeof StateMachineProperties>,
): string => {
  const definition = Object.entries(DefinitionSubstitutions).reduce(
    (text, [name, value]) => text.replaceAll(`\${${name}}`, JSON.stringify(value).slice(1, -1)),
    DefinitionString,
  );
  const [missing] = /\$\{[^}]+\}/.exec(definition) ?? [];
  if (missing) throw new Error(`${logicalId} has no value for ${missing}; add it to DefinitionSubstitutions`);
  return definition;
};
