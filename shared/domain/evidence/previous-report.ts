import type { HealthReport } from '../model/health-report.ts';
import type { Observation } from '../model/observation.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** A report older than this says nothing about what went on without a break. */
const REMEMBERED_FOR_MS = 2 * MINUTE;

/** The report of the look before this one, if it is recent enough to follow on from. */
export const previousReport = ({ previous: [last] }: Observation, now: Instant): HealthReport | undefined =>
  last !== undefined && now - last.at <= REMEMBERED_FOR_MS ? last : undefined;
