import { AwsError, type Caller, mapOperations, type Operation, type Operations } from '../operation.ts';
import { isObject, type JsonObject } from './convert.ts';
import type { OperationModel, Shape, SimpleKind, Structure } from './model.ts';
import { serviceModel } from './shapes.ts';

/** An output that does not fit the schema of AWS: a fault of the emulated operation, never of the caller. */
export class OutputDrift extends Error {
  override readonly name = 'OutputDrift';
}

/** Throws ValidationException for unknown, missing and ill-typed members, naming each by its path. */
export const checkInput = (model: OperationModel, input: unknown): void => {
  const problems = problemsIn(model.input, input);
  if (problems.length > 0) throw new AwsError('ValidationException', describe(model, 'input', problems));
};

/** Throws {@link OutputDrift} for unknown, missing and ill-typed members, naming each by its path. */
export const checkOutput = (model: OperationModel, output: unknown): void => {
  const problems = problemsIn(model.output, output);
  if (problems.length > 0) throw new OutputDrift(describe(model, 'output', problems));
};

/** Adds the checks of the gateway to operations, for an in-process client, which has no wire that checks. */
export const checkedOperations = (operations: Operations): Operations =>
  mapOperations(operations, (run, service, operation) => checkedOperation(requireModel(service, operation), run));

/** Returns the model of an operation; throws {@link OutputDrift} when AWS has no such operation. */
export const requireModel = (service: string, operation: string): OperationModel => {
  const model = serviceModel(service)?.operations.get(operation);
  if (!model) throw new OutputDrift(`AWS has no operation ${service} ${operation}; check its spelling`);
  return model;
};

/** Lists the differences of `value` from `shape`. Each begins with the member's path: `services[0].desiredCount`. */
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

const mismatch = (path: string, expected: string, value: unknown): string =>
  `${path || 'the whole'} should be ${expected}, got ${Array.isArray(value) ? 'a list' : typeLabel(value)}`;

const typeLabel = (value: unknown): string => {
  if (value === null || Number.isNaN(value)) return String(value);
  return value instanceof Date ? 'a Date' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
};

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);

const describe = (model: OperationModel, side: 'input' | 'output', problems: readonly string[]): string =>
  `the ${side} of ${model.service} ${model.name} is invalid: ${problems.join('; ')}`;

const checkedOperation =
  (model: OperationModel, operation: Operation): Operation =>
  async (input: never, caller: Caller) => {
    checkInput(model, input);
    const output = await operation(input, caller);
    checkOutput(model, output);
    return output;
  };
