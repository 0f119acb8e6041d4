import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { InvokeCommand, InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import type { Account } from '#cli/account.ts';
import { runMedic } from '#cli/program.ts';

/** How a function is to answer: with a body, as failed with one, or not at all. */
export type Respond = (functionName: string, request: unknown) => Reply | Promise<Reply>;
export type Reply = { readonly body: unknown } | { readonly failed: unknown };

export interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Every call made: which function, with what, in which account. */
  readonly calls: readonly { readonly functionName: string; readonly request: unknown; readonly account: Account }[];
}

/** Runs a command line against functions that answer like this; without `respond` nothing may be called. */
export const run = async (words: readonly string[], respond: Respond = refuseCalls): Promise<Run> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const calls: Run['calls'][number][] = [];
  const connect = (account: Account): Pick<LambdaClient, 'send'> => {
    const send = async ({ input }: InvokeCommand): Promise<Partial<InvokeCommandOutput>> => {
      const functionName = input.FunctionName ?? '';
      const request: unknown = JSON.parse(Buffer.from((input.Payload ?? []) as Uint8Array).toString());
      calls.push({ functionName, request, account });
      return toOutput(await respond(functionName, request));
    };
    return { send } as unknown as Pick<LambdaClient, 'send'>;
  };
  const exitCode = await runMedic(words, { stdout, stderr, connect });
  return { exitCode, out: textOf(stdout), err: textOf(stderr), calls };
};

const refuseCalls: Respond = (functionName) => {
  throw new Error(`${functionName} was not to be called`);
};

const toOutput = (reply: Reply): Partial<InvokeCommandOutput> => ({
  Payload: Buffer.from(JSON.stringify('failed' in reply ? reply.failed : reply.body) ?? '') as unknown as NonNullable<
    InvokeCommandOutput['Payload']
  >,
  ...('failed' in reply && { FunctionError: 'Unhandled' }),
});

const textOf = (stream: PassThrough): string => stripVTControlCharacters(String(stream.read() ?? ''));
