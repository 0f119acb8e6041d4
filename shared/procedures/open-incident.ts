import { handOver, newIncident } from '#shared/domain/incident/transitions.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { Incident, Trigger } from '#shared/domain/model/incident.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { notifyOnCall } from './notify-on-call.ts';

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
    if (opened) await noteOpening({ journal }, incident, assessment);
    return { incident, opened };
  };

export interface ForPeople {
  readonly assessment: Assessment;
  readonly trigger: Trigger;
  readonly reason: Reason;
  readonly now: Instant;
}

/**
 * Opens an incident that people get at once, without an execution. It is theirs by the same write that says they were told; until
 * then it is open, so that one of which nobody could be told is taken up as any other whose execution is silent.
 */
export const openEscalated =
  ({ incidents, journal, alerts }: Pick<Services, 'incidents' | 'journal' | 'alerts'>) =>
  async ({ assessment, trigger, reason, now }: ForPeople): Promise<void> => {
    const { incident, opened } = await incidents.open(newIncident({ assessment, trigger, now }));
    if (!opened) return;
    await noteOpening({ journal }, incident, assessment);
    const handedOver = handOver(incident, { reason });
    await notifyOnCall({ incidents, journal, alerts })({
      kind: 'escalated',
      incident: handedOver,
      report: assessment.report,
      now,
    });
    const { service, id, status } = handedOver;
    await journal.append({ service, at: now, kind: 'closed', incident: id, detail: { status, reason } });
  };

/** What was opened, because of what: `openedAt` of a new incident is the time at which it is opened. */
const noteOpening = async (
  { journal }: Pick<Services, 'journal'>,
  { id, service, openedAt, trigger, cause, subject }: Incident,
  { decision: { reason } }: Assessment,
): Promise<void> =>
  journal.append({
    service,
    at: openedAt,
    kind: 'opened',
    incident: id,
    detail: { trigger, cause, subject, reason },
  });
