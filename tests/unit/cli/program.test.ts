// Unit: usage, help, and exit codes: 0 for success, 1 for a failure, 2 for a usage error.
import { PassThrough } from 'node:stream';
import { runMedic } from '#cli/program.ts';
import { processTerminal } from '#cli/terminal.ts';
import { run } from './run-medic.ts';

describe('a usage error', () => {
  it.each([
    ['remediate registry', "required option '--reason <text>' not specified"],
    ['remediate --reason x', "missing required argument 'service'"],
    ['remediate registry --reason x --action reboot', 'Allowed choices are stop-task'],
    ['score --endpoint-url localhost', 'Use an address such as http://127.0.0.1:4566.'],
    ['signal event.json --now soon', 'Use a time such as 2026-11-23T10:00:00Z.'],
    ['diagnose', "missing required argument 'service'"],
    ['record', "missing required argument 'service'"],
    ['replay', "missing required argument 'path'"],
    ['scroe', "unknown command 'scroe'"],
    ['score --jsn', "unknown option '--jsn'"],
  ])('in "medic %s" prints "%s" and ends with exit code 2', async (words, message) => {
    const { exitCode, out, err } = await run(words);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^medic: /);
    expect(err).toContain(message);
  });

  it('such as no command at all prints the usage', async () => {
    expect(await run('')).toMatchObject({ exitCode: 2, err: expect.stringContaining('Usage: medic') });
  });
});

describe('help', () => {
  it('lists every command with its description', async () => {
    const { exitCode, out, err } = await run('--help');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    for (const command of ['score', 'diagnose', 'remediate', 'record', 'replay', 'signal'])
      expect(out).toMatch(new RegExp(`^  ${command} \\[options\\] \\S+ +[a-z]`, 'm'));
  });

  it.each([
    ['score', ['--json', '--stage <stage>', '--region <region>', '--endpoint-url <url>']],
    ['remediate', ['--reason <text>', '--action <action>', '"roll-back"', '--dry-run']],
    ['record', ['--output <file>', '--config <file>', '--no-mask-account', '--force']],
    ['signal', ['--now <time>']],
  ])('of %s lists the options %j', async (command, options) => {
    const { exitCode, out } = await run(`${command} --help`);
    expect(exitCode).toBe(0);
    for (const option of options) expect(out).toContain(option);
  });
});

describe('an unexpected error', () => {
  it.each([
    [new TypeError('x is undefined\n    at y'), 'TypeError: x is undefined'],
    ['oops', 'Error: oops'],
  ])('%s prints one line without a stack trace, exit code 1', async (error, line) => {
    const write = () => {
      throw error;
    };
    const [stdout, stderr] = [Object.assign(new PassThrough(), { write }), new PassThrough()];
    const words = ['replay', 'tests/fixtures/cases/healthy.json'];
    expect(await runMedic(words, { ...processTerminal(), stdout, stderr })).toBe(1);
    expect(String(stderr.read())).toBe(`medic: unexpected error: ${line}\n`);
  });
});
