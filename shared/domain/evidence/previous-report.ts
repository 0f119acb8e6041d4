import type { HealthReport } from '../model/health-report.ts';
import type { Observation } from '../model/observation.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** A report older than this says nothing about uninterrupted durations. */
const CONTINUES_FOR_MS = 2 * MINUTE;

/** Answers the report of the previous check, if it is recent enough to continue from. */
export const previousReport = ({ previous: [last] }: Observation, now: Instant): HealthReport | undefined =>
  last !== undefined && now - last.at <= CONTINUES_FOR_MS ? last : undefined;
