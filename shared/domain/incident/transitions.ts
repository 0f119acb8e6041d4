import type { Assessment, Decision } from '../model/decision.ts';
import type { ServiceHistory } from '../model/evidence.ts';
import {
  type Attempt,
  type AttemptStep,
  type EscalatedIncident,
  type Handover,
  type Incident,
  isFurtherStep,
  type KnownCause,
  mayHaveActed,
  type OpenIncident,
  type PastAction,
  type ResolvedIncident,
  type Trigger,
} from '../model/incident.ts';
import type { Plan } from '../model/plan.ts';
import { type Instant, toIso } from '../model/time.ts';

export interface Opening {
  readonly assessment: Assessment;
  readonly trigger: Trigger;
  readonly now: Instant;
  /** The newest incident of the service so far. */
  readonly earlier?: Incident | undefined;
  /** The cause, where the diagnosis does not give it. */
  readonly about?: KnownCause;
}

/** Answers a new incident, named after its service and the second, so that the same incident always has the same name. */
export const newIncident = ({
  assessment: { report, diagnosis, usual },
  trigger,
  now,
  earlier,
  about = diagnosis,
}: Opening): OpenIncident => ({
  id: `${report.service}-${toIso(now).replace(/[-:]|\.\d+/g, '')}`,
  service: report.service,
  status: 'open',
  openedAt: now,
  trigger,
  ...asKnown(about),
  ...(usual !== undefined && { before: { score: usual.score, findings: usual.findings } }),
  ...(earlier?.status === 'escalated' && { replaces: { incident: earlier.id, causes: knownCauses(earlier) } }),
  attempts: [],
  healthyObservations: 0,
  alerts: [],
  version: 0,
});

export interface EscalatedOpening extends Omit<Opening, 'about'>, Pick<Handover, 'reason' | 'detail'> {}

/**
 * Answers a new incident that belongs to the operators at once, with its handover. An outage that led to no incident has no known
 * cause, whatever the diagnosis names.
 */
export const newEscalation = ({
  reason,
  detail,
  ...opening
}: EscalatedOpening): { readonly incident: OpenIncident; readonly handover: Handover } => ({
  incident: newIncident(reason === 'silent-outage' ? { ...opening, about: { cause: 'unknown' } } : opening),
  handover: { reason, at: opening.now, ...(detail !== undefined && { detail }) },
});

/** A record keeps so many causes of the incidents that it replaced. */
const MOST_KNOWN_CAUSES = 10;

/** Answers the causes that the operators were notified of since the service was last healthy, this incident's first. */
export const knownCauses = (incident: Incident): readonly KnownCause[] =>
  [asKnown(incident), ...(incident.replaces?.causes ?? [])].slice(0, MOST_KNOWN_CAUSES);

const asKnown = ({ cause, subject }: KnownCause): KnownCause => ({ cause, ...(subject !== undefined && { subject }) });

export interface Reservation {
  readonly plan: Plan;
  readonly digest: string;
  readonly epoch: number;
  readonly now: Instant;
}

/** Reserves a step: as the next step of the pending attempt if it continues that attempt, else as the first of a new attempt. */
export const reserveStep = (incident: OpenIncident, { plan, digest, epoch, now }: Reservation): OpenIncident => {
  const step: AttemptStep = { plan, digest, epoch, reservedAt: now, outcome: { kind: 'reserved' } };
  const last = incident.attempts.at(-1);
  const attempts =
    last !== undefined && isFurtherStep({ incident, plan })
      ? [...incident.attempts.slice(0, -1), { ...last, steps: [...last.steps, step] }]
      : [...incident.attempts, attemptWith(step, incident.attempts.length + 1)];
  return { ...incident, attempts };
};

const attemptWith = (step: AttemptStep, number: number): Attempt => ({
  number,
  action: step.plan.action,
  cause: step.plan.cause,
  target: step.plan.target,
  startedAt: step.reservedAt,
  steps: [step],
  verdict: 'pending',
});

/** Hands the incident over to the operators. */
export const handOver = (incident: Incident, handover: Handover): EscalatedIncident => {
  const { closedAt: _, ...rest } = { closedAt: undefined, ...incident };
  return { ...rest, status: 'escalated', handover };
};

/** Resolves the incident. The operators may have fixed the service; then it counts as healthy from now on. */
export const resolve = (incident: Incident, now: Instant): ResolvedIncident => ({
  healthySince: now,
  ...incident,
  status: 'resolved',
  closedAt: now,
});

/** Answers the handover of a decision that ends the automatic recovery; undefined for any other decision. */
export const handoverOf = (decision: Decision): Handover | undefined => {
  if (decision.kind === 'escalate') return { reason: decision.reason };
  return decision.kind === 'none' && decision.would ? { reason: decision.reason, would: decision.would } : undefined;
};

/**
 * Completes the stored history: the actions of the last incident count as past once it is over, though the store adds them only
 * when the next incident opens.
 */
export const historyOf = ({ incident, pastActions }: ServiceHistory): ServiceHistory => ({
  incident,
  pastActions:
    incident === undefined || incident.status === 'open' ? pastActions : [...pastActions, ...actionsOf(incident)],
});

const actionsOf = ({ id, attempts }: Incident): readonly PastAction[] =>
  attempts
    .filter(mayHaveActed)
    .map(({ action, startedAt, target }) => ({ action, at: startedAt, target, incident: id }));
