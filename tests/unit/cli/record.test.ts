// Unit: `medic record`, in process, as far as it gets without an account.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLE_CONFIG } from '#sim/example.ts';
import { run } from './fake-terminal.ts';

const EXAMPLE = ['--config', EXAMPLE_CONFIG];

describe('medic record', () => {
  it('names the services there are for one that is not in medic.yml', async () => {
    const { exitCode, err } = await run(['record', 'regstry', ...EXAMPLE]);
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: 'medic: examples/registry/medic.yml has no service "regstry"; it has: registry.\n',
    });
  });

  it('asks for a local world where nothing answers at its endpoint', async () => {
    const { err } = await run(['record', 'registry', ...EXAMPLE, '--endpoint-url', 'http://127.0.0.1:9']);
    expect(err).toMatch(/^medic: Nothing answers at http:\/\/127\.0\.0\.1:9; start the local world with "npm start/);
  });

  it('refuses a file that is there before it asks AWS for anything', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'record-'));
    const file = join(folder, 'case.json');
    writeFileSync(file, '{}');
    const { exitCode, err } = await run([
      ...['record', 'registry', ...EXAMPLE, '--output', file, '--endpoint-url', 'http://127.0.0.1:9'],
    ]);
    rmSync(folder, { recursive: true });
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: `medic: ${file} is there already; name another file with --output, or write over it with --force.\n`,
    });
  });
});
