// Unit: `medic record`, as far as it gets without an AWS account.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, temporaryFolder } from '../run-medic.ts';

const NOWHERE = 'http://127.0.0.1:9';
const existing = join(temporaryFolder(), 'case.json');
writeFileSync(existing, '{}');

describe('medic record', () => {
  it.each([
    ['a service that medic.yml does not name', 'regstry', 'medic.yml has no service "regstry"; it names: registry.'],
    [
      'a medic.yml that cannot be read',
      'registry --config nowhere/medic.yml',
      'nowhere/medic.yml cannot be read; go to the folder that has it, or name it with --config.',
    ],
    [
      'an endpoint that does not answer',
      `registry --endpoint-url ${NOWHERE}`,
      `No answer from ${NOWHERE}; run "npm start -- --keep", or correct --endpoint-url.`,
    ],
    [
      'an existing file, before it calls AWS',
      `registry --output ${existing} --endpoint-url ${NOWHERE}`,
      `${existing} already exists; name another file with --output, or use --force.`,
    ],
  ])('refuses %s', async (_, words, line) => {
    expect(await run(`record ${words}`)).toMatchObject({ exitCode: 1, out: '', err: `medic: ${line}\n` });
  });
});
