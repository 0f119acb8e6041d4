import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { parser } from '@aws-lambda-powertools/parser/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { en } from 'zod/locales';
import { config as configureSchemas } from 'zod/mini';
import type { Services } from '#shared/ports/services.ts';
import { compose, type Definition } from './definition.ts';
import { InputInvalid } from './input-invalid.ts';
import { logger, metrics } from './observability.ts';
import { once } from './once.ts';
import { count, recordOutcome, splitOutcomes } from './outcomes.ts';

configureSchemas(en()); // zod/mini has no messages of its own; this sets the English ones

/**
 * Wraps a definition as a Lambda handler, which parses the input, builds the services at the first call, logs and counts.
 * An error retains its name, because the state machine matches on it.
 */
export const createHandler = <Input, Name extends keyof Services, Output>(
  definition: Definition<Input, Name, Output>,
): LambdaHandler => {
  const runDefinition = once(() => definition.run(compose(definition.uses)));

  const handle = async (parsed: Parsed<Input>, { functionName }: Context): Promise<unknown> => {
    metrics.captureColdStartMetric(functionName);
    try {
      const input = accept(definition.name, parsed);
      logger.appendKeys({ about: correlationOf(input) });
      const { answer, outcomes } = splitOutcomes(await runDefinition()(input));
      for (const outcome of outcomes) recordOutcome(definition.name, outcome);
      return answer;
    } catch (error) {
      reportFailure(definition.name, error);
      throw error;
    }
  };

  return middy<unknown, unknown, Error, Context>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(parser({ schema: definition.input, safeParse: true }))
    .handler(handle) as LambdaHandler;
};

/** Lambda calls this signature. The type of middy is narrower, because it includes the event after the parser middleware. */
export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

type Parsed<Input> =
  | { readonly success: true; readonly data: Input }
  | { readonly success: false; readonly error: Error };

const accept = <Input>(functionName: string, parsed: Parsed<Input>): Input => {
  if (parsed.success) return parsed.data;
  throw new InputInvalid(functionName, faultsIn(parsed.error), { cause: parsed.error });
};

/** The error of the parser has the issues of the schema as its cause, one per fault. */
const faultsIn = ({ message, cause }: Error): readonly string[] =>
  Array.isArray(cause)
    ? cause.map(
        (issue: { readonly path?: readonly unknown[]; readonly message: string }) =>
          `${issue.path?.join('.') || 'input'}: ${issue.message}`,
      )
    : [message];

/** Answers the correlation keys of the log lines of one recovery: the service and the incident in the input. */
const correlationOf = (input: unknown): { readonly service?: string; readonly incident?: string } => {
  if (typeof input !== 'object' || input === null) return {};
  return {
    ...('service' in input && typeof input.service === 'string' && { service: input.service }),
    ...('incident' in input && typeof input.incident === 'string' && { incident: input.incident }),
  };
};

const reportFailure = (functionName: string, error: unknown): void => {
  const name = error instanceof Error ? error.name : 'NotAnError';
  logger.error(`${functionName} failed: ${name}`, { error: error instanceof Error ? error : new Error(String(error)) });
  count(name === 'InputInvalid' ? 'InputInvalid' : 'Failed', { function: functionName });
};
