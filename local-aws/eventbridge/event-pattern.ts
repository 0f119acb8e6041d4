import { isObject, type JsonObject } from '../wire/convert.ts';

/** A pattern that EventBridge would refuse, or that uses an operator without support here; the message names the path. */
export class InvalidEventPattern extends Error {
  override readonly name = 'InvalidEventPattern';
}

type Matcher = (value: unknown) => boolean;

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/**
 * Compiles an event pattern. A pattern mirrors the event, each leaf is a list of alternatives, and a list in the event
 * matches by any of its items. Throws {@link InvalidEventPattern}.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const eventMatcher = (pattern: unknown): Matcher => {
  if (!isObject(pattern)) throw new InvalidEventPattern('an event pattern is an object');
  return objectMatcher(pattern, []);
};

const objectMatcher = (pattern: JsonObject, path: readonly string[]): Matcher => {
  const fields = Object.entries(pattern).map(([key, expected]) => ({
    key,
    matches: fieldMatcher(expected, [...path, key]),
  }));
  return (event) => fields.every(({ key, matches }) => matches(isObject(event) ? event[key] : undefined));
};

const fieldMatcher = (expected: unknown, path: readonly string[]): Matcher => {
  if (!isObject(expected) && !Array.isArray(expected))
    throw new InvalidEventPattern(`${path.join('.')}: write the alternatives as a list`);
  const matchers = isObject(expected)
    ? [objectMatcher(expected, path)]
    : expected.map((alternative) => alternativeMatcher(alternative, path));
  return (actual) => asList(actual).some((value) => matchers.some((matches) => matches(value)));
};

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const OPERATORS: Readonly<Record<string, (text: string, operand: string) => boolean>> = {
  prefix: (text, operand) => text.startsWith(operand),
  suffix: (text, operand) => text.endsWith(operand),
};

const alternativeMatcher = (alternative: unknown, path: readonly string[]): Matcher => {
  if (!isObject(alternative)) return (value) => value === alternative;
  const [[operator = '', operand] = [], ...others] = Object.entries(alternative);
  const compare = OPERATORS[operator];
  if (compare === undefined || typeof operand !== 'string' || others.length > 0)
    throw new InvalidEventPattern(
      `${path.join('.')}: ${JSON.stringify(alternative)} is not supported; use a value, a prefix or a suffix`,
    );
  return (value) => typeof value === 'string' && compare(value, operand);
};
