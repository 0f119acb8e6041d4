// Unit: what `medic` says, and its exit code, when something is wrong: one clear line, never a trace.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runMedic } from '#cli/program.ts';
import { processTerminal } from '#cli/terminal.ts';
import { run } from './fake-terminal.ts';

const named = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });
const scoreFailing = (error: unknown, more: readonly string[] = []) =>
  run(['score', 'registry', ...more], () => {
    throw error;
  });

describe('a call that fails', () => {
  it.each([
    {
      because: 'nobody listens at the endpoint',
      error: named('AggregateError', '', { errors: [named('Error', 'connect', { code: 'ECONNREFUSED' })] }),
      words: ['--endpoint-url', 'http://localhost:4566'],
      line: 'medic: Nothing answers at http://localhost:4566; start the local world with "npm start -- --keep", or correct --endpoint-url.',
    },
    {
      because: 'AWS cannot be reached',
      error: named('TimeoutError', 'socket hang up'),
      words: ['--region', 'eu-west-1'],
      line: 'medic: AWS Lambda cannot be reached in eu-west-1; check the network and --region.',
    },
    {
      because: 'the function is not there',
      error: named('ResourceNotFoundException', 'Function not found'),
      words: ['--stage', 'prod'],
      line: 'medic: There is no function ecs-medic-prod-score-health; deploy it ("npx serverless deploy --stage prod"), or name another --stage or --region.',
    },
    {
      because: 'the caller may not',
      error: named('AccessDeniedException', 'User arn:x is not authorized\nmore'),
      words: [],
      line: 'medic: These credentials may not call ecs-medic-dev-score-health: they need lambda:InvokeFunction on it (User arn:x is not authorized).',
    },
    {
      because: 'no region is set',
      error: new Error('Region is missing'),
      words: [],
      line: 'medic: No AWS region is set; give --region, or set AWS_REGION.',
    },
    {
      because: 'nobody is signed in',
      error: named('CredentialsProviderError', 'Could not load credentials from any providers'),
      words: [],
      line: 'medic: AWS does not know who is calling; sign in, or set AWS_PROFILE (Could not load credentials from any providers).',
    },
    {
      because: 'of something else',
      error: named('ServiceException', 'went wrong'),
      words: [],
      line: 'medic: ecs-medic-dev-score-health could not be called: ServiceException: went wrong',
    },
    {
      because: 'of something that is no error at all',
      error: 'oops',
      words: [],
      line: 'medic: ecs-medic-dev-score-health could not be called: Error: oops',
    },
  ])('because $because ends with exit code 1 and one line that says what to do', async ({ error, words, line }) => {
    expect(await scoreFailing(error, words)).toMatchObject({ exitCode: 1, out: '', err: `${line}\n` });
  });
});

describe('a function that fails', () => {
  it('has its own words repeated where they say what to do', async () => {
    const errorMessage = 'There is no service "regisrty" in medic.yml; it names: registry.';
    const failed = { errorType: 'ServiceUnknown', errorMessage, trace: ['at x'] };
    expect(await run(['score', 'regisrty'], () => ({ failed }))).toMatchObject({
      exitCode: 1,
      err: `medic: ${errorMessage}\n`,
    });
  });

  it('is named with its log otherwise', async () => {
    const failed = { errorType: 'TypeError', errorMessage: 'x is undefined\n  at y', trace: ['at y'] };
    const { err } = await run(['score', 'registry'], () => ({ failed }));
    expect(err).toBe(
      'medic: ecs-medic-dev-score-health failed with TypeError: x is undefined. Its log /aws/lambda/ecs-medic-dev-score-health has the rest.\n',
    );
  });

  it('is named even if it says nothing', async () => {
    const { err } = await run(['score', 'registry'], () => ({ failed: null }));
    expect(err).toContain('failed with an error: it gave no reason.');
  });
});

describe('an answer of another shape', () => {
  it('is refused with what does not fit, and --json is offered', async () => {
    const { exitCode, err } = await run(['score', 'registry'], () => ({ body: { reports: [{ service: 7 }] } }));
    expect({ exitCode, lines: err.trim().split('\n').length }).toEqual({ exitCode: 1, lines: 1 });
    expect(err).toContain('reports[0].service: Invalid input: expected string, received number');
    expect(err).toContain('and 2 more');
    expect(err).toContain('use --json');
  });

  it('is printed as it came with --json', async () => {
    const { exitCode, out } = await run(['score', 'registry', '--json'], () => ({ body: { scores: [] } }));
    expect({ exitCode, printed: JSON.parse(out) }).toEqual({ exitCode: 0, printed: { scores: [] } });
  });

  it('is refused when it is no JSON', async () => {
    const { exitCode, err } = await run(['score', 'registry'], () => ({ body: undefined }));
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: 'medic: ecs-medic-dev-score-health answered no JSON; is another function deployed under that name?\n',
    });
  });
});

