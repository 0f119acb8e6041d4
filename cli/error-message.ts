import { firstLine, nameAndMessageOf } from '#shared/domain/model/error-text.ts';
import { ConfigInvalid } from '#shared/domain/model/errors.ts';
import { ConfigUnreadable } from '#shared/runtime/config-file.ts';
import { CommandFailed } from './command-failed.ts';

/** Returns the message of an expected error; an unexpected one gets its name and first line, without a stack trace. */
export const messageOf = (error: unknown): string => {
  if (error instanceof CommandFailed || error instanceof ConfigInvalid || error instanceof ConfigUnreadable)
    return error.message;
  const { name, message } = nameAndMessageOf(error);
  return `unexpected error: ${name}: ${firstLine(message)}`;
};
