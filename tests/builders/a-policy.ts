import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';

/** The registry service in mode auto, with a critical database, a breaker on it, and a name that it can do without. */
export const aPolicy = (given: Partial<ServicePolicy> = {}): ServicePolicy => ({
  name: 'registry',
  cluster: 'ml-platform',
  service: 'mlflow-registry',
  profile: 'mlflow',
  mode: 'auto',
  cadenceSeconds: 15,
  objectives: { latencyP95Ms: 500, errorRate: 0.01 },
  probe: { path: '/work', timeoutMs: 1_000, acceptedStatuses: '200-399' },
  dependencies: [
    { name: 'database', kind: 'postgres', host: 'db.internal', port: 5432, critical: true },
    { name: 'discovery', kind: 'dns', record: 'registry.internal', critical: false },
  ],
  logPatterns: [{ text: 'WORKER TIMEOUT', means: 'workers-time-out' }],
  breakers: [{ name: 'backend', kind: 'shared', dependency: 'database' }],
  limits: { maxActionsPerHour: 3, maxRollbacksPer6Hours: 1 },
  scoring: DEFAULT_SCORING,
  alarms: {
    loadBalancer: 'app/ml-platform/50dc6c495c0c9188',
    targetGroup: 'targetgroup/mlflow-registry/73e2d6bc24d8a067',
  },
  ...given,
});
