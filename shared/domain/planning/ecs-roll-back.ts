import { releaseInProgress } from '../evidence/releases.ts';
import type { Diagnosed } from '../model/evidence.ts';
import { earliest, type FindingId } from '../model/finding.ts';
import type { Deployment, EcsService } from '../model/observation.ts';
import type { CircuitBreakerState } from '../model/release.ts';
import { type Instant, MINUTE } from '../model/time.ts';

/** A deployment with a circuit breaker or alarms has this long to roll itself back (engineering judgement). */
const ECS_HAS_MS = 10 * MINUTE;

/**
 * A circuit breaker that counts failures has this long. ECS waits up to 27 minutes between failing starts:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
const BREAKER_HAS_MS = 30 * MINUTE;

/** While users are harmed, ECS has this long (engineering judgement). */
const ECS_HAS_WHILE_USERS_SUFFER_MS = 2 * MINUTE;

/** These findings show that users get errors, or nothing at all. */
const HARM: ReadonlySet<FindingId> = new Set<FindingId>([
  'errors-above-objective',
  'load-balancer-503',
  'all-targets-unhealthy',
  'no-targets-registered',
  'client-errors-rising',
  'worse-since-release',
  'release-answers-worse',
]);

/** True while ECS rolls the deployment back by itself, or is about to. It goes first, unless users have been harmed for too long. */
export const isForEcsToRollBack = (input: Diagnosed, ecs: EcsService, primary: Deployment): boolean => {
  if (!ecs.rollsBackByItself) return false;
  const harm = input.findings.filter(({ id }) => HARM.has(id));
  if (harm.length > 0 && input.now - earliest(harm) >= ECS_HAS_WHILE_USERS_SUFFER_MS) return false;
  const breaker = releaseInProgress(input.observation)?.circuitBreaker;
  return input.now - primary.createdAt < allowedMs(breaker);
};

/** Answers how long after the start of the deployment ECS may still roll it back. */
const allowedMs = (breaker: CircuitBreakerState | undefined): Instant => {
  switch (breaker?.status) {
    case 'MONITORING':
      return breaker.failures > 0 ? BREAKER_HAS_MS : ECS_HAS_MS;
    case 'MONITORING_COMPLETE':
      return 0;
    default:
      return ECS_HAS_MS;
  }
};
