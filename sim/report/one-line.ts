/** Returns the message of an error, without its stack trace. */
export const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error));
