import { Command } from 'commander';
import { z } from 'zod';
import { functionCaller, readAnswer } from '../function-caller.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { decisionLines } from '../text/decision-lines.ts';
import { diagnosisLines, partLines } from '../text/diagnosis-lines.ts';
import { reportLines } from '../text/report-lines.ts';
import { DecisionShown, DiagnosisShown, GatesShown, PartsShown, ReportShown } from '../text/shown.ts';
import { type AccountOptions, withAccountOptions } from './options.ts';

const DiagnoseAnswer = z.object({
  report: ReportShown.extend({ parts: PartsShown }),
  diagnosis: DiagnosisShown,
  decision: DecisionShown,
  gates: GatesShown,
});

/** `medic diagnose SERVICE`: all that the medic knows of a service now, and what it would do. Changes nothing. */
export const diagnoseCommand = (terminal: Terminal): Command =>
  withAccountOptions(new Command('diagnose'))
    .description('say what is wrong with one service, why, and what would be done; changes nothing')
    .argument('<service>', 'its name in medic.yml')
    .action(async (service: string, options: AccountOptions) => {
      const request = { service, reason: 'medic diagnose', dryRun: true };
      const answer = await functionCaller(terminal, options)('remediate', request);
      if (options.json) return printJson(terminal.stdout, answer);
      const shown = readAnswer(DiagnoseAnswer, answer);
      printLines(terminal.stdout, answerLines(shown, terminal.stdout));
    });

const answerLines = (
  { report, diagnosis, decision, gates }: z.output<typeof DiagnoseAnswer>,
  stdout: Terminal['stdout'],
): readonly string[] => [
  ...reportLines(report, stdout),
  ...partLines(report.parts),
  ...diagnosisLines(diagnosis),
  ...decisionLines(decision, gates, stdout),
];
