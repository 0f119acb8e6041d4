import { ConfigInvalid } from '#shared/domain/errors.ts';
import { ConfigUnreadable } from '#shared/runtime/config-file.ts';
import { CommandFailed } from './command-failed.ts';

/** Errors that were put into words stand as they are; the trace of any other would help only who wrote this. */
export const wordsOf = (error: unknown): string => {
  if (error instanceof CommandFailed || error instanceof ConfigInvalid || error instanceof ConfigUnreadable)
    return error.message;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return `this should not have happened: ${name}: ${message.split('\n')[0]}`;
};
