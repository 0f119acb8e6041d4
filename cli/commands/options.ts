import { type Command, InvalidArgumentError } from 'commander';
import type { Account } from '../account.ts';

export interface OutputOptions {
  readonly json?: true;
}

export type AccountOptions = OutputOptions & Account;

export const withOutputOptions = (command: Command): Command => command.option('--json', 'print JSON');

/** Adds the options of the commands that call deployed functions. */
export const withAccountOptions = (command: Command): Command =>
  withOutputOptions(command)
    .option('--stage <stage>', 'stage of the deployment', 'dev')
    .option('--region <region>', 'AWS region (default: from the environment)')
    .option('--endpoint-url <url>', 'AWS endpoint to use instead, such as the local world', toUrl);

const toUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Use an address such as http://127.0.0.1:4566.');
};
