import { z } from 'zod';
import { functionCaller, readAnswer } from '../function-caller.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { decisionLines } from '../text/decision-lines.ts';
import { diagnosisLines, partLines } from '../text/diagnosis-lines.ts';
import {
  DecisionDisplay,
  DiagnosisDisplay,
  GatesDisplay,
  PartsDisplay,
  ReportDisplay,
} from '../text/display-schemas.ts';
import { reportLines } from '../text/report-lines.ts';
import type { AccountOptions } from './options.ts';

const DiagnoseAnswer = z.object({
  report: ReportDisplay.extend({ parts: PartsDisplay }),
  diagnosis: DiagnosisDisplay,
  decision: DecisionDisplay,
  gates: GatesDisplay,
});

/** Runs `medic diagnose SERVICE`: prints health, cause and decision of a service. A dry run of `remediate`, so it changes nothing. */
export const diagnose = async (service: string, options: AccountOptions, terminal: Terminal): Promise<void> => {
  const { stdout } = terminal;
  const request = { service, reason: 'medic diagnose', dryRun: true };
  const answer = await functionCaller(terminal, options)('remediate', request);
  if (options.json) return printJson(stdout, answer);
  const { report, diagnosis, decision, gates } = readAnswer(DiagnoseAnswer, answer);
  printLines(stdout, [
    ...reportLines(report, stdout),
    ...partLines(report.parts),
    ...diagnosisLines(diagnosis),
    ...decisionLines(decision, gates, stdout),
  ]);
};
