// The one harness of the command's tests: runs command lines in process, against functions that answer as given.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { InvokeCommand, InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import type { Account } from '#cli/account.ts';
import { runMedic } from '#cli/program.ts';

/** The answer of a function: a body, or the body of an error. A function that throws cannot be called at all. */
export type Reply = { readonly body: unknown } | { readonly failed: unknown };
export type Respond = (functionName: string, request: unknown) => Reply | Promise<Reply>;

export interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly calls: readonly { readonly functionName: string; readonly request: unknown; readonly account: Account }[];
}

/** Runs a command line; words in one string are separated by blanks. Without `respond` a call fails. */
export const run = async (words: string | readonly string[], respond: Respond = refuseCalls): Promise<Run> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const calls: Run['calls'][number][] = [];
  const connect = async (account: Account): Promise<Pick<LambdaClient, 'send'>> => {
    const send = async ({ input }: InvokeCommand): Promise<Partial<InvokeCommandOutput>> => {
      const functionName = input.FunctionName ?? '';
      const request: unknown = JSON.parse(Buffer.from((input.Payload ?? []) as Uint8Array).toString());
      calls.push({ functionName, request, account });
      return toOutput(await respond(functionName, request));
    };
    return { send } as unknown as Pick<LambdaClient, 'send'>;
  };
  const exitCode = await runMedic(wordsIn(words), { stdout, stderr, connect });
  return { exitCode, out: textOf(stdout), err: textOf(stderr), calls };
};

const wordsIn = (words: string | readonly string[]): readonly string[] =>
  typeof words === 'string' ? words.split(' ').filter(Boolean) : words;

const refuseCalls: Respond = (functionName) => {
  throw new Error(`${functionName} must not be called`);
};

const toOutput = (reply: Reply): Partial<InvokeCommandOutput> => ({
  Payload: Buffer.from(JSON.stringify('failed' in reply ? reply.failed : reply.body) ?? '') as unknown as NonNullable<
    InvokeCommandOutput['Payload']
  >,
  ...('failed' in reply && { FunctionError: 'Unhandled' }),
});

const textOf = (stream: PassThrough): string => stripVTControlCharacters(String(stream.read() ?? ''));

export type Json = Readonly<Record<string, unknown>>;

export const FIXTURES = 'tests/fixtures/cases';
export const fixture = (name: string): Json => JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'));

const folders: string[] = [];

/** Makes a folder that is removed after the tests of the file. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'medic-'));
  folders.push(folder);
  return folder;
};

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
