import { AwsError, type Caller, type Operation, type Operations } from '../operation.ts';
import { isObject, type JsonObject } from './convert.ts';
import { type OperationModel, type Shape, type SimpleKind, type Structure, serviceModel } from './shapes.ts';

/** An answer of the local world that AWS could not have given: a fault of ours, never of the caller. */
export class OutputDrift extends Error {
  override readonly name = 'OutputDrift';
}

/** Throws ValidationException for an unknown, missing or ill-typed member, naming each by its path. */
export const checkInput = (model: OperationModel, input: unknown): void => {
  const problems = problemsIn(model.input, input);
  if (problems.length > 0) throw new AwsError('ValidationException', describe(model, 'takes', problems));
};

/** Throws {@link OutputDrift} for an unknown, missing or ill-typed member, naming each by its path. */
export const checkOutput = (model: OperationModel, output: unknown): void => {
  const problems = problemsIn(model.output, output);
  if (problems.length > 0) throw new OutputDrift(describe(model, 'answers', problems));
};

/** The same operations, each held to AWS's schemas: for the in-process client of a test, which has no wire to check. */
export const checkedOperations = (operations: Operations): Operations =>
  mapEntries(operations, (offered, service) =>
    mapEntries(offered, (operation, name) => checkedOperation(requireModel(service, name), operation)),
  );

/** The schema of an operation; throws where AWS has none of that name. */
export const requireModel = (service: string, operation: string): OperationModel => {
  const model = serviceModel(service)?.operations.get(operation);
  if (!model) throw new OutputDrift(`AWS has no operation ${service} ${operation}; check its spelling`);
  return model;
};

/** Every way in which `value` differs from `shape`, each starting with the member's path: `services[0].desiredCount`. */
export const problemsIn = (shape: Shape, value: unknown, path = ''): readonly string[] => {
  switch (shape.kind) {
    case 'structure':
      return isObject(value) ? problemsInStructure(shape, value, path) : [mismatch(path, 'a structure', value)];
    case 'map':
      if (!isObject(value)) return [mismatch(path, 'a map', value)];
      return Object.entries(value).flatMap(([key, item]) => problemsIn(shape.value.shape, item, join(path, key)));
    case 'list':
      if (!Array.isArray(value)) return [mismatch(path, 'a list', value)];
      return value.flatMap((item, index) => problemsIn(shape.item.shape, item, `${path}[${index}]`));
    default:
      return FITS[shape.kind](value) ? [] : [mismatch(path, `a ${shape.kind}`, value)];
  }
};

const problemsInStructure = (shape: Structure, value: JsonObject, path: string): readonly string[] => [
  ...shape.required
    .filter((name) => value[name] === undefined)
    .map((name) => `${join(path, name)} is missing, ${shape.name} requires it`),
  ...Object.entries(value).flatMap(([name, member]) => {
    const known = shape.members.get(name);
    if (!known) return [`${join(path, name)} is unknown, ${shape.name} has no such member`];
    return member === undefined ? [] : problemsIn(known.shape, member, join(path, name));
  }),
];

const FITS: Readonly<Record<SimpleKind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'bigint' || Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  timestamp: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  blob: (value) => ArrayBuffer.isView(value),
  document: () => true,
};

const mismatch = (path: string, wanted: string, value: unknown): string =>
  `${path || 'the whole'} should be ${wanted}, got ${Array.isArray(value) ? 'a list' : typeLabel(value)}`;

const typeLabel = (value: unknown): string => {
  if (value === null || Number.isNaN(value)) return String(value);
  return value instanceof Date ? 'a Date' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
};

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);

const describe = (model: OperationModel, verb: string, problems: readonly string[]): string =>
  `${model.service} ${model.name} ${verb} something else: ${problems.join('; ')}`;

const checkedOperation =
  (model: OperationModel, operation: Operation): Operation =>
  async (input: never, caller: Caller) => {
    checkInput(model, input);
    const output = await operation(input, caller);
    checkOutput(model, output);
    return output;
  };

const mapEntries = <From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From, key: string) => To,
): Readonly<Record<string, To>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
