import { DAY, SECOND } from '#shared/domain/model/time.ts';
import type { WorldServiceSpec } from './ecs/service-spec.ts';

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/mlflow-registry';

/** Cluster of the registry. */
export const REGISTRY_CLUSTER = 'ml-platform';

/** Dependencies of the registry. */
export const REGISTRY_DEPENDENCIES = ['database', 'artifacts', 'discovery'] as const;

/** An MLflow model registry behind a load balancer: the service that faults are injected into. */
export const REGISTRY: WorldServiceSpec = {
  name: 'mlflow-registry',
  containerName: 'mlflow',
  containerPort: 5000,
  cpu: '1024',
  memory: '2048',
  desiredCount: 4,
  scaling: { minimum: 2, maximum: 12 },
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  circuitBreaker: { enable: false, rollback: false },
  gracePeriodSeconds: 30,
  healthCheck: { path: '/health', intervalSeconds: 5, timeoutSeconds: 2, healthyThreshold: 2, unhealthyThreshold: 2 },
  deregistrationDelaySeconds: 10,
  releases: [
    { revision: 40, image: `${IMAGE}:2.40.0`, ageSeconds: (21 * DAY) / SECOND },
    { revision: 41, image: `${IMAGE}:2.41.0`, ageSeconds: (6 * DAY) / SECOND },
  ],
  bootSeconds: { low: 3, high: 8 },
  requestsPerSecond: 100,
  workPath: '/api/2.0/mlflow/registered-models/search',
  needs: [
    { dependency: 'database', share: 1 },
    { dependency: 'artifacts', share: 0.3 },
  ],
  breaker: { name: 'backend', dependency: 'database' },
};
