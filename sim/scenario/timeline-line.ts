import type { Instant } from '#shared/domain/model/time.ts';

/** One entry of the timeline that the demo and the simulation print. */
export interface TimelineLine {
  readonly at: Instant;
  readonly kind:
    | 'fault'
    | 'observed'
    | 'opened'
    | 'decided'
    | 'acted'
    | 'verified'
    | 'alerted'
    | 'closed'
    | 'recovered';
  readonly text: string;
}
