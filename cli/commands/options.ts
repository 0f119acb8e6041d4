import { type Command, InvalidArgumentError } from 'commander';
import type { Account } from '../account.ts';

export interface OutputOptions {
  readonly json?: true;
}

export type AccountOptions = OutputOptions & Account;

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
