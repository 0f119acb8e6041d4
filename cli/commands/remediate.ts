import { z } from 'zod';
import type { Action } from '#shared/domain/model/action.ts';
import { functionCaller, readAnswer } from '../function-caller.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { decisionLines } from '../text/decision-lines.ts';
import { DecisionDisplay, GatesDisplay, ReportDisplay } from '../text/display-schemas.ts';
import { paint, section } from '../text/layout.ts';
import { reportLines } from '../text/report-lines.ts';
import type { AccountOptions } from './options.ts';

const RemediateAnswer = z.object({
  decision: DecisionDisplay,
  report: ReportDisplay.optional(),
  gates: GatesDisplay.default([]),
  incident: z.object({ id: z.string(), opened: z.boolean() }).optional(),
  why: z.string().optional(),
});

type RemediateAnswer = z.output<typeof RemediateAnswer>;

export interface RemediateOptions extends AccountOptions {
  readonly reason: string;
  readonly action?: Action;
  readonly dryRun?: true;
}

/** Runs `medic remediate SERVICE --reason TEXT`: fixes a service if every gate passes, and prints what is done. */
export const remediate = async (service: string, options: RemediateOptions, terminal: Terminal): Promise<void> => {
  const { stdout } = terminal;
  const { reason, action, dryRun, json } = options;
  const request = { service, reason, ...(action !== undefined && { action }), ...(dryRun && { dryRun }) };
  const answer = await functionCaller(terminal, options)('remediate', request);
  if (json) return printJson(stdout, answer);
  const display = readAnswer(RemediateAnswer, answer);
  const { report, decision, gates } = display;
  printLines(stdout, [
    ...(report ? reportLines(report, stdout) : [paint(stdout, 'bold', service)]),
    ...decisionLines(decision, gates, stdout),
    ...section('incident', incidentLines(display, options)),
    ...section('', dryRun ? ['dry run: nothing was changed'] : []),
  ]);
};

const incidentLines = ({ incident, why }: RemediateAnswer, { dryRun }: RemediateOptions): readonly string[] => {
  if (incident === undefined) return dryRun ? [] : [`not opened${why === undefined ? '' : `: ${why}`}`];
  if (dryRun) return [`${incident.id} is open`];
  return [`${incident.id} ${incident.opened ? 'was opened' : 'was already open'}`];
};
