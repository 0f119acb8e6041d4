import { isIP } from 'node:net';
import { SECRET_FLAG, SECRET_NAME, SECRET_PATTERNS } from './secret-patterns.ts';

/** What stands where a secret was. */
export const MASK = 'MASKED';

/** How much of what was masked: `{ 'environment value': 12 }`. */
export type Masked = Readonly<Record<string, number>>;

type Count = (kind: string) => void;

/**
 * The value without what looks like a secret: environment values all, the rest by its name or its shape. Structure and keys stay.
 * Of who called AWS the identity stays, for who changed a service matters; where they sat does not:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const maskSecrets = <Value>(value: Value): { readonly value: Value; readonly masked: Masked } => {
  const masked: Record<string, number> = {};
  const count = (kind: string): void => {
    masked[kind] = (masked[kind] ?? 0) + 1;
  };
  return { value: maskIn(value, count) as Value, masked };
};

const maskIn = (value: unknown, count: Count): unknown => {
  if (typeof value === 'string') return maskText(value, count);
  if (Array.isArray(value)) return value.map((item, index) => maskItem(item, value[index - 1], count));
  if (typeof value !== 'object' || value === null) return value;
  const named = nameIn(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, maskMember(key, member, { named, count })]),
  );
};

/** `{ name, value }`, as ECS, or `{ Key, Value }`, as others have it. */
const nameIn = (value: object): unknown => {
  const { name, Name, key, Key } = value as Readonly<Record<string, unknown>>;
  return name ?? Name ?? key ?? Key;
};

const maskMember = (
  key: string,
  member: unknown,
  { named, count }: { readonly named: unknown; readonly count: Count },
): unknown => {
  if (key === 'environment' && Array.isArray(member)) return member.map((variable) => maskVariable(variable, count));
  if (key === 'sourceIPAddress' && typeof member === 'string' && isIP(member) !== 0)
    return replaced('source IP address', member, count);
  const isOfSecret = SECRET_NAME.test(key) || (/^value$/i.test(key) && isSecretName(named));
  return isOfSecret && typeof member === 'string' && member !== ''
    ? replaced('secret by its name', member, count)
    : maskIn(member, count);
};

const isSecretName = (name: unknown): boolean => typeof name === 'string' && SECRET_NAME.test(name);

/** Any of them may be a secret, and none explains a failure that the texts do not tell. */
const maskVariable = (variable: unknown, count: Count): unknown => {
  if (typeof variable !== 'object' || variable === null || !('value' in variable)) return variable;
  return { ...variable, value: replaced('environment value', String(variable.value), count) };
};

const maskItem = (item: unknown, before: unknown, count: Count): unknown =>
  typeof item === 'string' && typeof before === 'string' && SECRET_FLAG.test(before)
    ? replaced('secret by its name', item, count)
    : maskIn(item, count);

const maskText = (text: string, count: Count): string => {
  const json = jsonIn(text);
  if (json === undefined) return maskPatterns(text, count);
  const plain = JSON.stringify(json);
  const masked = JSON.stringify(maskIn(json, count));
  return masked === plain ? text : masked;
};

const maskPatterns = (text: string, count: Count): string =>
  SECRET_PATTERNS.reduce(
    (rest, { kind, pattern }) => rest.replace(pattern, (secret) => replaced(kind, secret, count)),
    text,
  );

/** A text that is a JSON object or list, as CloudTrail's events and many log lines are. */
const jsonIn = (text: string): unknown => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const replaced = (kind: string, secret: string, count: Count): string => {
  if (secret !== MASK) count(kind);
  return MASK;
};
