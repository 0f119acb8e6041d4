import { Command } from 'commander';
import type { Expectation } from '../replay/case-file.ts';
import type { Replay } from '../replay/replay-case.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { comparisonLines } from '../text/comparison-lines.ts';
import { decisionLines } from '../text/decision-lines.ts';
import { reportLines } from '../text/report-lines.ts';
import { type OutputOptions, withOutputOptions } from './options.ts';

/** `medic replay FILE`: decides on a recorded case as on a live service. Touches nothing but the file. */
export const replayCommand = (terminal: Terminal): Command =>
  withOutputOptions(new Command('replay'))
    .description('decide on a recorded case as on a live service')
    .argument('<file>', 'a case: recorded answers of AWS in one JSON file')
    .action(async (file: string, options: OutputOptions) => {
      const { readCase, replayCase } = await loadReplay();
      const recorded = readCase(file);
      const replay = await replayCase(recorded);
      if (options.json) return printJson(terminal.stdout, replay.replayed);
      printLines(terminal.stdout, replayLines(replay, recorded.expect, terminal));
    });

/** Every AWS client's schemas come with it, so it is loaded only where it is wanted. */
const loadReplay = async () => {
  const [{ readCase }, { replayCase }] = await Promise.all([
    import('../replay/case-file.ts'),
    import('../replay/replay-case.ts'),
  ]);
  return { readCase, replayCase };
};

const replayLines = (
  { replayed, decision }: Replay,
  expect: Expectation | undefined,
  { stdout }: Terminal,
): readonly string[] => [
  ...reportLines(replayed.report, stdout),
  ...decisionLines(decision, replayed.decision.gates, stdout),
  ...(expect === undefined ? [] : comparisonLines(replayed, expect, stdout)),
];
