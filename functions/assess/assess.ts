import type { AssessRequest } from '#events/schemas/recovery-steps.ts';
import { alertOwed } from '#shared/domain/incident/alerts-owed.ts';
import { LeaseLost, WriteConflict } from '#shared/domain/model/errors.ts';
import type { EscalatedIncident, ResolvedIncident } from '#shared/domain/model/incident.ts';
import { assessService, readHistory } from '#shared/procedures/assess-service.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import { alertNext, closeNext, type NextStep, waitNext } from './next-step.ts';
import { type AssessServices, takeTurn } from './take-turn.ts';

/**
 * Takes one turn of a recovery: observes the service, judges the pending attempt, and answers the next step. The decision is in the
 * incident's record before the answer, so that an interrupted turn can be repeated.
 */
export const assess =
  (services: AssessServices) =>
  async (request: AssessRequest): Promise<NextStep> => {
    const policy = policyNamed(services.policies, request.service);
    const history = await readHistory(services)(policy.name);
    const { incident: current } = history;
    if (current?.id !== request.incident) return closeNext(request, 'facts-changed');
    if (current.status !== 'open') return afterTheEnd(request, current);

    const now = services.clock.now();
    const observation = await observeOne(services)(policy, now);
    const assessment = await assessService(services)({ observation, policy, history, now });
    const incident = assessment.incident ?? current;
    return orCheckAgain(request, () => takeTurn(services, { request, assessment, incident, now }));
  };

/** A repeated turn of a closed incident only has to send the alert that is still owed. */
const afterTheEnd = (request: AssessRequest, incident: EscalatedIncident | ResolvedIncident): NextStep => {
  const alert = alertOwed(incident);
  const reason = incident.handover?.reason ?? 'restored';
  return alert === undefined ? closeNext(request, reason) : alertNext(request, reason, alert);
};

const LEASE_RETRY_SECONDS = 5;

/** Checks again when another writer was first: nothing was reserved, and the next check sees the change. */
const orCheckAgain = async (request: AssessRequest, turn: () => Promise<NextStep>): Promise<NextStep> => {
  try {
    return await turn();
  } catch (error) {
    if (error instanceof WriteConflict) return waitNext(request, 'facts-changed', 1);
    if (error instanceof LeaseLost) return waitNext(request, 'lease-lost', LEASE_RETRY_SECONDS);
    throw error;
  }
};
