import * as z from 'zod/mini';
import { orUndefined } from './parts.ts';

/** Parses a timestamp of AWS, with `Z`, `+0000` or `+00:00`, to milliseconds since the epoch. */
export const InstantText = z.pipe(
  z.string().check(z.refine((text) => Number.isFinite(Date.parse(text)), 'is not a time')),
  z.transform((text) => Date.parse(text)),
);

/** Parses an optional timestamp; a malformed one becomes undefined, which each consumer handles itself. */
export const OptionalInstantText = orUndefined(InstantText);
