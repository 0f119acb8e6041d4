import type { MeaningId } from '../model/message-meaning.ts';

/**
 * These stop codes identify the reason without any text or exit code. The others only say when the task stopped
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html).
 */
export const STOP_CODES: Readonly<Partial<Record<string, MeaningId>>> = {
  UserInitiated: 'stopped-by-person',
  SpotInterruption: 'spot-reclaimed',
  TerminationNotice: 'spot-reclaimed',
  InfrastructureHealth: 'maintenance',
};
