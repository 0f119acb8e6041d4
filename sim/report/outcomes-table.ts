import { type Instant, SECOND } from '#shared/domain/model/time.ts';
import type { FaultOutcome } from '../scenario/outcome.ts';
import { table } from './table.ts';

const HEAD = [
  'fault',
  'detected after',
  'cause',
  'action',
  'recovered after',
  'verified after',
  'requests failed',
  'alerts',
] as const;

/** Renders one row per injected fault; times count from its onset. */
export const outcomesTable = (outcomes: readonly FaultOutcome[]): string =>
  table([
    HEAD,
    ...outcomes.map((outcome) => [
      faultLabel(outcome),
      secondsText(outcome, outcome.detectedAt),
      outcome.causes.join(', ') || 'none',
      outcome.actions.join(', ') || 'none',
      secondsText(outcome, outcome.recoveredAt),
      secondsText(outcome, outcome.verifiedAt),
      `${outcome.requestsFailed} of ${outcome.requestsTotal}`,
      outcome.alerts.map(({ kind }) => kind).join(', ') || 'none',
    ]),
  ]);

/** Names a fault, with its variant if it has one. */
export const faultLabel = ({ fault, details: { variant } }: FaultOutcome): string =>
  variant === undefined ? fault : `${fault} (${variant})`;

const secondsText = ({ onsetAt }: FaultOutcome, at: Instant | undefined): string =>
  at === undefined || onsetAt === undefined ? '-' : `${Math.max(0, (at - onsetAt) / SECOND).toFixed(0)} s`;
