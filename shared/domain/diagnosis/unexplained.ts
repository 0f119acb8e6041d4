import { wereMeasuredSince } from '../evidence/metric-minutes.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { earliest, type Finding, LAGGING_FINDINGS } from '../model/finding.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** A symptom without a known cause may get one in the next checks; after this long the operators are notified (engineering judgement). */
const UNEXPLAINED_FOR_MS = 2 * MINUTE;
/** CloudWatch shows a whole minute by then: up to one until it begins, the minute itself, and half a minute until it can be read. */
const MEASURED_WITHIN_MS = 3 * MINUTE;

/**
 * True while an unknown cause may still become known: no symptom has lasted long enough to escalate, or the symptoms are newer than
 * the metrics of the tasks, which may be the explanation.
 */
export const mayStillBeExplained = ({ diagnosis: { cause, evidence }, observation, now }: Diagnosed): boolean => {
  if (cause !== 'unknown') return false;
  const since = earliest(evidence);
  const isMeasured = wereMeasuredSince(observation, since, now) || now - since >= MEASURED_WITHIN_MS;
  return !isMeasured || evidence.every((finding) => durationMs(finding, now) < UNEXPLAINED_FOR_MS);
};

/** A symptom in CloudWatch lasted until the end of its minute; any other symptom lasts until now. */
const durationMs = ({ id, at, since }: Finding, now: Instant): number => (LAGGING_FINDINGS.has(id) ? at : now) - since;
