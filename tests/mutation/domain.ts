// The unit tests of the domain in one file, so that a mutant loads the modules once and not once for each test file.
import { globSync } from 'node:fs';

const DOMAIN = new URL('../unit/domain/', import.meta.url);

/** `MUTATION_TESTS=diagnosis` runs the tests of that folder alone, which is faster. */
const FOLDER = process.env.MUTATION_TESTS ?? '**';

/** Generated observations and weeks of noise take seconds. A mutant that only these tests kill counts as survived. */
const SLOW = /-properties\.test\.ts$|^metamorphic\/|healthy-days/;

const files = globSync(`${FOLDER}/*.test.ts`, { cwd: DOMAIN }).filter((name) => !SLOW.test(name));
for (const file of files.sort()) await import(new URL(file, DOMAIN).href);
