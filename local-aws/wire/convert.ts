import type { Shape, SimpleKind } from './model.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Converts one simple value between the wire and the SDK's types. */
export type LeafConversion = (kind: SimpleKind, value: unknown) => unknown;

/**
 * Converts a value between the wire and the SDK's types, leaf by leaf. Absent members and items are left out. A value that does
 * not fit the shape stays as it is, and {@link problemsIn} reports it.
 */
export const convert = (shape: Shape, value: unknown, convertLeaf: LeafConversion): unknown => {
  switch (shape.kind) {
    case 'structure':
      return mapPresent(value, (member, name) => {
        const known = shape.members.get(name);
        return known ? convert(known.shape, member, convertLeaf) : member;
      });
    case 'map':
      return mapPresent(value, (member) => convert(shape.value.shape, member, convertLeaf));
    case 'list':
      return Array.isArray(value)
        ? value.filter(isPresent).map((item) => convert(shape.item.shape, item, convertLeaf))
        : value;
    default:
      return convertLeaf(shape.kind, value);
  }
};

const mapPresent = (value: unknown, mapMember: (member: unknown, name: string) => unknown): unknown => {
  if (!isObject(value)) return value;
  const present = Object.entries(value).filter(([, member]) => isPresent(member));
  return Object.fromEntries(present.map(([name, member]) => [name, mapMember(member, name)]));
};

/** Like the SDK, it takes null for absent, also in a list. */
const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

/** AWS writes the numbers that JSON cannot hold as these texts. */
export const NUMBERS_AS_TEXT: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

/** In JSON, AWS writes times as epoch seconds and bytes as base64. */
export const fromJson: LeafConversion = (kind, value) => {
  if (kind === 'timestamp') return toDate(value);
  if (kind === 'blob' && typeof value === 'string') return new Uint8Array(Buffer.from(value, 'base64'));
  return value;
};

export const toJson: LeafConversion = (kind, value) => {
  if (kind === 'timestamp' && value instanceof Date) return value.getTime() / 1_000;
  if (kind === 'blob' && ArrayBuffer.isView(value)) return toBase64(value);
  return value;
};

/** XML and headers hold text only, with times in ISO 8601. */
export const fromText: LeafConversion = (kind, value) => {
  if (typeof value !== 'string') return value;
  if (kind === 'number') return Number(value);
  if (kind === 'boolean') return value === 'true';
  return fromJson(kind, value);
};

export const toText: LeafConversion = (kind, value) =>
  kind === 'timestamp' && value instanceof Date ? value.toISOString() : toJson(kind, value);

/** Converts epoch seconds or an ISO string to a Date; returns any other value unchanged. */
export const toDate = (value: unknown): unknown => {
  if (typeof value !== 'number' && typeof value !== 'string') return value;
  const date = new Date(typeof value === 'number' ? value * 1_000 : value);
  return Number.isNaN(date.getTime()) ? value : date;
};

const toBase64 = (bytes: ArrayBufferView): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
