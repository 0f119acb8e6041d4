import { isObject } from '../wire/convert.ts';
import { ACCOUNT_ID, PARTITION, REGION } from './account.ts';
import {
  generatedName,
  type Identity,
  identityOf,
  nameIn,
  type TemplateResource,
  type TemplateResources,
} from './resource-kinds.ts';

/** An intrinsic function without a value here; the message names the resource and the path to it. */
export class UnresolvableIntrinsic extends Error {
  override readonly name = 'UnresolvableIntrinsic';
}

export interface StackResolver {
  /** The resource's properties with every intrinsic function replaced by its value. */
  readonly propertiesOf: (logicalId: string) => unknown;
  /** The resource's name in its service: given by the template, else generated from the logical id. */
  readonly nameOf: (logicalId: string) => string;
  readonly refOf: (logicalId: string) => string;
}

/** Resolves the intrinsic functions of a template as a deployment does, with the names of the local account. */
export const createResolver = (resources: TemplateResources, queueOrigin: string): StackResolver => {
  const scope: Scope = { resources, queueOrigin };
  return {
    propertiesOf: (logicalId) => resolve(scope, resources[logicalId]?.Properties ?? {}, logicalId),
    nameOf: (logicalId) => nameOf(scope, logicalId, logicalId),
    refOf: (logicalId) => identify(scope, logicalId, logicalId).ref,
  };
};

interface Scope {
  readonly resources: TemplateResources;
  readonly queueOrigin: string;
}

/** Returns the value of one intrinsic function; `path` leads to its argument. */
type Intrinsic = (scope: Scope, argument: unknown, path: string) => string;

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Region': REGION,
  'AWS::Partition': PARTITION,
};

const fail = (path: string, problem: string): never => {
  throw new UnresolvableIntrinsic(`${path}: ${problem}`);
};

const resolve = (scope: Scope, value: unknown, path: string): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => resolve(scope, item, `${path}[${index}]`));
  if (!isObject(value)) return value;
  const [[only = '', argument] = [], ...others] = Object.entries(value);
  if (others.length === 0 && /^(Ref|Condition|Fn::.+)$/.test(only)) {
    const intrinsic = INTRINSICS[only] ?? fail(`${path}.${only}`, `${only} is not supported`);
    return intrinsic(scope, argument, `${path}.${only}`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(scope, item, `${path}.${key}`)]));
};

const ref: Intrinsic = (scope, target, path) => {
  const name = text(target, path);
  return PSEUDO_PARAMETERS[name] ?? identify(scope, name, path).ref;
};

const attribute: Intrinsic = (scope, argument, path) => {
  const [target, attributeName] = list(argument, path);
  const [logicalId, name] = [text(target, path), text(attributeName, path)];
  const { attributes } = identify(scope, logicalId, path);
  return attributes[name] ?? fail(path, `${logicalId}.${name} has no value here`);
};

const substitute: Intrinsic = (scope, template, path) =>
  text(template, path).replace(/\$\{([^}]+)\}/g, (_whole, name: string) => ref(scope, name, path));

const join: Intrinsic = (scope, argument, path) => {
  const [separator, parts] = list(argument, path);
  return list(parts, path)
    .map((part, index) => text(resolve(scope, part, `${path}[1][${index}]`), path))
    .join(text(separator, path));
};

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: ref,
  'Fn::GetAtt': attribute,
  'Fn::Sub': substitute,
  'Fn::Join': join,
};

const requireResource = ({ resources }: Scope, logicalId: string, path: string): TemplateResource =>
  resources[logicalId] ?? fail(path, `the template has no resource ${logicalId}`);

const nameOf = (scope: Scope, logicalId: string, path: string): string => {
  const { property, value } = nameIn(requireResource(scope, logicalId, path));
  if (value === undefined) return generatedName(logicalId);
  const namePath = `${logicalId}.${property}`;
  return text(resolve(scope, value, namePath), namePath);
};

const identify = (scope: Scope, logicalId: string, path: string): Identity =>
  identityOf(requireResource(scope, logicalId, path), nameOf(scope, logicalId, path), scope.queueOrigin);

const text = (value: unknown, path: string): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : unexpected('text', value, path);

const list = (value: unknown, path: string): readonly unknown[] =>
  Array.isArray(value) ? value : unexpected('a list', value, path);

const unexpected = (expected: string, value: unknown, path: string): never =>
  fail(path, `expected ${expected}, got ${JSON.stringify(value)}`);
