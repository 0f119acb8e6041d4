import { isObject, NUMBERS_AS_TEXT, toDate } from '#local-aws/wire/convert.ts';
import type { Shape, SimpleKind } from '#local-aws/wire/model.ts';
import { serviceModel } from '#local-aws/wire/shapes.ts';

/** A value of a recorded answer that has another type than AWS gives it. */
export interface AnswerFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * Lists the values whose type AWS's schema of the operation forbids. Members that the schema does not know, that are left out or that
 * are null are allowed, and so is an operation without a schema, because no reader asks for it.
 */
export const answerFaults = (service: string, operation: string, output: unknown): readonly AnswerFault[] => {
  const model = serviceModel(service)?.operations.get(operation);
  if (!model) return [];
  return faultsIn(model.output, output, []).map(({ path, message }) => ({
    path,
    message: `${message} (${service} ${operation})`,
  }));
};

const faultsIn = (shape: Shape, value: unknown, path: AnswerFault['path']): readonly AnswerFault[] => {
  if (value === null || value === undefined) return [];
  switch (shape.kind) {
    case 'structure':
      return faultsInMembers(value, path, (name) => shape.members.get(name)?.shape);
    case 'map':
      return faultsInMembers(value, path, () => shape.value.shape);
    case 'list':
      if (!Array.isArray(value)) return [mismatch(path, 'a list', value)];
      return value.flatMap((item, index) => faultsIn(shape.item.shape, item, [...path, index]));
    default:
      return FITS[shape.kind](value) ? [] : [mismatch(path, EXPECTED[shape.kind], value)];
  }
};

const faultsInMembers = (
  value: unknown,
  path: AnswerFault['path'],
  shapeOf: (name: string) => Shape | undefined,
): readonly AnswerFault[] => {
  if (!isObject(value)) return [mismatch(path, 'an object', value)];
  return Object.entries(value).flatMap(([name, member]) => {
    const shape = shapeOf(name);
    return shape === undefined ? [] : faultsIn(shape, member, [...path, name]);
  });
};

const FITS: Readonly<Record<SimpleKind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' || NUMBERS_AS_TEXT.has(value),
  boolean: (value) => typeof value === 'boolean',
  timestamp: (value) => toDate(value) instanceof Date,
  blob: (value) => typeof value === 'string',
  document: () => true,
};

const EXPECTED: Readonly<Record<SimpleKind, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  timestamp: 'a time',
  blob: 'text in base64',
  document: 'any value',
};

const mismatch = (path: AnswerFault['path'], expected: string, value: unknown): AnswerFault => ({
  path,
  message: `expected ${expected}, got ${typeLabel(value)}`,
});

const typeLabel = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
};
