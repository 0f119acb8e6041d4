import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Account } from '../account.ts';

export interface OutputOptions {
  readonly json?: true;
}

export type AccountOptions = OutputOptions & Account;

/** For the commands that read which services there are. */
export interface ConfigOptions {
  readonly config: string;
}

export const withConfigOption = (command: Command): Command =>
  command.addOption(
    new Option('--config <file>', 'the file that names the services')
      .env('MEDIC_CONFIG')
      .default('medic.yml')
      .argParser((file) => file || 'medic.yml'), // a variable that is set to nothing names no file
  );

export const withOutputOptions = (command: Command): Command => command.option('--json', 'print the answer as JSON');

/** For the commands that call deployed functions. */
export const withAccountOptions = (command: Command): Command =>
  withOutputOptions(command)
    .option('--stage <stage>', 'the stage that was deployed', 'dev')
    .option('--region <region>', 'the AWS region (otherwise as the environment says)')
    .option('--endpoint-url <url>', 'another endpoint than that of AWS, such as the local world', toUrl);

const toUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It has to be an address such as http://127.0.0.1:4566.');
};
