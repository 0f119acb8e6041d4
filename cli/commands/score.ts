import { Command } from 'commander';
import { z } from 'zod';
import { functionCaller, readAnswer } from '../function-caller.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { reportLines } from '../text/report-lines.ts';
import { ReportShown } from '../text/shown.ts';
import { type AccountOptions, type ConfigOptions, withAccountOptions, withConfigOption } from './options.ts';
import { watchedServices } from './watched-services.ts';

const ScoreAnswer = z.object({ reports: z.array(ReportShown) });

/** `medic score [SERVICE...]`: has the services looked at now. */
export const scoreCommand = (terminal: Terminal): Command =>
  withConfigOption(withAccountOptions(new Command('score')))
    .description('look at services now and print their scores; without names, at all in medic.yml')
    .argument('[service...]', 'names of services in medic.yml')
    .action(async (named: readonly string[], options: AccountOptions & ConfigOptions) => {
      const services = named.length > 0 ? [...new Set(named)] : watchedServices(options.config).map(({ name }) => name);
      const answer = await functionCaller(terminal, options)('score-health', { services });
      if (options.json) return printJson(terminal.stdout, answer);
      const { reports } = readAnswer(ScoreAnswer, answer);
      printLines(
        terminal.stdout,
        reports.flatMap((report, index) => [...(index > 0 ? [''] : []), ...reportLines(report, terminal.stdout)]),
      );
    });
