import { existsSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { clientSettings } from '../account.ts';
import { CommandFailed } from '../command-failed.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import { type AccountOptions, type ConfigOptions, withAccountOptions, withConfigOption } from './options.ts';

interface RecordOptions extends AccountOptions, ConfigOptions {
  readonly output?: string;
  readonly maskAccount: boolean;
  readonly force?: true;
}

/** `medic record SERVICE`: writes all that is known of a service now into a case that can be replayed. Changes nothing in AWS. */
export const recordCommand = (terminal: Terminal): Command =>
  withConfigOption(withAccountOptions(new Command('record')))
    .description('write what AWS answers about one service into a case for "medic replay", without its secrets')
    .argument('<service>', 'its name in medic.yml')
    .option('--output <file>', 'where to write it (otherwise SERVICE-TIME.json in this folder)')
    .option('--no-mask-account', 'leave the numbers of AWS accounts as they are')
    .option('--force', 'write over a file that is there')
    .action((service: string, options: RecordOptions) => record(service, options, terminal));

/** Every AWS client comes with a recording, so it is loaded only where it is wanted. */
const record = async (service: string, options: RecordOptions, { stdout }: Terminal): Promise<void> => {
  const [{ watchedService }, { recordService }, { recordLines }] = await Promise.all([
    import('../record/watched-service.ts'),
    import('../record/record-service.ts'),
    import('../record/record-lines.ts'),
  ]);
  const { output, config, maskAccount, force = false } = options;
  if (output !== undefined && !force && existsSync(output)) throw isThere(output);
  const watched = watchedService(config, service);
  const settings = clientSettings(options, process.env);
  const recorded = await recordService({ watched, account: options, settings, maskAccount });
  const file = output ?? `${recorded.name}.json`;
  write(file, recorded.text, force);
  const { text: _, ...shown } = recorded;
  if (options.json) return printJson(stdout, { file, ...shown, next: `medic replay ${file}` });
  printLines(stdout, recordLines(recorded, file, stdout));
};

/** Only whoever recorded it may read it: what was masked is what is known to be secret. */
const READABLE_BY_OWNER = 0o600;

const write = (file: string, text: string, force: boolean): void => {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx', mode: READABLE_BY_OWNER });
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? isThere(file) : new CommandFailed(`${file} cannot be written: ${code}.`, { cause });
  }
};

const isThere = (file: string): CommandFailed =>
  new CommandFailed(`${file} is there already; name another file with --output, or write over it with --force.`);
