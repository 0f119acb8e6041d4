import { writeFileSync } from 'node:fs';
import { medicJsonSchema } from '#shared/runtime/config-schema.ts';

/** Writes medic.schema.json, by which editors complete and check medic.yml. A test fails when it is out of date. */
writeFileSync('medic.schema.json', `${JSON.stringify(medicJsonSchema(), null, 2)}\n`);
