import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { z } from 'zod';
import { firstLine } from '#shared/domain/model/error-text.ts';
import { type Account, functionNameIn } from './account.ts';
import { explainCallFailure } from './call-failures.ts';
import { CommandFailed } from './command-failed.ts';
import { describeErrors } from './schema-errors.ts';
import type { Terminal } from './terminal.ts';

/** Calls `ecs-medic-<stage>-<verbNoun>` and returns its answer. Every failure is a {@link CommandFailed}. */
export const functionCaller =
  ({ connect }: Pick<Terminal, 'connect'>, account: Account) =>
  async (verbNoun: string, input: object): Promise<unknown> => {
    const functionName = functionNameIn(account, verbNoun);
    try {
      return await invoke(await connect(account), functionName, input);
    } catch (error) {
      throw error instanceof CommandFailed ? error : explainCallFailure(error, functionName, account);
    }
  };

/** Reads the displayed part of an answer. Throws {@link CommandFailed} if another version of the medic is deployed and its answer does not fit. */
export const readAnswer = <Display>(schema: z.ZodType<Display>, answer: unknown): Display => {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CommandFailed(
    `This version of medic cannot display the answer (${describeErrors(parsed.error)}); use --json, or the deployed version.`,
    { cause: parsed.error },
  );
};

const invoke = async (client: Pick<LambdaClient, 'send'>, functionName: string, input: object): Promise<unknown> => {
  const Payload = Buffer.from(JSON.stringify(input));
  const output = await client.send(new InvokeCommand({ FunctionName: functionName, Payload }));
  const body = parseBody(Buffer.from(output.Payload ?? []).toString(), functionName);
  if (output.FunctionError !== undefined) throw functionFailed(functionName, body);
  return body;
};

const parseBody = (text: string, functionName: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandFailed(`${functionName} did not return JSON; is it another function of that name?`, { cause });
  }
};

/** Errors whose message names the remedy, so that the function's log is not needed. */
const SELF_EXPLANATORY: ReadonlySet<unknown> = new Set(['ServiceUnknown', 'InputInvalid', 'ConfigInvalid']);

const functionFailed = (functionName: string, body: unknown): CommandFailed => {
  const { errorType, errorMessage } = (body ?? {}) as { readonly errorType?: unknown; readonly errorMessage?: unknown };
  const message = firstLine(String(errorMessage ?? 'no message'));
  if (SELF_EXPLANATORY.has(errorType)) return new CommandFailed(message);
  return new CommandFailed(
    `${functionName} failed with ${String(errorType ?? 'an error')}: ${message}. See its log /aws/lambda/${functionName}.`,
  );
};
