import { statSync } from 'node:fs';
import { Command } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import type { Expectation } from '../replay/case-file.ts';
import type { Replay } from '../replay/replay-case.ts';
import type { FileReplay } from '../replay/replay-folder.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { comparisonLines } from '../text/comparison-lines.ts';
import { decisionLines } from '../text/decision-lines.ts';
import { folderLines } from '../text/folder-lines.ts';
import { reportLines } from '../text/report-lines.ts';
import { type OutputOptions, withOutputOptions } from './options.ts';

/** `medic replay FILE|FOLDER`: decides on recorded cases as on a live service. Touches nothing but the files. */
export const replayCommand = (terminal: Terminal): Command =>
  withOutputOptions(new Command('replay'))
    .description('decide on a recorded case as on a live service, or on every case of a folder')
    .argument('<path>', 'a case: recorded answers of AWS in one JSON file; or a folder of cases')
    .action((path: string, options: OutputOptions) =>
      isFolder(path) ? replayAll(path, options, terminal) : replayOne(path, options, terminal),
    );

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Every AWS client's schemas come with a replay, so it is loaded only where it is wanted. */
const replayOne = async (file: string, { json }: OutputOptions, { stdout }: Terminal): Promise<void> => {
  const [{ readCase }, { replayCase }] = await Promise.all([
    import('../replay/case-file.ts'),
    import('../replay/replay-case.ts'),
  ]);
  const recorded = readCase(file);
  const replay = await replayCase(recorded);
  if (json) return printJson(stdout, replay.replayed);
  printLines(stdout, replayLines(replay, recorded.expect, stdout));
};

const replayAll = async (folder: string, { json }: OutputOptions, { stdout }: Terminal): Promise<void> => {
  const [{ replayFolder }, { tallyOf }] = await Promise.all([
    import('../replay/replay-folder.ts'),
    import('../replay/tally.ts'),
  ]);
  const cases = await replayFolder(folder);
  const tally = tallyOf(cases);
  if (json) printJson(stdout, { cases, ...tally });
  else printLines(stdout, folderLines(cases, tally, stdout));
  failFor(cases);
};

/** A wrong answer is a figure to better; harm, and a case that could not be replayed, must not go unnoticed. */
const failFor = (cases: readonly FileReplay[]): void => {
  const failed = cases.filter(({ kind }) => kind === 'failed').length;
  const harmful = cases.filter((each) => each.kind === 'judged' && each.verdict === 'harmful').length;
  if (failed + harmful === 0) return;
  throw new CommandFailed(
    `of ${cases.length} cases ${failed} could not be replayed, and ${harmful} ended in a harmful action; their entries say why.`,
  );
};

const replayLines = (
  { replayed, decision }: Replay,
  expect: Expectation | undefined,
  stdout: Terminal['stdout'],
): readonly string[] => [
  ...reportLines(replayed.report, stdout),
  ...decisionLines(decision, replayed.decision.gates, stdout),
  ...(expect === undefined ? [] : comparisonLines(replayed, expect, stdout)),
];
