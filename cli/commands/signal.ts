import { toSignals } from '#events/kinds/catalogue.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, toIso } from '#shared/domain/model/time.ts';
import { judgeSignal, type Signal } from '#shared/domain/signal/signal.ts';
import { readConfig } from '#shared/runtime/config.ts';
import { readJson } from '../files.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { type SignalAnswer, signalLines } from '../text/signal-lines.ts';
import type { OutputOptions } from './options.ts';

export interface SignalOptions extends OutputOptions {
  readonly now?: Instant;
}

/** Runs `medic signal FILE`: prints how an event would be handled. Reads no table, so it cannot detect a duplicate. */
export const signal = async (file: string, options: SignalOptions, { stdout }: Terminal): Promise<void> => {
  const { json, now = Date.now() } = options;
  const { policies } = readConfig({});
  const answers = toSignals(readJson(file)).map((each) => answerTo(each, policies, now));
  if (json) return printJson(stdout, answers.length === 1 ? answers[0] : answers);
  printLines(stdout, signalLines(answers, stdout));
};

const answerTo = (received: Signal, policies: readonly ServicePolicy[], now: Instant): SignalAnswer => {
  const { kind, name, at } = received;
  const summary = { kind, name, ...(at !== undefined && { at: toIso(at) }) };
  const verdict = judgeSignal(received, policies, now);
  return verdict.kind === 'check'
    ? { signal: summary, decision: 'queued', reason: name, services: verdict.services }
    : { signal: summary, decision: 'dropped', reason: verdict.reason, services: [] };
};
