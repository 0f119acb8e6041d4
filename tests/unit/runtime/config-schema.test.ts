// Unit layer: the JSON Schema that editors check medic.yml by.
import { readFileSync } from 'node:fs';
import { medicJsonSchema } from '#shared/runtime/config-schema.ts';

describe('medic.schema.json', () => {
  it('is what npm run schema writes today', () => {
    const shipped: unknown = JSON.parse(readFileSync('medic.schema.json', 'utf8'));
    expect(shipped).toEqual(JSON.parse(JSON.stringify(medicJsonSchema())));
  });

  it.each(['registry', 'starter'])('is named in the first line of the example %s, where editors look', (name) => {
    const [first] = readFileSync(`examples/${name}/medic.yml`, 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../../medic.schema.json');
  });

  it('asks for nothing that the file may leave out', () => {
    expect(medicJsonSchema()).toMatchObject({
      required: ['services'],
      properties: { services: { items: { required: ['name', 'cluster', 'service'] } } },
    });
  });
});
