import { existsSync, writeFileSync } from 'node:fs';
import { clientSettings } from '../account.ts';
import { CommandFailed } from '../command-failed.ts';
import { recordLines } from '../record/record-lines.ts';
import { recordService } from '../record/record-service.ts';
import { watchedService } from '../record/watched-service.ts';
import { printJson, printLines, type Terminal } from '../terminal.ts';
import type { AccountOptions } from './options.ts';

export interface RecordOptions extends AccountOptions {
  readonly output?: string;
  readonly config: string;
  readonly maskAccount: boolean;
  readonly force?: true;
}

/** Runs `medic record SERVICE`: writes the current state of a service to a case file. Changes nothing in AWS. */
export const record = async (service: string, options: RecordOptions, { stdout }: Terminal): Promise<void> => {
  const { output, config, maskAccount, force = false } = options;
  if (output !== undefined && !force && existsSync(output)) throw fileExists(output);
  const watched = watchedService(config, service);
  const settings = clientSettings(options, process.env);
  const recorded = await recordService({ watched, account: options, settings, maskAccount });
  const file = output ?? `${recorded.name}.json`;
  writeCase(file, recorded.text, force);
  const { text: _, ...summary } = recorded;
  if (options.json) return printJson(stdout, { file, ...summary, next: `medic replay ${file}` });
  printLines(stdout, recordLines(recorded, file, stdout));
};

/** Only its owner can read a case: masking removes the secrets that are recognised, and there may be others. */
const OWNER_ONLY = 0o600;

const writeCase = (file: string, text: string, force: boolean): void => {
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx', mode: OWNER_ONLY });
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? fileExists(file) : new CommandFailed(`Cannot write ${file}: ${code}.`, { cause });
  }
};

const fileExists = (file: string): CommandFailed =>
  new CommandFailed(`${file} already exists; name another file with --output, or use --force.`);
