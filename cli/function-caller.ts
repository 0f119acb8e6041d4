import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { z } from 'zod';
import { type Account, functionNameIn } from './account.ts';
import { explainCallFailure } from './call-failures.ts';
import { CommandFailed } from './command-failed.ts';
import { faultsOf } from './faults.ts';
import type { Terminal } from './terminal.ts';

/** Calls `ecs-medic-<stage>-<verbNoun>` and waits for its answer. Throws {@link CommandFailed} whatever goes wrong. */
export const functionCaller =
  ({ connect }: Pick<Terminal, 'connect'>, account: Account) =>
  async (verbNoun: string, input: object): Promise<unknown> => {
    const functionName = functionNameIn(account, verbNoun);
    try {
      return await invoke(connect(account), functionName, input);
    } catch (error) {
      throw error instanceof CommandFailed ? error : explainCallFailure(error, functionName, account);
    }
  };

/** The part of an answer that is shown. Throws {@link CommandFailed} for the answer of a version that is too different. */
export const readAnswer = <Shown>(schema: z.ZodType<Shown>, answer: unknown): Shown => {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CommandFailed(
    `What was deployed answers what this version of medic cannot show (${faultsOf(parsed.error)}); use --json, or the version that was deployed.`,
    { cause: parsed.error },
  );
};

const invoke = async (client: Pick<LambdaClient, 'send'>, functionName: string, input: object): Promise<unknown> => {
  const Payload = Buffer.from(JSON.stringify(input));
  const output = await client.send(new InvokeCommand({ FunctionName: functionName, Payload }));
  const body = toJson(Buffer.from(output.Payload ?? []).toString(), functionName);
  if (output.FunctionError !== undefined) throw refusalOf(functionName, body);
  return body;
};

const toJson = (text: string, functionName: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandFailed(`${functionName} answered no JSON; is another function deployed under that name?`, {
      cause,
    });
  }
};

/** Says of itself what to do about it, so it needs no log. */
const EXPLAINS_ITSELF: ReadonlySet<unknown> = new Set(['ServiceUnknown', 'InputInvalid', 'ConfigInvalid']);

const refusalOf = (functionName: string, body: unknown): CommandFailed => {
  const { errorType, errorMessage } = (body ?? {}) as { readonly errorType?: unknown; readonly errorMessage?: unknown };
  const [said = ''] = String(errorMessage ?? 'it gave no reason').split('\n');
  if (EXPLAINS_ITSELF.has(errorType)) return new CommandFailed(said);
  return new CommandFailed(
    `${functionName} failed with ${String(errorType ?? 'an error')}: ${said}. Its log /aws/lambda/${functionName} has the rest.`,
  );
};
