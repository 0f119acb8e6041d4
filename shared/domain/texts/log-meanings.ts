import type { MeaningId } from './meaning.ts';

/** What a line of a service's own logs can mean, whatever its words; each is a meaning of the catalogue. */
export const LOG_MEANINGS = [
  'workers-time-out',
  'worker-killed',
  'out-of-memory',
  'pool-exhausted',
  'dependency-refuses',
  'dependency-unreached',
  'names-unresolved',
  'schema-outdated',
  'breaker-opened',
] as const satisfies readonly MeaningId[];

export type LogMeaning = (typeof LOG_MEANINGS)[number];
