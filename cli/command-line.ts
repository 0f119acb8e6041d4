import { Command, InvalidArgumentError, Option } from 'commander';
import { ACTIONS } from '#shared/domain/model/action.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import { type AccountOptions, type OutputOptions, withAccountOptions, withOutputOptions } from './commands/options.ts';
import type { RecordOptions } from './commands/record.ts';
import type { RemediateOptions } from './commands/remediate.ts';
import type { SignalOptions } from './commands/signal.ts';
import type { Terminal } from './terminal.ts';

/**
 * The command line of `medic`. The module of a command is imported when the command runs: help and usage errors need
 * neither the AWS SDK nor the schemas.
 */
export const commandLine = (terminal: Terminal): Command => {
  const program = new Command('medic').description(
    'Keeps Amazon ECS services healthy: scores them, names the cause, applies the one safe fix.',
  );
  for (const define of [score, diagnose, remediate, record, replay, signal]) program.addCommand(define(terminal));
  return program;
};

const score = (terminal: Terminal): Command =>
  withAccountOptions(new Command('score'))
    .description('check services now and print their health scores')
    .argument('[service...]', 'names of services in medic.yml (default: all of them)')
    .action(async (services: readonly string[], options: AccountOptions) => {
      const command = await import('./commands/score.ts');
      await command.score(services, options, terminal);
    });

const diagnose = (terminal: Terminal): Command =>
  withAccountOptions(new Command('diagnose'))
    .description('explain what is wrong with one service and what would be done; changes nothing')
    .argument('<service>', 'name of the service in medic.yml')
    .action(async (service: string, options: AccountOptions) => {
      const command = await import('./commands/diagnose.ts');
      await command.diagnose(service, options, terminal);
    });

const remediate = (terminal: Terminal): Command =>
  withAccountOptions(new Command('remediate'))
    .description('fix one service if every safety check passes')
    .argument('<service>', 'name of the service in medic.yml')
    .requiredOption('--reason <text>', 'why you ask for it; stored with the incident')
    .addOption(new Option('--action <action>', 'act only if this is the action that would be taken').choices(ACTIONS))
    .option('--dry-run', 'print what would be done, and change nothing')
    .action(async (service: string, options: RemediateOptions) => {
      const command = await import('./commands/remediate.ts');
      await command.remediate(service, options, terminal);
    });

const record = (terminal: Terminal): Command =>
  withAccountOptions(new Command('record'))
    .description('save what AWS returns about one service as a case for "medic replay"; secrets are masked')
    .argument('<service>', 'name of the service in medic.yml')
    .option('--output <file>', 'file to write (default: SERVICE-TIME.json in the current folder)')
    .option('--config <file>', 'path of the medic.yml that names the service', 'medic.yml')
    .option('--no-mask-account', 'do not mask AWS account numbers')
    .option('--force', 'overwrite an existing file')
    .action(async (service: string, options: RecordOptions) => {
      const command = await import('./commands/record.ts');
      await command.record(service, options, terminal);
    });

const replay = (terminal: Terminal): Command =>
  withOutputOptions(new Command('replay'))
    .description('decide on a recorded case as on a live service, or on every case in a folder')
    .argument('<path>', 'a case file (JSON), or a folder of case files')
    .action(async (path: string, options: OutputOptions) => {
      const command = await import('./commands/replay.ts');
      await command.replay(path, options, terminal);
    });

const signal = (terminal: Terminal): Command =>
  withOutputOptions(new Command('signal'))
    .description('show how an event would be handled: a CloudWatch alarm, SNS message or EventBridge event')
    .argument('<file>', 'a JSON file with one event')
    .option('--now <time>', 'time at which the event arrives, such as 2026-11-23T10:00:00Z (default: now)', toInstant)
    .action(async (file: string, options: SignalOptions) => {
      const command = await import('./commands/signal.ts');
      await command.signal(file, options, terminal);
    });

const toInstant = (text: string): Instant => {
  const instant = Date.parse(text);
  if (Number.isFinite(instant)) return instant;
  throw new InvalidArgumentError('Use a time such as 2026-11-23T10:00:00Z.');
};
