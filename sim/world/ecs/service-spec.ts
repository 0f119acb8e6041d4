import type { SecondsRange } from '../constants.ts';

/** What a service is meant to be: its place in ECS and behind its load balancer, its releases, its users. */
export interface WorldServiceSpec {
  readonly name: string;
  readonly containerName: string;
  readonly containerPort: number;
  readonly cpu: string;
  readonly memory: string;
  readonly desiredCount: number;
  /** Between what Application Auto Scaling may set the desired count; absent where nothing scales the service. */
  readonly scaling?: { readonly minimum: number; readonly maximum: number };
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  readonly gracePeriodSeconds: number;
  readonly healthCheck: HealthCheck;
  readonly deregistrationDelaySeconds: number;
  /** Earlier successful releases, oldest first; the last one is live. */
  readonly releases: readonly { readonly revision: number; readonly image: string; readonly ageSeconds: number }[];
  /** From RUNNING until the process answers. */
  readonly bootSeconds: SecondsRange;
  readonly requestsPerSecond: number;
  /** What users ask for; every path other than the health check's counts as work. */
  readonly workPath: string;
  /** Which part of the work needs which dependency. */
  readonly needs: readonly { readonly dependency: string; readonly share: number }[];
  /** A breaker that all tasks share, around one of those dependencies. */
  readonly breaker?: { readonly name: string; readonly dependency: string };
}

export interface HealthCheck {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}
