import type { Writable } from 'node:stream';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type Account, connectTo } from './account.ts';

/** All that the command touches outside itself, so that a test can stand in for it. */
export interface Terminal {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly connect: (account: Account) => Pick<LambdaClient, 'send'>;
}

export const processTerminal = (): Terminal => ({
  stdout: process.stdout,
  stderr: process.stderr,
  connect: (account) => connectTo(account, process.env),
});

export const printLines = (stream: Writable, lines: readonly string[]): void => {
  stream.write(`${lines.join('\n')}\n`);
};

export const printJson = (stream: Writable, value: unknown): void =>
  printLines(stream, [JSON.stringify(value, null, 2)]);
