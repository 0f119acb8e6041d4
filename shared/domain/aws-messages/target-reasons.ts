import { ALB_GUIDE, type KnownText, rowsFrom } from './known-message.ts';

/** The reason codes of a target's health. Those that begin with `Elb.` are never the task's. */
export const TARGET_REASONS: readonly KnownText[] = rowsFrom(`${ALB_GUIDE}target-group-health-checks.html`, [
  [/^Elb\.(RegistrationInProgress|InitialHealthChecking)$/, 'moving'],
  [/^Elb\.InternalError$/, 'load-balancer-error'],
  [/^Target\.(ResponseCodeMismatch|Timeout|FailedHealthChecks)$/, 'health-check-failed'],
  [/^Target\.(NotRegistered|DeregistrationInProgress)$/, 'moving'],
  [/^Target\.NotInUse$/, 'target-not-used'],
  [/^Target\.InvalidState$/, 'host-lost'],
  [/^Target\.IpUnusable$/, 'target-unusable'],
  [/^Target\.HealthCheckDisabled$/, 'unchecked'],
]);
