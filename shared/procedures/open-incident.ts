import {
  type EscalatedOpening,
  handOver,
  newEscalation,
  newIncident,
  type Opening,
} from '#shared/domain/incident/transitions.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import type { Services } from '#shared/ports/services.ts';
import { notifyOnCall } from './notify-on-call.ts';

/**
 * Opens an incident unless one is open, and starts its execution either way, because the process that opened it may have stopped
 * before the start. An execution of that name that exists already counts as success.
 */
export const openIncident =
  ({ incidents, recovery, journal }: Pick<Services, 'incidents' | 'recovery' | 'journal'>) =>
  async (opening: Opening): Promise<{ readonly incident: Incident; readonly opened: boolean }> => {
    const { incident, opened } = await incidents.open(newIncident(opening));
    await recovery.start(incident);
    if (opened) await journalOpening({ journal }, incident, opening.assessment.decision.reason);
    return { incident, opened };
  };

/**
 * Opens an incident that belongs to the operators at once, without an execution. The write that records the alert also escalates
 * it. Until then it is open, so that an incident whose alert failed is picked up like any other with a silent execution.
 */
export const openEscalated =
  ({ incidents, journal, alerts }: Pick<Services, 'incidents' | 'journal' | 'alerts'>) =>
  async (opening: EscalatedOpening): Promise<void> => {
    const { assessment, now, reason } = opening;
    const { incident: record, handover } = newEscalation(opening);
    const { incident, opened } = await incidents.open(record);
    if (!opened) return;
    await journalOpening({ journal }, incident, reason);
    const handedOver = handOver(incident, handover);
    await notifyOnCall({ incidents, journal, alerts })({
      kind: 'escalated',
      incident: handedOver,
      report: assessment.report,
      now,
    });
    const { service, id, status } = handedOver;
    await journal.append({ service, at: now, kind: 'closed', incident: id, detail: { status, reason } });
  };

/** Journals the new incident with its trigger and reason, at the time it was opened. */
const journalOpening = async (
  { journal }: Pick<Services, 'journal'>,
  { id, service, openedAt, trigger, cause, subject }: Incident,
  reason: Reason,
): Promise<void> =>
  journal.append({
    service,
    at: openedAt,
    kind: 'opened',
    incident: id,
    detail: { trigger, cause, subject, reason },
  });
