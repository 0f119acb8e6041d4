import type { AlertRequest } from '#events/schemas/recovery-steps.ts';
import { wasSent } from '#shared/domain/incident/alerts-owed.ts';
import type { AlertKind } from '#shared/domain/model/alert.ts';
import type { Services } from '#shared/ports/services.ts';
import { notifyOnCall } from '#shared/procedures/notify-on-call.ts';

export type Published = { readonly service: string; readonly incident: string; readonly alert: AlertKind } & (
  | { readonly kind: 'published' }
  | { readonly kind: 'dropped'; readonly reason: 'already-notified' | 'incident-replaced' }
);

type Publishers = Pick<Services, 'incidents' | 'reports' | 'alerts' | 'journal' | 'clock'>;

/** Notifies the operators of an incident, once for each kind of alert. */
export const publishAlert =
  (services: Publishers) =>
  async ({ service, incident: id, alert }: AlertRequest): Promise<Published> => {
    const { incident } = await services.incidents.read(service);
    if (incident?.id !== id) return { kind: 'dropped', reason: 'incident-replaced', service, incident: id, alert };
    const now = services.clock.now();
    if (wasSent(incident, alert, now))
      return { kind: 'dropped', reason: 'already-notified', service, incident: id, alert };

    const [report] = (await services.reports.latest([service])).get(service) ?? [];
    await notifyOnCall(services)({ kind: alert, incident, report, now });
    return { kind: 'published', service, incident: id, alert };
  };
