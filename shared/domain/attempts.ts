import type { Attempt } from './incident.ts';

/**
 * Whether an attempt may have changed anything, and so has to be paid for: one of which every step was refused did not, nor
 * one that ended before anybody began its step. One in flight counts.
 */
export const mayHaveActed = ({ steps, verdict }: Attempt): boolean =>
  steps.some(({ outcome }) => outcome.kind !== 'refused' && (outcome.kind !== 'reserved' || verdict === 'pending'));
