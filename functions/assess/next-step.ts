import type { AssessRequest, StepRequest } from '#events/schemas/recovery-steps.ts';
import type { AlertKind } from '#shared/domain/model/alert.ts';
import type { Incident } from '#shared/domain/model/incident.ts';
import type { Plan } from '#shared/domain/model/plan.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';

/** The next step of the state machine, with all data that travels through it. */
export type NextStep = {
  readonly service: string;
  readonly incident: string;
  readonly kind: 'wait' | 'act' | 'alert' | 'close';
  readonly reason: Reason;
  /** The wait before the next check, or after an action. */
  readonly waitSeconds: number;
} & (
  | { readonly next: 'wait' | 'close' }
  | { readonly next: Plan['action']; readonly step: StepRequest }
  | { readonly next: 'publish-alert'; readonly alert: AlertKind }
);

/** ECS shows the effect of a call within seconds (engineering judgement). */
const SETTLE_SECONDS = 5;
/** The longest wait between two checks of an incident. */
const LONGEST_WAIT_SECONDS = 300;

export const waitNext = ({ service, incident }: AssessRequest, reason: Reason, seconds: number): NextStep => ({
  service,
  incident,
  kind: 'wait',
  reason,
  next: 'wait',
  waitSeconds: Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_WAIT_SECONDS),
});

/** Answers the step that was reserved last. */
export const actNext = ({ service, id, attempts }: Incident, reason: Reason): NextStep => {
  const attempt = attempts.at(-1);
  const reserved = attempt?.steps.at(-1);
  if (attempt === undefined || reserved === undefined) throw new Error(`${id} has no reserved step.`);
  const step = { service, incident: id, attempt: attempt.number, step: attempt.steps.length, epoch: reserved.epoch };
  return { service, incident: id, kind: 'act', reason, next: reserved.plan.action, step, waitSeconds: SETTLE_SECONDS };
};

export const alertNext = ({ service, incident }: AssessRequest, reason: Reason, alert: AlertKind): NextStep => ({
  service,
  incident,
  kind: 'alert',
  reason,
  next: 'publish-alert',
  alert,
  waitSeconds: 1,
});

export const closeNext = ({ service, incident }: AssessRequest, reason: Reason): NextStep => ({
  service,
  incident,
  kind: 'close',
  reason,
  next: 'close',
  waitSeconds: 1,
});
