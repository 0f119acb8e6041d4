import { Command, Option } from 'commander';
import { z } from 'zod';
import { ACTIONS } from '#shared/domain/model/action.ts';
import { functionCaller, readAnswer } from '../function-caller.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { decisionLines } from '../text/decision-lines.ts';
import { paint, section } from '../text/layout.ts';
import { reportLines } from '../text/report-lines.ts';
import { DecisionShown, GatesShown, ReportShown } from '../text/shown.ts';
import { type AccountOptions, withAccountOptions } from './options.ts';

const RemediateAnswer = z.object({
  decision: DecisionShown,
  report: ReportShown.optional(),
  gates: GatesShown.default([]),
  incident: z.object({ id: z.string(), opened: z.boolean() }).optional(),
  why: z.string().optional(),
});

type RemediateAnswer = z.output<typeof RemediateAnswer>;

interface RemediateOptions extends AccountOptions {
  readonly reason: string;
  readonly action?: string;
  readonly dryRun?: true;
}

/** `medic remediate SERVICE --reason TEXT`: has one service put right, as far as every gate lets it. */
export const remediateCommand = (terminal: Terminal): Command =>
  withAccountOptions(new Command('remediate'))
    .description('put one service right, if something is to be done and every gate passes')
    .argument('<service>', 'its name in medic.yml')
    .requiredOption('--reason <text>', 'why you ask; it is kept with the incident')
    .addOption(new Option('--action <action>', 'only if this is what would be done').choices(ACTIONS))
    .option('--dry-run', 'say what would be done, and change nothing')
    .action(async (service: string, options: RemediateOptions) => {
      const { reason, action, dryRun } = options;
      const request = { service, reason, ...(action !== undefined && { action }), ...(dryRun && { dryRun }) };
      const answer = await functionCaller(terminal, options)('remediate', request);
      if (options.json) return printJson(terminal.stdout, answer);
      const shown = readAnswer(RemediateAnswer, answer);
      printLines(terminal.stdout, [...answerLines(service, shown, terminal), ...outcomeLines(shown, options)]);
    });

const answerLines = (
  service: string,
  { report, decision, gates }: RemediateAnswer,
  { stdout }: Terminal,
): readonly string[] => [
  ...(report ? reportLines(report, stdout) : [paint(stdout, 'bold', service)]),
  ...decisionLines(decision, gates, stdout),
];

const outcomeLines = ({ incident, why }: RemediateAnswer, { dryRun }: RemediateOptions): readonly string[] => {
  if (dryRun) return [...openLines(incident), ...section('', ['dry run: nothing was changed'])];
  if (incident === undefined) return section('incident', [`none was opened${why === undefined ? '' : `: ${why}`}`]);
  return section('incident', [`${incident.id} ${incident.opened ? 'was opened' : 'was open already'}`]);
};

const openLines = (incident: RemediateAnswer['incident']): readonly string[] =>
  incident === undefined ? [] : section('incident', [`${incident.id} is open`]);
