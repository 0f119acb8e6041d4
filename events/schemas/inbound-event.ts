import * as z from 'zod/mini';
import { toSignals } from '#events/kinds/catalogue.ts';

/** All that may arrive at `receive-signal`, as the signals that are in it: however strange an event is, it must not crash. */
export const InboundEvent = z.pipe(z.unknown(), z.transform(toSignals));
