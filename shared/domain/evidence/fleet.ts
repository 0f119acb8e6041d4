import type { HealthReport } from '../model/health-report.ts';
import type { Fleet } from '../model/observation.ts';
import { observed, type Part } from '../model/part.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** A report older than this says nothing about the current state of the fleet (engineering judgement). */
const MAX_REPORT_AGE_MS = 10 * MINUTE;

/** Answers the health of the whole fleet from the latest reports of all services. */
export const fleetOf = (reports: Part<ReadonlyMap<string, readonly HealthReport[]>>, now: Instant): Part<Fleet> => {
  if (reports.state !== 'observed') return reports;
  const newest = [...reports.value.values()]
    .flatMap(([report]) => report ?? [])
    .filter(({ at }) => now - at <= MAX_REPORT_AGE_MS);
  const unhealthy = newest.filter(({ state }) => state === 'degraded' || state === 'critical');
  return observed(now, { services: newest.length, unhealthy: unhealthy.length });
};
