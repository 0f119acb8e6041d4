import { writeFileSync } from 'node:fs';
import { medicJsonSchema } from '#shared/runtime/config-schema.ts';

/** Writes medic.schema.json, with which editors complete and validate medic.yml. A test fails when the file is outdated. */
writeFileSync('medic.schema.json', `${JSON.stringify(medicJsonSchema(), null, 2)}\n`);
