import * as z from 'zod/mini';

/** Matches a non-empty string. */
export const filledText = () => z.string().check(z.minLength(1));

/** Matches an integer of at least 1. */
export const countFromOne = () => z.int().check(z.positive());

/** Makes a field optional. A malformed value counts as missing, so that the rest of the event stays usable. */
export const orUndefined = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined);
