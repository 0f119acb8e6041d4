import type { AssessRequest } from '#events/schemas/recovery-steps.ts';
import { alertOwed } from '#shared/domain/incident/alerts-owed.ts';
import { handOver, handoverOf, reserveStep, resolve } from '#shared/domain/incident/transitions.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { Incident, OpenIncident } from '#shared/domain/model/incident.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { digestOf } from '#shared/procedures/digest.ts';
import type { Observers } from '#shared/procedures/observe.ts';
import { actNext, alertNext, closeNext, type NextStep, waitNext } from './next-step.ts';

export type AssessServices = Observers & Pick<Services, 'clock' | 'incidents' | 'leases' | 'journal'>;

export interface Turn {
  readonly request: AssessRequest;
  readonly assessment: Assessment;
  /** The record as this check leaves it, not yet written. */
  readonly incident: OpenIncident;
  readonly now: Instant;
}

/** The wait when the service has no fault and is not verified healthy yet. */
const IDLE_SECONDS = 10;
/** The lease outlasts the timeout of every action function, so that no other execution acts at the same time. */
const LEASE_SECONDS = 120;

/** Records what the decision means for the incident, and answers the next step. */
export const takeTurn = (services: AssessServices, turn: Turn): Promise<NextStep> => {
  const { assessment, incident, now } = turn;
  const { decision } = assessment;
  const handover = handoverOf(decision);
  if (handover !== undefined) return end(services, turn, handOver(incident, { ...handover, at: now }));
  switch (decision.kind) {
    case 'act':
      return reserve(services, turn, decision.plan);
    case 'resolved':
      return end(services, turn, resolve(incident, now));
    case 'wait':
      return wait(services, turn, decision.recheckAfterSeconds);
    case 'none':
    case 'escalate':
      return wait(services, turn, IDLE_SECONDS);
  }
};

const wait = async (
  { incidents }: AssessServices,
  { request, incident, assessment }: Turn,
  seconds: number,
): Promise<NextStep> => {
  await incidents.save(incident);
  return waitNext(request, assessment.decision.reason, seconds);
};

/** Acquires the lease, journals the decision and reserves the step: only a step that is recorded under its epoch can be begun. */
const reserve = async ({ leases, journal, incidents }: AssessServices, turn: Turn, plan: Plan): Promise<NextStep> => {
  const { assessment, incident, now } = turn;
  const { id, service } = incident;
  const { decision, diagnosis, gates } = assessment;
  const epoch = await leases.acquire(service, id, now, LEASE_SECONDS);
  const digest = digestOf(plan);
  const detail = { reason: decision.reason, plan, digest, epoch, diagnosis, gates };
  await journal.append({ service, at: now, kind: 'decided', incident: id, detail });
  const reserved = await incidents.save(reserveStep(incident, { plan, digest, epoch, now }));
  return actNext(reserved, decision.reason);
};

const end = async ({ leases, journal, incidents }: AssessServices, turn: Turn, ended: Incident): Promise<NextStep> => {
  const { request, assessment, now } = turn;
  const { reason } = assessment.decision;
  const saved = await incidents.save(ended);
  const { id, service, status } = saved;
  await leases.release(service, id);
  await journal.append({ service, at: now, kind: 'closed', incident: id, detail: { status, reason } });
  const alert = alertOwed(saved);
  return alert === undefined ? closeNext(request, reason) : alertNext(request, reason, alert);
};
