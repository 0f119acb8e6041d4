import { Command, InvalidArgumentError } from 'commander';
import { toSignals } from '#events/kinds/catalogue.ts';
import { InstantText } from '#events/schemas/instant-text.ts';
import type { ServicePolicy } from '#shared/domain/policy.ts';
import { judgeSignal, type Signal } from '#shared/domain/signal.ts';
import { type Instant, toIso } from '#shared/domain/time.ts';
import { readJson } from '../files.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { type SignalAnswer, signalLines } from '../text/signal-lines.ts';
import { type ConfigOptions, type OutputOptions, withConfigOption, withOutputOptions } from './options.ts';
import { watchedServices } from './watched-services.ts';

interface SignalOptions extends OutputOptions, ConfigOptions {
  readonly now?: Instant;
}

/** `medic signal FILE`: says what an event would do. Touches nothing; whether it was received before it cannot know. */
export const signalCommand = (terminal: Terminal): Command =>
  withConfigOption(withOutputOptions(new Command('signal')))
    .description('say what an event would do if it arrived now: an alarm, a message of SNS, an event of EventBridge')
    .argument('<file>', 'one event in one JSON file')
    .option('--now <time>', 'as if it arrived at this time, such as 2026-11-23T10:00:00Z', toInstant)
    .action((file: string, { json, config, now = Date.now() }: SignalOptions) => {
      const policies = watchedServices(config);
      const answers = toSignals(readJson(file)).map((signal) => answerTo(signal, policies, now));
      if (json) return printJson(terminal.stdout, answers.length === 1 ? answers[0] : answers);
      printLines(terminal.stdout, signalLines(answers, terminal.stdout));
    });

const toInstant = (text: string): Instant => {
  const { data } = InstantText.safeParse(text);
  if (data !== undefined) return data;
  throw new InvalidArgumentError('It has to be a time such as 2026-11-23T10:00:00Z.');
};

const answerTo = (signal: Signal, policies: readonly ServicePolicy[], now: Instant): SignalAnswer => {
  const { kind, name, at } = signal;
  const shown = { kind, name, ...(at !== undefined && { at: toIso(at) }) };
  const verdict = judgeSignal(signal, policies, now);
  return verdict.kind === 'look'
    ? { signal: shown, decision: 'queued', reason: name, services: verdict.services }
    : { signal: shown, decision: 'dropped', reason: verdict.reason, services: [] };
};
