import { isIP } from 'node:net';
import { SECRET_FLAG, SECRET_NAME, SECRET_PATTERNS } from './secret-patterns.ts';

/** The text that replaces a secret. */
export const MASK = 'MASKED';

/** Counts the masked values by kind: `{ 'environment value': 12 }`. */
export type Masked = Readonly<Record<string, number>>;

type Count = (kind: string) => void;

/**
 * Masks all environment values, and everything else that has the name or the format of a secret. Structure and keys stay.
 * The identity of a caller stays, because it matters who changed a service; the caller's IP address does not:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const maskSecrets = <Value>(value: Value): { readonly value: Value; readonly masked: Masked } => {
  const masked: Record<string, number> = {};
  const count = (kind: string): void => {
    masked[kind] = (masked[kind] ?? 0) + 1;
  };
  return { value: maskValue(value, count) as Value, masked };
};

const maskValue = (value: unknown, count: Count): unknown => {
  if (typeof value === 'string') return maskText(value, count);
  if (Array.isArray(value)) return value.map((item, index) => maskItem(item, value[index - 1], count));
  if (typeof value !== 'object' || value === null) return value;
  const name = nameIn(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, maskMember(key, member, { name, count })]),
  );
};

/** Returns the name of a name-value pair: `{ name, value }` in ECS, `{ Key, Value }` in tags. */
const nameIn = (value: object): unknown => {
  const { name, Name, key, Key } = value as Readonly<Record<string, unknown>>;
  return name ?? Name ?? key ?? Key;
};

const maskMember = (
  key: string,
  member: unknown,
  { name, count }: { readonly name: unknown; readonly count: Count },
): unknown => {
  if (key === 'environment' && Array.isArray(member)) return member.map((variable) => maskVariable(variable, count));
  if (key === 'sourceIPAddress' && typeof member === 'string' && isIP(member) !== 0)
    return mask('source IP address', member, count);
  if (CONDITIONS.has(key)) return maskCondition(member, count);
  const hasSecretName = SECRET_NAME.test(key) || (/^value$/i.test(key) && isSecretName(name));
  return hasSecretName && typeof member === 'string' && member !== ''
    ? mask('secret by name', member, count)
    : maskValue(member, count);
};

/** A listener rule may demand a header or a parameter that only its caller knows. */
const CONDITIONS: ReadonlySet<string> = new Set(['HttpHeaderConfig', 'QueryStringConfig']);

const maskCondition = (condition: unknown, count: Count): unknown => {
  if (typeof condition === 'string') return mask('condition of a listener rule', condition, count);
  if (Array.isArray(condition)) return condition.map((value) => maskCondition(value, count));
  if (typeof condition !== 'object' || condition === null) return condition;
  return Object.fromEntries(
    Object.entries(condition).map(([key, value]) => [key, /^Values?$/.test(key) ? maskCondition(value, count) : value]),
  );
};

const isSecretName = (name: unknown): boolean => typeof name === 'string' && SECRET_NAME.test(name);

/** Any environment value may be a secret, and none is needed to explain a failure. */
const maskVariable = (variable: unknown, count: Count): unknown => {
  if (typeof variable !== 'object' || variable === null || !('value' in variable)) return variable;
  return { ...variable, value: mask('environment value', String(variable.value), count) };
};

const maskItem = (item: unknown, before: unknown, count: Count): unknown =>
  typeof item === 'string' && typeof before === 'string' && SECRET_FLAG.test(before)
    ? mask('secret by name', item, count)
    : maskValue(item, count);

const maskText = (text: string, count: Count): string => {
  const json = parseJson(text);
  if (json === undefined) return maskPatterns(text, count);
  const plain = JSON.stringify(json);
  const masked = JSON.stringify(maskValue(json, count));
  return masked === plain ? text : masked;
};

const maskPatterns = (text: string, count: Count): string =>
  SECRET_PATTERNS.reduce(
    (rest, { kind, pattern }) => rest.replace(pattern, (secret) => mask(kind, secret, count)),
    text,
  );

/** Parses a text that is a JSON object or list, like CloudTrail events and many log lines. */
const parseJson = (text: string): unknown => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const mask = (kind: string, secret: string, count: Count): string => {
  if (secret !== MASK) count(kind);
  return MASK;
};
