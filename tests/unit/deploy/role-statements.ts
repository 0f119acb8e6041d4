// Unit layer: the statements of every role, with the ARNs that a deployment would put in for references.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { functionLogicalId, type Resource } from '#deploy/cloudformation.ts';
import { describeService } from '#deploy/service.ts';
import type { Statement } from '#local-aws/iam/iam.ts';
import { createResolver } from '#local-aws/stack/intrinsics.ts';
import type { TemplateResources } from '#local-aws/stack/resource-kinds.ts';

interface RoleProperties {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

/** By the logical id of the role. */
export const roleStatements = (folder: string, config: string): Readonly<Record<string, readonly Statement[]>> => {
  const { functions, resources } = describeService({ folder, stage: 'test', config });
  const own: Readonly<Record<string, Resource>> = resources.Resources;
  const all = { ...own, ...handWritten('table'), ...handWritten('messages'), ...named(Object.keys(functions)) };
  const resolver = createResolver(all, 'http://127.0.0.1');
  return Object.fromEntries(
    Object.keys(own)
      .filter((id) => own[id]?.Type === 'AWS::IAM::Role')
      .map((id) => [id, statementsIn(resolver.propertiesOf(id) as RoleProperties)]),
  );
};

const statementsIn = ({ Policies }: RoleProperties): readonly Statement[] =>
  Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const handWritten = (name: string): TemplateResources =>
  parse(readFileSync(`deploy/resources/${name}.yml`, 'utf8').replaceAll('${sls:stage}', 'test')).Resources;

/** The functions as far as roles refer to them; the Serverless Framework makes the rest. */
const named = (names: readonly string[]): TemplateResources =>
  Object.fromEntries(
    names.map((name) => [
      functionLogicalId(name),
      { Type: 'AWS::Lambda::Function', Properties: { FunctionName: `ecs-medic-test-${name}` } },
    ]),
  );
