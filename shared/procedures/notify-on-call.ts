import { composeAlert } from '#shared/domain/incident/alert-text.ts';
import { withAlert } from '#shared/domain/incident/transitions.ts';
import type { AlertKind } from '#shared/domain/model/alert.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';

export interface Telling {
  readonly kind: AlertKind;
  readonly incident: Incident;
  readonly report: HealthReport | undefined;
  readonly now: Instant;
}

/**
 * Publishes an alert and writes into the record that people were told. Published first: an alert that comes twice is a
 * nuisance, one that never comes is a disaster.
 */
export const notifyOnCall =
  ({ alerts, incidents, journal }: Pick<Services, 'alerts' | 'incidents' | 'journal'>) =>
  async ({ kind, incident, report, now }: Telling): Promise<void> => {
    const alert = composeAlert({ kind, incident, report, now });
    await alerts.publish(alert);
    await recordAlert({ incidents }, incident, kind);
    const { id, service } = incident;
    await journal.append({
      service,
      at: now,
      kind: 'alerted',
      incident: id,
      detail: { alert: kind, title: alert.title },
    });
  };

/** Somebody else may write meanwhile; then the alert is added to what they wrote. */
const recordAlert = async (
  { incidents }: Pick<Services, 'incidents'>,
  incident: Incident,
  kind: AlertKind,
): Promise<void> => {
  try {
    await incidents.save(withAlert(incident, kind));
  } catch (error) {
    if (!(error instanceof WriteConflict)) throw error;
    const { incident: current } = await incidents.read(incident.service);
    if (current?.id === incident.id && !current.alerts.includes(kind)) await recordAlert({ incidents }, current, kind);
  }
};
