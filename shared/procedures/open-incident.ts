import type { Assessment } from '#shared/domain/decision.ts';
import type { Incident, Trigger } from '#shared/domain/incident.ts';
import { newIncident } from '#shared/domain/incident-changes.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Services } from '#shared/ports/services.ts';

/**
 * Opens an incident unless one is open, and starts its execution either way: the one that is open may have been opened by
 * somebody who got no further. An execution of that name that exists already is success.
 */
export const openIncident =
  ({ incidents, recovery, journal }: Pick<Services, 'incidents' | 'recovery' | 'journal'>) =>
  async (
    assessment: Assessment,
    trigger: Trigger,
    now: Instant,
  ): Promise<{ readonly incident: Incident; readonly opened: boolean }> => {
    const { incident, opened } = await incidents.open(newIncident({ assessment, trigger, now }));
    await recovery.start(incident);
    if (opened) {
      const { id, service, cause, subject } = incident;
      const { reason } = assessment.decision;
      await journal.append({
        service,
        at: now,
        kind: 'opened',
        incident: id,
        detail: { trigger, cause, subject, reason },
      });
    }
    return { incident, opened };
  };
