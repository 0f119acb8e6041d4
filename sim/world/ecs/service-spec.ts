import type { SecondsRange } from '../constants.ts';

/** Configuration of a simulated service: ECS and load balancer settings, releases, traffic and dependencies. */
export interface WorldServiceSpec {
  readonly name: string;
  readonly containerName: string;
  readonly containerPort: number;
  readonly cpu: string;
  readonly memory: string;
  readonly desiredCount: number;
  /** Limits of Application Auto Scaling; absent on a service without a scalable target. */
  readonly scaling?: { readonly minimum: number; readonly maximum: number };
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  readonly gracePeriodSeconds: number;
  readonly healthCheck: HealthCheck;
  readonly deregistrationDelaySeconds: number;
  /** Successful releases, oldest first; the last one is live. */
  readonly releases: readonly { readonly revision: number; readonly image: string; readonly ageSeconds: number }[];
  /** From RUNNING until the process answers requests. */
  readonly bootSeconds: SecondsRange;
  readonly requestsPerSecond: number;
  /** Path of user requests. Every path except that of the health check is handled like it. */
  readonly workPath: string;
  /** Dependencies, each with the share of requests that call it. */
  readonly needs: readonly { readonly dependency: string; readonly share: number }[];
  /** Circuit breaker that all tasks share, around one of those dependencies. */
  readonly breaker?: { readonly name: string; readonly dependency: string };
}

export interface HealthCheck {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}
