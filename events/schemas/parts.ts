import * as z from 'zod/mini';

/** A text that is not empty. */
export const filledText = () => z.string().check(z.minLength(1));

/** A whole number, 1 or more. */
export const countFromOne = () => z.int().check(z.positive());

/** A value that may be missing; one that cannot be read counts as missing, so that it spoils nothing around it. */
export const orUndefined = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined);
