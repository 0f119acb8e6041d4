import type { Diagnosed } from '../model/evidence.ts';
import { LAGGING_FINDINGS } from '../model/finding.ts';
import type { Incident } from '../model/incident.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** The load balancer's metrics still show a cured fault for their delay and window; what they show later is new (engineering judgement). */
const METRIC_LAG_MS = 5 * MINUTE;

/** True when every piece of evidence comes from metrics that still show the minutes before the service recovered. */
export const isMetricLag = ({ incident, history, diagnosis, now }: Diagnosed): boolean => {
  const since = recoveredAt(incident ?? history.incident);
  return (
    since !== undefined &&
    now - since <= METRIC_LAG_MS &&
    diagnosis.evidence.every(({ id }) => LAGGING_FINDINGS.has(id))
  );
};

/** The end of the last attempt that worked, or else the first healthy observation. */
export const recoveredAt = (incident: Incident | undefined): Instant | undefined => {
  const last = incident?.attempts.at(-1);
  return last?.verdict === 'worked' ? last.endedAt : incident?.healthySince;
};
