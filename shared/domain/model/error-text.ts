/** Answers the name and message of an error; a thrown value that is no error becomes an `Error` with its text. */
export const nameAndMessageOf = (error: unknown): { readonly name: string; readonly message: string } =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) };

/** Answers `Name: message`, without the stack trace; a thrown value that is no error has its text alone. */
export const describeError = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** Answers the message of an error, without its name and stack trace. */
export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Answers the first line of a message. */
export const firstLine = (message: string): string => message.replace(/\n.*/s, '');
