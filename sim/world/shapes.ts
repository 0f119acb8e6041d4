import { DAY, SECOND } from '#shared/domain/model/time.ts';
import type { WorldServiceSpec } from './ecs/service-spec.ts';
import { REGISTRY } from './registry.ts';

/**
 * The settings that AWS applies when the owner names none, on a service behind an Application Load Balancer.
 * Checks: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 * Delay: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 * Grace period, percentages, circuit breaker: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
const AWS_DEFAULTS = {
  gracePeriodSeconds: 0,
  healthCheck: {
    ...REGISTRY.healthCheck,
    intervalSeconds: 30,
    timeoutSeconds: 5,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
  },
  deregistrationDelaySeconds: 300,
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  circuitBreaker: { enable: false, rollback: false },
} as const satisfies Partial<WorldServiceSpec>;

/** Older than the 90 days of deployments that ECS lists. */
const OLD_RELEASES_DAYS = [200, 120] as const;

/** Settings of the simulated service, by the name of the shape. */
const SHAPES = {
  /** Frequent checks and a grace period that fits the start times of the registry. */
  usual: {},
  'aws-defaults': AWS_DEFAULTS,
  /** The grace period covers a start of four minutes and the five checks after it. */
  'long-grace': { ...AWS_DEFAULTS, gracePeriodSeconds: 480 },
  /** ECS lists no deployment any more, so the history of the service is unknown. */
  'old-releases': {
    releases: REGISTRY.releases.map((release, index) => ({
      ...release,
      ageSeconds: ((OLD_RELEASES_DAYS[index] ?? 0) * DAY) / SECOND,
    })),
  },
} as const satisfies Readonly<Record<string, Partial<WorldServiceSpec>>>;

export type ShapeName = keyof typeof SHAPES;

/** Names of all shapes; the first one is the default. */
export const SHAPE_NAMES = Object.keys(SHAPES) as readonly ShapeName[];

/** Returns the registry in a shape, with the changes that a fault needs. */
export const registryIn = (shape: ShapeName, changes: Partial<WorldServiceSpec> = {}): WorldServiceSpec => ({
  ...REGISTRY,
  ...SHAPES[shape],
  ...changes,
});
