import { ALB_GUIDE, type KnownText, rowsFrom } from './known-message.ts';

/** These rows match the reason codes of target health. A code that begins with `Elb.` is never caused by the task. */
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
