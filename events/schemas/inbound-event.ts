import * as z from 'zod/mini';
import { toSignals } from '#events/kinds/catalogue.ts';

/** Converts any input of `receive-signal` to its signals. The schema accepts every value, so that a malformed event causes no crash. */
export const InboundEvent = z.pipe(z.unknown(), z.transform(toSignals));
