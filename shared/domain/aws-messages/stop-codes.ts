import type { MeaningId } from '../model/message-meaning.ts';
import { ECS_REFERENCE } from './known-message.ts';

/** This page documents the stop codes. */
export const STOP_CODES_PAGE = `${ECS_REFERENCE}API_Task.html`;

/** These stop codes identify the reason without any text or exit code. The others only say when the task stopped. */
export const STOP_CODES: Readonly<Partial<Record<string, MeaningId>>> = {
  UserInitiated: 'stopped-by-person',
  SpotInterruption: 'spot-reclaimed',
  TerminationNotice: 'spot-reclaimed',
  InfrastructureHealth: 'maintenance',
};
