// Contract: a folder of recorded cases, replayed by the command through the adapters that run in AWS.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '#tests/unit/cli/run-medic.ts';

const FIXTURES = 'tests/fixtures/cases';
const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'medic-cases-'));

/** The hung task's case, in which the medic stops a task, with another expectation. */
const folderExpecting = (expect: object | undefined): string => {
  const folder = emptyFolder();
  const content = JSON.parse(readFileSync(join(FIXTURES, 'hung-task.json'), 'utf8'));
  writeFileSync(join(folder, 'hung-task.json'), JSON.stringify({ ...content, expect }));
  return folder;
};

describe('medic replay of a folder', () => {
  it('shows every case with what came out beside what it expects, and the shares that are right', async () => {
    const { exitCode, out, err } = await run(['replay', FIXTURES]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^hung-task\.json +instance-grey +instance-grey +act stop-task +act stop-task +ok$/m);
    expect(out).toMatch(/^ +all +3 of 3 \(100 %\) +3 of 3 \(100 %\) +0$/m);
    expect(out).toMatch(/^ {2}causes +expected in rows, got in columns +a +b +c$/m);
  });

  it('prints cases, shares and confusion with --json', async () => {
    const { out } = await run(['replay', FIXTURES, '--json']);
    const { cases, all, groups, confusion } = JSON.parse(out);
    expect(cases.map(({ file, verdict }: Record<string, unknown>) => [file, verdict])).toEqual([
      ['database-down.json', 'ok'],
      ['healthy.json', 'ok'],
      ['hung-task.json', 'ok'],
    ]);
    expect(all).toEqual({ causes: { right: 3, of: 3 }, decisions: { right: 3, of: 3 }, harmful: 0 });
    expect(groups).toEqual({});
    expect(confusion).toMatchObject({ 'instance-grey': { 'instance-grey': 1 } });
  });

  it.each([
    { expects: 'nothing', expect: undefined, exitCode: 0, shows: / - +-$/m },
    { expects: 'another cause', expect: { cause: 'overload' }, exitCode: 0, shows: / overload .* WRONG$/m },
    { expects: 'another action', expect: { decision: { action: 'roll-back' } }, exitCode: 0, shows: / WRONG$/m },
    { expects: 'no such action', expect: { harmful: ['stop-task'] }, exitCode: 1, shows: / HARMFUL$/m },
    { expects: 'no action at all', expect: { decision: { kind: 'wait' } }, exitCode: 1, shows: / wait +HARMFUL$/m },
  ])('with a case that expects $expects ends with exit code $exitCode', async ({ expect: told, exitCode, shows }) => {
    const result = await run(['replay', folderExpecting(told)]);
    expect(result.exitCode).toBe(exitCode);
    expect(result.out).toMatch(shows);
  });

  it('counts the cases of a group together', async () => {
    const { out } = await run(['replay', folderExpecting({ group: 'grey', cause: 'instance-grey' }), '--json']);
    expect(JSON.parse(out).groups).toEqual({
      grey: { causes: { right: 1, of: 1 }, decisions: { right: 0, of: 0 }, harmful: 0 },
    });
  });

  it('gives what cannot be replayed a row with its error, replays the rest, and ends with exit code 1', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'broken.json'), '{\n"case": ');
    writeFileSync(join(folder, 'empty.json'), '{}');
    mkdirSync(join(folder, 'folder.json'));
    writeFileSync(join(folder, 'notes.md'), 'no case');
    copyFileSync(join(FIXTURES, 'healthy.json'), join(folder, 'healthy.json'));
    const { exitCode, out, err } = await run(['replay', folder]);
    expect(out).toMatch(/^broken\.json .*broken\.json cannot be read: it is not JSON \(.*\)\.$/m);
    expect(out).toMatch(/^empty\.json .*is not a case that can be replayed: /m);
    expect(out).toMatch(/^folder\.json .*cannot be read: it is a folder; name one file in it\.$/m);
    expect(out).toMatch(/^healthy\.json +none .* ok$/m);
    expect(out).not.toContain('notes.md');
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: 'medic: of 4 cases 3 could not be replayed, and 0 ended in a harmful action; their entries say why.\n',
    });
  });

  it('fails with one line for a folder without a case', async () => {
    const folder = emptyFolder();
    expect(await run(['replay', folder])).toMatchObject({
      exitCode: 1,
      out: '',
      err: `medic: ${folder} holds no *.json; name a folder with recorded cases, or one file.\n`,
    });
  });
});
