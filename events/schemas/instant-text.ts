import * as z from 'zod/mini';
import { orUndefined } from './parts.ts';

/** A time as AWS writes it, with `Z`, `+0000` or `+00:00`; becomes milliseconds since the epoch. */
export const InstantText = z.pipe(
  z.string().check(z.refine((text) => Number.isFinite(Date.parse(text)), 'is not a time')),
  z.transform((text) => Date.parse(text)),
);

/** A time that may be missing or unreadable; what to make of that is for the reader. */
export const WhenSaid = orUndefined(InstantText);
