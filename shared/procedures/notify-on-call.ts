import { type AlertOccasion, composeAlert } from '#shared/domain/incident/alert-text.ts';
import { wasSent, withAlert } from '#shared/domain/incident/alerts-owed.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import type { Services } from '#shared/ports/services.ts';

/** Publishes an alert, then records it. A repeated alert is a nuisance; a lost one would leave the operators unaware. */
export const notifyOnCall =
  ({ alerts, incidents, journal }: Pick<Services, 'alerts' | 'incidents' | 'journal'>) =>
  async ({ kind, incident, report, now }: AlertOccasion): Promise<void> => {
    const alert = composeAlert({ kind, incident, report, now });
    await alerts.publish(alert);
    await recordAlert({ incidents }, { kind, incident, now });
    const { id, service } = incident;
    await journal.append({
      service,
      at: now,
      kind: 'alerted',
      incident: id,
      detail: { alert: kind, title: alert.title },
    });
  };

/** Adds the alert to the newer record when another writer was first. */
const recordAlert = async (
  { incidents }: Pick<Services, 'incidents'>,
  { kind, incident, now }: Omit<AlertOccasion, 'report'>,
): Promise<void> => {
  try {
    await incidents.save(withAlert(incident, kind, now));
  } catch (error) {
    if (!(error instanceof WriteConflict)) throw error;
    const { incident: current } = await incidents.read(incident.service);
    if (current?.id === incident.id && !wasSent(current, kind, now))
      await recordAlert({ incidents }, { kind, incident: current, now });
  }
};
