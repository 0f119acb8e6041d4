import * as z from 'zod';
import { toSignals } from '../kinds/catalogue.ts';

/** All that may arrive at `receive-signal`, as the signals that are in it: however strange an event is, it must not crash. */
export const InboundEvent = z.unknown().transform(toSignals);
