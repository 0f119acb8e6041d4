import { wereMeasuredSince } from '../evidence/metric-minutes.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { earliest, type Finding, LAGGING_FINDINGS } from '../model/finding.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** A symptom without a known cause may get one in the next checks. After this long the operators are notified (engineering judgement). */
const UNEXPLAINED_FOR_MS = 2 * MINUTE;
/** Answers that get better by themselves, as after a reconnect storm, are given this long (engineering judgement). */
const IMPROVES_FOR_MS = 10 * MINUTE;
/** CloudWatch shows a whole minute by then. It takes up to a minute to begin, lasts a minute, and is readable half a minute later. */
const MEASURED_WITHIN_MS = 3 * MINUTE;

/**
 * True while an unknown cause may still become known, or the service may recover by itself. No symptom has lasted long enough to
 * escalate, or the symptoms are newer than the task metrics that may explain them.
 */
export const mayStillBeExplained = ({ diagnosis, findings, observation, now }: Diagnosed): boolean => {
  const { cause, evidence } = diagnosis;
  if (cause !== 'unknown' || evidence.every(isImpossibleReading)) return false;
  const since = earliest(evidence);
  if (findings.some(({ id }) => id === 'improving') && now - since < IMPROVES_FOR_MS) return true;
  const isMeasured = wereMeasuredSince(observation, since, now) || now - since >= MEASURED_WITHIN_MS;
  return !isMeasured || evidence.every((finding) => durationMs(finding, now) < UNEXPLAINED_FOR_MS);
};

/** No later check explains an impossible value. */
const isImpossibleReading = ({ id, strength }: Finding): boolean =>
  id === 'essentials-unreadable' && strength === 'soft';

/** A symptom in CloudWatch lasted until the end of its minute; any other symptom lasts until now. */
const durationMs = ({ id, at, since }: Finding, now: Instant): number => (LAGGING_FINDINGS.has(id) ? at : now) - since;