describe('a command line that is not understood', () => {
  it.each([
    { words: ['remediate', 'registry'], says: "required option '--reason <text>' not specified" },
    { words: ['remediate', '--reason', 'x'], says: "missing required argument 'service'" },
    { words: ['remediate', 'registry', '--reason', 'x', '--action', 'reboot'], says: 'Allowed choices are stop-task' },
    { words: ['score', '--endpoint-url', 'localhost'], says: 'It has to be an address such as http://127.0.0.1:4566.' },
    { words: ['diagnose'], says: "missing required argument 'service'" },
    { words: ['replay'], says: "missing required argument 'path'" },
    { words: ['scroe'], says: "unknown command 'scroe'" },
    { words: ['score', '--jsn'], says: "unknown option '--jsn'" },
  ])('such as "$words" ends with exit code 2 and "$says"', async ({ words, says }) => {
    const { exitCode, out, err } = await run(words);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^medic: /);
    expect(err).toContain(says);
  });

  it.each([{ words: ['--help'] }, { words: ['score', '--help'] }])(
    'is not what "$words" is: it shows the usage, exit code 0',
    async ({ words }) => {
      const { exitCode, out, err } = await run(words);
      expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
      expect(out).toContain('Usage: medic');
    },
  );

  it('shows the usage when there are no words at all, exit code 2', async () => {
    const { exitCode, err } = await run([]);
    expect(exitCode).toBe(2);
    expect(err).toContain('Usage: medic');
  });
});

describe('an error that nobody foresaw', () => {
  it.each([
    { error: new TypeError('x is undefined\n    at y'), line: 'TypeError: x is undefined' },
    { error: 'oops', line: 'Error: oops' },
  ])('is one line too, exit code 1: $line', async ({ error, line }) => {
    const write = () => {
      throw error;
    };
    const [stdout, stderr] = [Object.assign(new PassThrough(), { write }), new PassThrough()];
    const words = ['replay', 'tests/fixtures/cases/healthy.json'];
    expect(await runMedic(words, { ...processTerminal(), stdout, stderr })).toBe(1);
    expect(String(stderr.read())).toBe(`medic: this should not have happened: ${line}\n`);
  });
});

describe('the file that names the services', () => {
  const home = process.cwd();
  const named = process.env.MEDIC_CONFIG;
  beforeEach(() => {
    delete process.env.MEDIC_CONFIG;
    process.chdir(mkdtempSync(join(tmpdir(), 'medic-')));
  });
  afterEach(() => process.chdir(home));
  afterAll(() => Object.assign(process.env, named === undefined ? {} : { MEDIC_CONFIG: named }));

  const event = join(home, 'events/samples/alarm-muted.json');
  const commands = [
    { command: 'score', words: ['score'] },
    { command: 'signal', words: ['signal', event] },
    { command: 'record', words: ['record', 'registry'] },
  ];

  it.each(commands)('where $command finds none is asked for in one line, exit code 2', async ({ words }) => {
    const { exitCode, err } = await run([...words, '--config', 'teams/a.yml']);
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: `medic: teams/a.yml (${process.cwd()}/teams/a.yml) cannot be read: there is no such file; name the file with --config or in MEDIC_CONFIG.\n`,
    });
  });

  it.each(commands)('is medic.yml of this folder for $command, unless told otherwise', async ({ words }) => {
    const ofThisFolder = `medic: medic.yml (${process.cwd()}/medic.yml) cannot be read`;
    expect((await run(words)).err).toContain(ofThisFolder);
    process.env.MEDIC_CONFIG = '';
    expect((await run(words)).err).toContain(ofThisFolder);
    process.env.MEDIC_CONFIG = '/teams/a.yml';
    expect((await run(words)).err).toContain('medic: /teams/a.yml cannot be read');
    expect((await run([...words, '--config', '/teams/b.yml'])).err).toContain('medic: /teams/b.yml cannot be read');
  });

  it('has its faults told, under its own name', async () => {
    writeFileSync('a.yml', 'services: []\n');
    const { exitCode, err } = await run(['score', '--config', 'a.yml']);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^medic: a.yml cannot be used:\n {2}a.yml:1:11: /);
  });
});
