import type { RemediationRequest } from '#events/schemas/remediation-request.ts';
import { decide } from '#shared/domain/decide.ts';
import type { Assessment, Decision } from '#shared/domain/model/decision.ts';
import type { Trigger } from '#shared/domain/model/incident.ts';
import { REASONS } from '#shared/domain/model/reasons.ts';
import type { Services } from '#shared/ports/services.ts';
import { readHistory } from '#shared/procedures/assess-service.ts';
import { type Observers, observeOne } from '#shared/procedures/observe.ts';
import { openIncident } from '#shared/procedures/open-incident.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';

export type Remediation = { readonly service: string; readonly why: string } & (
  | ({ readonly kind: 'dry-run' | 'not-opened' } & Omit<Assessment, 'incident'> & { readonly incident?: OpenIncident })
  | {
      readonly kind: 'opened' | 'already-open';
      readonly decision: Decision;
      readonly incident: OpenIncident;
    }
);

/** The open incident, and whether this request opened it. */
interface OpenIncident {
  readonly id: string;
  readonly opened: boolean;
}

type RemediateServices = Observers & Pick<Services, 'clock' | 'incidents' | 'recovery' | 'journal'>;

/** Starts a recovery on request by the usual decision, or answers why not. A dry run changes nothing. */
export const remediate =
  (services: RemediateServices) =>
  async (request: RemediationRequest): Promise<Remediation> => {
    const now = services.clock.now();
    const policy = policyNamed(services.policies, request.service);
    const observation = await observeOne(services)(policy, now);
    const history = await readHistory(services)(policy.name);
    const assessment = decide({ observation, policy, history, now });
    const { incident: judged, ...answer } = assessment;
    const { decision } = answer;

    const objection = history.incident?.status === 'open' ? undefined : objectionTo(decision, request);
    const why = objection ?? REASONS[decision.reason];
    const underWay = judged && { incident: { id: judged.id, opened: false } };
    if (request.dryRun) return { kind: 'dry-run', service: policy.name, why, ...answer, ...underWay };
    if (objection !== undefined) return { kind: 'not-opened', service: policy.name, why, ...answer };

    const { incident, opened } = await openIncident(services)({
      assessment,
      trigger: triggerOf(request),
      now,
      earlier: history.incident,
    });
    const kind = opened ? 'opened' : 'already-open';
    return { kind, service: policy.name, why, decision, incident: { id: incident.id, opened } };
  };

/** Answers the objection to the request; a request opens an incident only for an action that the decision allows. */
const objectionTo = (decision: Decision, { action }: RemediationRequest): string | undefined => {
  if (decision.kind !== 'act') return `nothing is to be done now: ${REASONS[decision.reason]}`;
  if (action === undefined || action === decision.plan.action) return undefined;
  return `${action} was asked for, but ${decision.plan.action} is what helps: ${decision.plan.message}`;
};

const triggerOf = ({ reason, action }: RemediationRequest): Trigger => ({
  kind: 'manual',
  reason,
  ...(action !== undefined && { action }),
});
