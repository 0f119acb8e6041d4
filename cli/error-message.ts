import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { CommandFailed } from './command-failed.ts';

/** Returns the message of an expected error; an unexpected one gets its name and first line, without a stack trace. */
export const messageOf = (error: unknown): string => {
  if (error instanceof CommandFailed || error instanceof ConfigInvalid) return error.message;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return `unexpected error: ${name}: ${message.split('\n')[0]}`;
};
