/** An error as one clear message: what it says, without where in the code it came from. */
export const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error));
