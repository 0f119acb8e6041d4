import { z } from 'zod';
import { functionCaller, readAnswer } from '../function-caller.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { ReportDisplay } from '../text/display-schemas.ts';
import { joinBlocks } from '../text/layout.ts';
import { reportLines } from '../text/report-lines.ts';
import type { AccountOptions } from './options.ts';
import { watchedServices } from './watched-services.ts';

const ScoreAnswer = z.object({ reports: z.array(ReportDisplay) });

/** Runs `medic score [SERVICE...]`: checks services now and prints their health reports. */
export const score = async (named: readonly string[], options: AccountOptions, terminal: Terminal): Promise<void> => {
  const { stdout } = terminal;
  const services = named.length > 0 ? [...new Set(named)] : watchedServices();
  const answer = await functionCaller(terminal, options)('score-health', { services });
  if (options.json) return printJson(stdout, answer);
  const { reports } = readAnswer(ScoreAnswer, answer);
  printLines(stdout, joinBlocks(reports.map((report) => reportLines(report, stdout))));
};
