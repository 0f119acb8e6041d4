import type { MeaningId } from '../model/message-meaning.ts';
import { ECS_REFERENCE } from './known-message.ts';

/** Where the stop codes come from. */
export const STOP_CODES_PAGE = `${ECS_REFERENCE}API_Task.html`;

/** Stop codes that say it all, whatever text or exit code comes with them; the others say no more than when it happened. */
export const STOP_CODES: Readonly<Partial<Record<string, MeaningId>>> = {
  UserInitiated: 'stopped-by-person',
  SpotInterruption: 'spot-reclaimed',
  TerminationNotice: 'spot-reclaimed',
  InfrastructureHealth: 'maintenance',
};
