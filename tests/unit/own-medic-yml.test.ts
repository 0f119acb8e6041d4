// Unit layer: the medic.yml at the root is the user's, so nothing that a developer runs may read it.
import { globSync, readFileSync } from 'node:fs';

/** What a path to it looks like where one is put together or read: `join(root, 'medic.yml')`, `readFileSync('medic.yml', ...)`. */
const READS_IT =
  /\b(join|resolve|\w+Sync|readFile|readConfigText|open)\((\s*(root|ROOT|process\.cwd\(\)),)?\s*['"`](\.\/)?medic\.yml['"`]/;
const NAMES_IT = /config: ['"`](\.\/)?medic\.yml['"`]/;

const SOURCES = globSync('{sim,cli,scripts,tests}/**/*.{ts,mjs}');

it('there are sources to look at', () => {
  expect(SOURCES.length).toBeGreaterThan(300);
});

it.each([
  { code: "readFileSync('medic.yml', 'utf8')", reads: true },
  { code: "join(root, 'medic.yml')", reads: true },
  { code: "join(process.cwd(), 'medic.yml')", reads: true },
  { code: "packageService(root, say, { config: 'medic.yml' })", reads: true },
  { code: "join(folder, 'medic.yml')", reads: false },
  { code: "readFileSync('examples/registry/medic.yml')", reads: false },
  { code: "parseMedicYaml(text, 'medic.yml')", reads: false },
])('$code would be found: $reads', ({ code, reads }) => {
  expect(READS_IT.test(code) || NAMES_IT.test(code)).toBe(reads);
});

it('the simulation, the command, the scripts and the tests read no medic.yml but those of examples/ and their own', () => {
  const readers = SOURCES.filter((file) => !file.endsWith('own-medic-yml.test.ts')).filter((file) => {
    const code = readFileSync(file, 'utf8');
    return READS_IT.test(code) || NAMES_IT.test(code);
  });
  expect(readers).toEqual([]);
});
