import { isObject } from './convert.ts';
import type { Member, Shape } from './model.ts';

/** Writes the content of a value's element: https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings */
export const writeXml = (shape: Shape, value: unknown): string => {
  switch (shape.kind) {
    case 'structure':
      return entriesOf(value)
        .map(([name, member]) => {
          const known = shape.members.get(name);
          return known ? writeMember(name, known, member) : '';
        })
        .join('');
    case 'list':
      return writeItems(shape.item.traits.xmlName ?? 'member', shape, value);
    case 'map':
      return writeEntries('entry', shape, value);
    default:
      return escapeXml(String(value));
  }
};

export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

/** Flattened lists and maps repeat the member's own tag, without an element around all. */
const writeMember = (name: string, { shape, traits }: Member, value: unknown): string => {
  const tag = traits.xmlName ?? name;
  if (traits.xmlFlattened && shape.kind === 'list') return writeItems(tag, shape, value);
  if (traits.xmlFlattened && shape.kind === 'map') return writeEntries(tag, shape, value);
  return element(tag, writeXml(shape, value));
};

const writeItems = (tag: string, { item }: Extract<Shape, { kind: 'list' }>, value: unknown): string =>
  (Array.isArray(value) ? value : []).map((each) => element(tag, writeXml(item.shape, each))).join('');

const writeEntries = (tag: string, { key, value }: Extract<Shape, { kind: 'map' }>, map: unknown): string =>
  entriesOf(map)
    .map(([name, each]) => element(tag, writeMember('key', key, name) + writeMember('value', value, each)))
    .join('');

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isObject(value) ? Object.entries(value) : [];
