// Unit: the file that names the services, by --config, by MEDIC_CONFIG or in the current folder.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run-medic.ts';

const home = process.cwd();
const before = process.env.MEDIC_CONFIG;
beforeEach(() => {
  delete process.env.MEDIC_CONFIG;
  process.chdir(mkdtempSync(join(tmpdir(), 'medic-')));
});
afterEach(() => process.chdir(home));
afterAll(() => {
  process.env.MEDIC_CONFIG = before;
});

const COMMANDS = [
  { command: 'score', words: ['score'] },
  { command: 'signal', words: ['signal', join(home, 'events/samples/alarm-muted.json')] },
  { command: 'record', words: ['record', 'registry'] },
];

it.each(COMMANDS)(
  'medic $command names a file that does not exist in one line, with exit code 2',
  async ({ words }) => {
    const { exitCode, err } = await run([...words, '--config', 'teams/a.yml']);
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: `medic: teams/a.yml (${process.cwd()}/teams/a.yml) cannot be read: there is no such file; name the file with --config or in MEDIC_CONFIG.\n`,
    });
  },
);

it.each(COMMANDS)(
  'medic $command reads --config, else MEDIC_CONFIG, else medic.yml in this folder',
  async ({ words }) => {
    const ofThisFolder = `medic: medic.yml (${process.cwd()}/medic.yml) cannot be read`;
    expect((await run(words)).err).toContain(ofThisFolder);
    process.env.MEDIC_CONFIG = '';
    expect((await run(words)).err).toContain(ofThisFolder);
    process.env.MEDIC_CONFIG = '/teams/a.yml';
    expect((await run(words)).err).toContain('medic: /teams/a.yml cannot be read');
    expect((await run([...words, '--config', '/teams/b.yml'])).err).toContain('medic: /teams/b.yml cannot be read');
  },
);

it('an invalid file is reported under its own name, with line and column', async () => {
  writeFileSync('a.yml', 'services: []\n');
  const { exitCode, err } = await run(['score', '--config', 'a.yml']);
  expect(exitCode).toBe(1);
  expect(err).toMatch(/^medic: a.yml cannot be used:\n {2}a.yml:1:11: /);
});
