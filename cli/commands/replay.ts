import { statSync } from 'node:fs';
import { CommandFailed } from '../command-failed.ts';
import { readCase } from '../replay/case-file.ts';
import { replayCase } from '../replay/replay-case.ts';
import { type FileReplay, replayFolder } from '../replay/replay-folder.ts';
import { tallyOf } from '../replay/tally.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { comparisonLines } from '../text/comparison-lines.ts';
import { decisionLines } from '../text/decision-lines.ts';
import { folderLines } from '../text/folder-lines.ts';
import { reportLines } from '../text/report-lines.ts';
import type { OutputOptions } from './options.ts';

/** Runs `medic replay FILE|FOLDER`: decides on recorded cases as on a live service. Reads nothing but the files. */
export const replay = (path: string, options: OutputOptions, terminal: Terminal): Promise<void> =>
  isFolder(path) ? replayAll(path, options, terminal) : replayOne(path, options, terminal);

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const replayOne = async (file: string, { json }: OutputOptions, { stdout }: Terminal): Promise<void> => {
  const recorded = readCase(file);
  const { replayed, decision } = await replayCase(recorded);
  if (json) return printJson(stdout, replayed);
  printLines(stdout, [
    ...reportLines(replayed.report, stdout),
    ...decisionLines(decision, replayed.decision.gates, stdout),
    ...(recorded.expect === undefined ? [] : comparisonLines(replayed, recorded.expect, stdout)),
  ]);
};

const replayAll = async (folder: string, { json }: OutputOptions, { stdout }: Terminal): Promise<void> => {
  const cases = await replayFolder(folder);
  const tally = tallyOf(cases);
  if (json) printJson(stdout, { cases, ...tally });
  else printLines(stdout, folderLines(cases, tally, stdout));
  failIfHarmful(cases);
};

/** A wrong result is only counted; a harmful action, and a case that could not be replayed, fail the command. */
const failIfHarmful = (cases: readonly FileReplay[]): void => {
  const failed = cases.filter(({ kind }) => kind === 'failed').length;
  const harmful = cases.filter((each) => each.kind === 'judged' && each.verdict === 'harmful').length;
  if (failed + harmful === 0) return;
  throw new CommandFailed(
    `${failed} of ${cases.length} cases could not be replayed, ${harmful} ended in a harmful action; see their rows.`,
  );
};
