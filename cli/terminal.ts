import type { Writable } from 'node:stream';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Account } from './account.ts';

/** The outside world of the command: its output streams and AWS. Tests replace it. */
export interface Terminal {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly connect: (account: Account) => Promise<Pick<LambdaClient, 'send'>>;
}

export const processTerminal = (): Terminal => ({
  stdout: process.stdout,
  stderr: process.stderr,
  connect: async (account) => (await import('./account.ts')).connectTo(account, process.env),
});

export const printLines = (stream: Writable, lines: readonly string[]): void => {
  stream.write(`${lines.join('\n')}\n`);
};

export const printJson = (stream: Writable, value: unknown): void =>
  printLines(stream, [JSON.stringify(value, null, 2)]);
