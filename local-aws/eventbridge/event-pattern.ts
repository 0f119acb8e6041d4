/**
 * Event patterns of EventBridge: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * A pattern mirrors the event; each leaf is a list of alternatives, an array in the event matches by any of its items.
 */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** A pattern that EventBridge would refuse, or with an operator that is not played (`cidr`); the message names the path. */
export class InvalidEventPattern extends Error {
  override readonly name = 'InvalidEventPattern';
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asList = (value: Json | undefined): readonly Json[] => {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value as Json];
};

/** Whether `event` has what `pattern` asks for. Throws {@link InvalidEventPattern}. */
export const matchesPattern = (pattern: unknown, event: unknown): boolean => {
  if (!isObject(pattern)) throw new InvalidEventPattern('an event pattern is an object');
  return matchesObject(pattern, isObject(event) ? event : {}, '');
};

const matchesObject = (pattern: JsonObject, event: JsonObject, path: string): boolean =>
  Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return asList(expected).some((part) => isObject(part) && matchesObject(part, event, path));
    return matchesField(expected, event[key], `${path}.${key}`.slice(path ? 0 : 1));
  });

const matchesField = (expected: Json, actual: Json | undefined, path: string): boolean => {
  if (isObject(expected)) {
    const candidates = Array.isArray(actual) ? actual : [actual];
    return candidates.some((candidate) => matchesObject(expected, isObject(candidate) ? candidate : {}, path));
  }
  if (!Array.isArray(expected)) throw new InvalidEventPattern(`${path}: write the alternatives as a list`);
  return expected.some((alternative) => matchesAlternative(alternative, actual, path));
};

const matchesAlternative = (alternative: Json, actual: Json | undefined, path: string): boolean => {
  const values = asList(actual);
  if (!isObject(alternative)) return values.includes(alternative);
  const [operator = '', ...others] = Object.keys(alternative);
  if (others.length > 0)
    throw new InvalidEventPattern(`${path}: one operator per alternative, got ${[operator, ...others]}`);
  const operand = alternative[operator] as Json;
  if (operator === 'exists') return isPresent(actual) === operand;
  return values.some((value) => applyOperator(operator, { operand, value, path }));
};

/** `exists` looks at leaves only: an object or an empty list is not there. */
const isPresent = (actual: Json | undefined): boolean =>
  actual !== undefined && !isObject(actual) && !(Array.isArray(actual) && actual.length === 0);

interface Comparison {
  readonly operand: Json;
  readonly value: Json;
  readonly path: string;
}

const applyOperator = (operator: string, { operand, value, path }: Comparison): boolean => {
  switch (operator) {
    case 'prefix':
      return affix(operand, value, (text, part) => text.startsWith(part));
    case 'suffix':
      return affix(operand, value, (text, part) => text.endsWith(part));
    case 'equals-ignore-case':
      return isText(value) && isText(operand) && value.toLowerCase() === operand.toLowerCase();
    case 'wildcard':
      return isText(value) && isText(operand) && wildcard(operand).test(value);
    case 'numeric':
      return typeof value === 'number' && isWithin(asList(operand), value, path);
    case 'anything-but':
      return !matchesAnyExcluded(operand, value, path);
    default:
      throw new InvalidEventPattern(`${path}: the operator ${operator} is not played`);
  }
};

const isText = (value: Json | undefined): value is string => typeof value === 'string';

const affix = (operand: Json, value: Json, holds: (text: string, part: string) => boolean): boolean => {
  if (!isText(value)) return false;
  if (isText(operand)) return holds(value, operand);
  const folded = isObject(operand) ? operand['equals-ignore-case'] : undefined;
  return isText(folded) && holds(value.toLowerCase(), folded.toLowerCase());
};

/** `{"anything-but": ["a", "b"]}`, or of one operator: `{"anything-but": {"prefix": ["a", "b"]}}`. */
const matchesAnyExcluded = (operand: Json, value: Json, path: string): boolean => {
  if (!isObject(operand)) return asList(operand).includes(value);
  return Object.entries(operand).some(([operator, parts]) =>
    asList(parts).some((part) => applyOperator(operator, { operand: part, value, path })),
  );
};

/** `[">", 0, "<=", 5]`: every pair of comparison and bound holds. */
const isWithin = (bounds: readonly Json[], value: number, path: string): boolean =>
  bounds.every((bound, index) => {
    if (index % 2 === 1) return true;
    const limit = Number(bounds[index + 1]);
    switch (bound) {
      case '<':
        return value < limit;
      case '<=':
        return value <= limit;
      case '=':
        return value === limit;
      case '>=':
        return value >= limit;
      case '>':
        return value > limit;
      default:
        throw new InvalidEventPattern(`${path}: unknown comparison ${String(bound)}`);
    }
  });

/** `*` stands for any characters, `\*` for a star. */
const wildcard = (pattern: string): RegExp => {
  const source = pattern
    .split(/(\\[*\\]|\*)/)
    .map((part) => (part === '*' ? '.*' : RegExp.escape(part.replace(/^\\([*\\])$/, '$1'))))
    .join('');
  return new RegExp(`^${source}$`, 's');
};
