import type { FollowUp } from '#shared/domain/incident/follow-up.ts';
import { handOver, resolve } from '#shared/domain/incident/transitions.ts';
import type { AlertKind } from '#shared/domain/model/alert.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import type { Incident, Trigger } from '#shared/domain/model/incident.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { notifyOnCall } from '#shared/procedures/notify-on-call.ts';
import { openEscalated, openIncident } from '#shared/procedures/open-incident.ts';

export type FollowUpServices = Pick<Services, 'incidents' | 'recovery' | 'journal' | 'checks' | 'alerts'>;

export interface CheckResult {
  readonly assessment: Assessment;
  readonly incident: Incident | undefined;
  readonly trigger: Trigger;
  readonly now: Instant;
}

/** Soft evidence is checked again after this long, when a task can have answered a second probe (engineering judgement). */
const CONFIRM_AFTER_SECONDS = 5;

/** Executes the follow-up of a check. */
export const carryOut =
  (services: FollowUpServices) =>
  async (next: FollowUp, followed: CheckResult): Promise<void> => {
    const { assessment, incident, trigger, now } = followed;
    switch (next.kind) {
      case 'none':
        return;
      case 'confirm':
        return services.checks.send([
          { check: { services: [assessment.report.service], trigger: 'confirm' }, delaySeconds: CONFIRM_AFTER_SECONDS },
        ]);
      case 'open-incident':
        await openIncident(services)({ assessment, trigger, now, earlier: incident });
        return;
      case 'open-escalated': {
        const { kind: _, ...why } = next;
        return openEscalated(services)({ assessment, trigger, now, earlier: incident, ...why });
      }
      case 'restart-workflow':
        return incident && services.recovery.start(incident);
      case 'escalate':
        return (
          incident &&
          end(services, followed, { changed: handOver(incident, { reason: next.reason, at: now }), kind: 'escalated' })
        );
      case 'resolve':
        return incident && end(services, followed, { changed: resolve(incident, now), kind: 'resolved' });
      case 'notify':
        return incident && notify(services, followed, { changed: incident, kind: next.alert });
    }
  };

/** Claims the alert under the version of the record, so that of several concurrent checks only one sends it. */
const notify = async (
  services: FollowUpServices,
  { assessment, now }: CheckResult,
  { changed, kind }: ClosedIncident,
): Promise<void> => {
  const incident = await saveUnlessOvertaken(services, { ...changed, notifyingSince: now });
  if (incident !== undefined) await notifyOnCall(services)({ kind, incident, report: assessment.report, now });
};

interface ClosedIncident {
  readonly changed: Incident;
  readonly kind: AlertKind;
}

/** Saves the record before the alert, under its version: of several concurrent checks only the one that wrote it notifies. */
const end = async (
  services: FollowUpServices,
  { assessment, now }: CheckResult,
  { changed, kind }: ClosedIncident,
): Promise<void> => {
  const incident = await saveUnlessOvertaken(services, changed);
  if (incident === undefined) return;
  const { service, id } = incident;
  await services.journal.append({
    service,
    at: now,
    kind: 'closed',
    incident: id,
    detail: { status: incident.status },
  });
  await notifyOnCall(services)({ kind, incident, report: assessment.report, now });
};

const saveUnlessOvertaken = async (
  { incidents }: FollowUpServices,
  changed: Incident,
): Promise<Incident | undefined> => {
  try {
    return await incidents.save(changed);
  } catch (error) {
    if (error instanceof WriteConflict) return undefined;
    throw error;
  }
};
