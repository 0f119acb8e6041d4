/** The catalogue of causes, including those that are no fault. */
export const CAUSES = [
  'none',
  'in-transition',
  'intended',
  'instance-unhealthy',
  'instance-grey',
  'bad-release',
  'out-of-memory',
  'memory-leak',
  'crash-loop',
  'image-unavailable',
  'initialization-failure',
  'capacity-shortage',
  'overload',
  'dependency-down',
  'breaker-stuck-open',
  'no-targets',
  'target-misconfiguration',
  'network-path',
  'load-balancer-fault',
  'az-impairment',
  'platform-maintenance',
  'unknown',
] as const;

export type Cause = (typeof CAUSES)[number];
