import type { AssessRequest } from '#events/schemas/recovery-steps.ts';
import { alertOwed } from '#shared/domain/incident/transitions.ts';
import { LeaseLost, WriteConflict } from '#shared/domain/model/errors.ts';
import type { EscalatedIncident, ResolvedIncident } from '#shared/domain/model/incident.ts';
import { assessService, readHistory } from '#shared/procedures/assess-service.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import { alertNext, closeNext, type NextStep, waitNext } from './next-step.ts';
import { type Assessors, takeTurn } from './take-turn.ts';

/**
 * One turn of a recovery: looks afresh, judges what was done, and says what comes next. All that it decides stands in the
 * incident's record before it answers, so that a turn which was cut off can simply be taken again.
 */
export const assess =
  (services: Assessors) =>
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
    return orLookAgain(request, () => takeTurn(services, { request, assessment, incident, now }));
  };

/** A turn that is taken again after its incident ended only has to see to it that people are told. */
const afterTheEnd = (request: AssessRequest, incident: EscalatedIncident | ResolvedIncident): NextStep => {
  const alert = alertOwed(incident);
  const reason = incident.handover?.reason ?? 'restored';
  return alert === undefined ? closeNext(request, reason) : alertNext(request, reason, alert);
};

const LEASE_RETRY_SECONDS = 5;

/** Whoever was faster changed what this turn rests on: nothing was reserved, and the next look sees what they did. */
const orLookAgain = async (request: AssessRequest, turn: () => Promise<NextStep>): Promise<NextStep> => {
  try {
    return await turn();
  } catch (error) {
    if (error instanceof WriteConflict) return waitNext(request, 'facts-changed', 1);
    if (error instanceof LeaseLost) return waitNext(request, 'lease-lost', LEASE_RETRY_SECONDS);
    throw error;
  }
};
