import type { EcsService, Target } from '../model/observation.ts';
import type { Instant } from '../model/time.ts';

/** A check result tells how a task met a health check of the load balancer that it failed. */
export type CheckResult =
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'refused' }
  /** It answered with the wrong kind of status code, a redirect or a client error, so it was asked the wrong question. */
  | { readonly kind: 'rejected' }
  /** It answered with a server error: `[503]`. */
  | { readonly kind: 'server-error'; readonly codes: string }
  | { readonly kind: 'other' };

/**
 * Reads the description of a target's health, which a service event quotes as its reason:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
const resultIn = (text: string): CheckResult => {
  const [codes] = /\[\d{3}(?:,\s*\d{3})*\]/.exec(text) ?? [];
  if (codes !== undefined) return resultOfCodes(codes);
  if (/timed out/i.test(text)) return { kind: 'unanswered' };
  return { kind: /^Health checks failed\.?$/i.test(text) ? 'refused' : 'other' };
};

const resultOfCodes = (codes: string): CheckResult => {
  if (/^\[5\d\d(?:,\s*5\d\d)*\]$/.test(codes)) return { kind: 'server-error', codes };
  return { kind: /^\[[34]\d\d(?:,\s*[34]\d\d)*\]$/.test(codes) ? 'rejected' : 'other' };
};

/** Answers how a target met its health check. The reason code decides, because a description may be absent. */
export const resultOf = ({ reason, description = '' }: Target): CheckResult => {
  switch (reason) {
    case 'Target.Timeout':
      return { kind: 'unanswered' };
    case 'Target.FailedHealthChecks':
      return { kind: 'refused' };
    case 'Target.ResponseCodeMismatch':
      return resultIn(description);
    default:
      return { kind: 'other' };
  }
};

/** True when both tasks met the check alike. Server errors have to have the same code. */
export const isSameResult = (a: CheckResult, b: CheckResult): boolean =>
  a.kind === b.kind && a.kind !== 'other' && (a.kind !== 'server-error' || b.kind !== a.kind || a.codes === b.codes);

/** A report is the service event in which ECS says why a target fails its health check. */
export interface CheckReport {
  readonly at: Instant;
  /** Absent in older wordings for EC2 instances. */
  readonly task?: string;
  readonly targetGroup: string;
  /** `Request timed out`. */
  readonly reason: string;
  readonly result: CheckResult;
}

/**
 * `(service registry) (task 2ffd7ed3…) (port 5000) is unhealthy in (target-group arn:…) due to (reason Request timed out)`:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-unhealthy-event-messages.html
 */
const REPORT = /\) is unhealthy in \(?target-group ([^)\s]{1,300})\)? due to \(reason ([^)]{1,300})\)/;
const TASK = /\(task ([^)\s]{1,100})\)/;

/** Answers the reports among the scheduler's messages, newest first. */
export const checkReports = ({ events }: EcsService): readonly CheckReport[] =>
  events.flatMap(({ at, message }) => {
    const [, targetGroup, reason] = REPORT.exec(message) ?? [];
    const [, task] = TASK.exec(message) ?? [];
    if (targetGroup === undefined || reason === undefined) return [];
    return { at, ...(task !== undefined && { task }), targetGroup, reason, result: resultIn(reason) };
  });
