// Contract: a folder of recorded cases, replayed through the adapters that run in AWS.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES, fixture, run, temporaryFolder } from '#tests/unit/cli/run-medic.ts';

/** A folder with the case of a hung task, which ends in stop-task, with another expectation. */
const folderExpecting = (expectation: object | undefined): string => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'hung-task.json'), JSON.stringify({ ...fixture('hung-task'), expect: expectation }));
  return folder;
};

describe('medic replay of a folder', () => {
  it('prints every case with its result and expectation, the shares of correct results, and the confusion matrix', async () => {
    const { exitCode, out, err } = await run(`replay ${FIXTURES}`);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^hung-task\.json +instance-grey +instance-grey +act stop-task +act stop-task +ok$/m);
    expect(out).toMatch(/^ +all +3 of 3 \(100 %\) +3 of 3 \(100 %\) +- +0$/m);
    expect(out).toMatch(/^ {2}causes +expected in rows, actual in columns +a +b +c$/m);
  });

  it('prints the same with --json', async () => {
    const { cases, all, groups, confusion } = JSON.parse((await run(`replay ${FIXTURES} --json`)).out);
    const verdicts = cases.map(({ file, verdict }: Record<string, unknown>) => `${file} ${verdict}`);
    expect(verdicts).toEqual(['database-down.json ok', 'healthy.json ok', 'hung-task.json ok']);
    expect(all).toEqual({
      causes: { right: 3, of: 3 },
      decisions: { right: 3, of: 3 },
      grounding: { right: 0, of: 0 },
      harmful: 0,
    });
    expect(groups).toEqual({});
    expect(confusion).toMatchObject({ 'instance-grey': { 'instance-grey': 1 } });
  });

  it.each([
    [undefined, 0, / - +-$/m],
    [{ cause: 'overload' }, 0, / overload .* WRONG$/m],
    [{ decision: { action: 'roll-back' } }, 0, / WRONG$/m],
    [{ harmful: ['stop-task'] }, 1, / HARMFUL$/m],
    [{ decision: { kind: 'wait' } }, 1, / wait +HARMFUL$/m],
  ])('with the expectation %j ends with exit code %d', async (expectation, exitCode, row) => {
    const result = await run(`replay ${folderExpecting(expectation)}`);
    expect(result.exitCode).toBe(exitCode);
    expect(result.out).toMatch(row);
  });

  it('counts the cases of a group together', async () => {
    const { out } = await run(`replay ${folderExpecting({ group: 'grey', cause: 'instance-grey' })} --json`);
    const none = { right: 0, of: 0 };
    const shares = { causes: { right: 1, of: 1 }, decisions: none, grounding: none, harmful: 0 };
    expect(JSON.parse(out).groups).toEqual({ grey: shares });
  });

  it('prints the error of a case that cannot be replayed, replays the others, and ends with exit code 1', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'broken.json'), '{\n"case": ');
    writeFileSync(join(folder, 'empty.json'), '{}');
    mkdirSync(join(folder, 'folder.json'));
    writeFileSync(join(folder, 'notes.md'), 'no case');
    copyFileSync(join(FIXTURES, 'healthy.json'), join(folder, 'healthy.json'));
    const { exitCode, out, err } = await run(`replay ${folder}`);
    expect(out).toMatch(/^broken\.json .*broken\.json cannot be read: it is not JSON \(.*\)\.$/m);
    expect(out).toMatch(/^empty\.json .*is not a valid case: /m);
    expect(out).toMatch(/^folder\.json .*cannot be read: it is a folder; name one file in it\.$/m);
    expect(out).toMatch(/^healthy\.json +none .* ok$/m);
    expect(out).not.toContain('notes.md');
    const line = 'medic: 3 of 4 cases could not be replayed, 0 ended in a harmful action; see their rows.\n';
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: line });
  });

  it('fails with one line if the folder contains no case', async () => {
    const folder = temporaryFolder();
    const err = `medic: ${folder} contains no *.json; name a folder with recorded cases, or one file.\n`;
    expect(await run(`replay ${folder}`)).toMatchObject({ exitCode: 1, out: '', err });
  });
});
