// Unit layer: every sample matches its schema, or is of the kind that it is a sample of.
import { readdirSync, readFileSync } from 'node:fs';
import { EVENT_KINDS, toSignals } from '#events/kinds/catalogue.ts';
import { SAMPLE_KINDS, SAMPLE_SCHEMAS } from '#events/sample-schemas.ts';

const FOLDER = new URL('../../../events/samples/', import.meta.url);
const sample = (file: string): unknown => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));

it('every sample has a schema or a kind, and each of these a sample', () => {
  const known = new Set([...Object.keys(SAMPLE_SCHEMAS), ...Object.keys(SAMPLE_KINDS)]);
  expect(readdirSync(FOLDER).sort()).toEqual([...known].sort());
});

it.each(Object.entries(SAMPLE_SCHEMAS))('the sample %s matches its schema', (file, schema) => {
  expect(schema.safeParse(sample(file)).error).toBeUndefined();
});

it.each(Object.entries(SAMPLE_KINDS))('the sample %s is recognised as %s', (file, kind) => {
  expect(toSignals(sample(file))).toMatchObject([{ kind }]);
});

it('every kind of event that is recognised has a sample', () => {
  const kinds = EVENT_KINDS.map(({ kind }) => kind).filter((kind) => kind !== 'other');
  expect([...new Set(Object.values(SAMPLE_KINDS))].sort()).toEqual(kinds.sort());
});
