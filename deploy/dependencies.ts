import type { Resource, Resources, Value } from './cloudformation.ts';

/**
 * Removes from every DependsOn the resources that its owner refers to anyway: CloudFormation waits for these by itself. The Serverless
 * Framework names the role of every function twice, for which cfn-lint warns (W3005) and strict readers refuse the template.
 */
export const withoutRedundantDependencies = (resources: Resources): Resources =>
  Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, withoutRedundant(resource)]));

function withoutRedundant({ DependsOn, ...resource }: Resource): Resource {
  if (DependsOn === undefined) return resource;
  const referred = new Set(referencesIn(resource.Properties));
  const left = [DependsOn].flat().filter((id) => typeof id !== 'string' || !referred.has(id));
  return left.length > 0 ? { ...resource, DependsOn: left } : resource;
}

/** Lists the logical ids in every Ref, Fn::GetAtt and Fn::Sub. A Fn::Sub with variables of its own is left out, since these hide ids. */
function referencesIn(value: Value | undefined): readonly string[] {
  if (typeof value !== 'object') return [];
  const inside = Object.values(value).flatMap(referencesIn);
  return isList(value) ? inside : [...referencesOf(value), ...inside];
}

const isList = (value: object): value is readonly Value[] => Array.isArray(value);

function referencesOf({ Ref: id, 'Fn::GetAtt': attribute, 'Fn::Sub': text }: Readonly<Record<string, Value>>) {
  const [target] = [attribute].flat();
  const inText = typeof text === 'string' ? [...text.matchAll(/\$\{([\w.]+)\}/g)].map(([, name]) => name) : [];
  return [id, target, ...inText].flatMap((name) => (typeof name === 'string' ? name.replace(/\..*$/, '') : []));
}
