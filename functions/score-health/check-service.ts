import { type FollowUp, followUp } from '#shared/domain/incident/follow-up.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import { describeError } from '#shared/domain/model/error-text.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Trigger } from '#shared/domain/model/incident.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { Reason } from '#shared/domain/model/reasons.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { Services } from '#shared/ports/services.ts';
import { assessService, readHistory } from '#shared/procedures/assess-service.ts';
import type { Observers } from '#shared/procedures/observe.ts';
import { carryOut } from './carry-out.ts';
import { saveBaseline } from './save-baseline.ts';
import { watchOutage } from './watch-outage.ts';

export type CheckServices = Observers &
  Pick<Services, 'clock' | 'incidents' | 'recovery' | 'journal' | 'checks' | 'alerts'>;

export interface ServiceCheck {
  readonly policy: ServicePolicy;
  readonly observation: Observation;
  /** The triggers of the check: `schedule`, `confirm`, `request`, or the kinds and names of signals. */
  readonly trigger: readonly string[];
  readonly now: Instant;
}

/** The outcome of one check as logged, with the report or the error. */
export type Checked =
  | { readonly outcome: CheckOutcome; readonly report: HealthReport }
  | { readonly outcome: CheckFailure; readonly error: unknown };

export interface CheckOutcome extends Pick<HealthReport, 'service' | 'state' | 'cause' | 'why'> {
  readonly kind: 'checked';
  readonly reason: Reason;
  readonly followUp: FollowUp['kind'];
  readonly findings: readonly string[];
  /** The error with which the baseline could not be saved. */
  readonly baselineNotSaved?: string;
  readonly measures: { readonly HealthScore: number; readonly Confidence: number };
}

export interface CheckFailure {
  readonly kind: 'failed';
  readonly service: string;
  readonly reason: string;
}

/** Assesses one service, stores the report, and follows it up. Never throws, so that one service costs no other its check. */
export const checkService =
  (services: CheckServices) =>
  async (check: ServiceCheck): Promise<Checked> => {
    try {
      return await assessAndFollowUp(services, check);
    } catch (error) {
      const reason = describeError(error);
      return { outcome: { kind: 'failed', service: check.policy.name, reason }, error };
    }
  };

const assessAndFollowUp = async (
  services: CheckServices,
  { policy, observation, trigger, now }: ServiceCheck,
): Promise<Checked> => {
  const history = await readHistory(services)(policy.name);
  const assessment = await orWatchOutage(services, { observation, history, trigger: triggerOf(trigger), now }, () =>
    assessService(services)({ observation, policy, history, now }),
  );
  const { report, decision } = assessment;
  const { incident } = history;

  const isConfirmation = trigger.includes('confirm');
  const next = followUp({ assessment, observation, history, isConfirmation, now });
  await carryOut(services)(next, { assessment, incident, trigger: triggerOf(trigger), now });
  const isIncidentOpen = incident?.status === 'open';
  const baselineNotSaved = await saveBaseline(services)({ observation, report, isIncidentOpen, now });
  const outcome = outcomeOf(report, decision.reason, next.kind);
  return { outcome: { ...outcome, ...(baselineNotSaved !== undefined && { baselineNotSaved }) }, report };
};

/** Throws the error of a failed assessment, once the operators are notified of an outage that it would have shown. */
const orWatchOutage = async (
  services: CheckServices,
  unassessed: Omit<Parameters<ReturnType<typeof watchOutage>>[0], 'error'>,
  assess: () => Promise<Assessment>,
): Promise<Assessment> => {
  try {
    return await assess();
  } catch (error) {
    await watchOutage(services)({ ...unassessed, error });
    throw error;
  }
};

const outcomeOf = (report: HealthReport, reason: Reason, next: FollowUp['kind']): CheckOutcome => {
  const { service, state, cause, why, findings, score, confidence } = report;
  const measures = { HealthScore: score, Confidence: confidence };
  const message = findings.map((finding) => finding.message);
  return { kind: 'checked', service, reason, followUp: next, state, cause, why, findings: message, measures };
};

const NO_SIGNAL: ReadonlySet<string> = new Set(['schedule', 'confirm', 'request']);

const triggerOf = (trigger: readonly string[]): Trigger => {
  const signal = trigger.find((reason) => !NO_SIGNAL.has(reason));
  return signal === undefined ? { kind: 'scheduled' } : { kind: 'signal', signal };
};
