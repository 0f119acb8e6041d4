import type { LogPattern, Objectives, ProbePolicy } from '#shared/domain/policy.ts';

interface Profile {
  readonly objectives: Objectives;
  readonly probe: ProbePolicy;
  readonly logPatterns: readonly LogPattern[];
}

/**
 * Presets by kind of service. `mlflow` asks for a list of experiments because MLflow's `/health` touches neither its database
 * nor its artifact store (mlflow/server/__init__.py), while https://mlflow.org/docs/latest/rest-api.html#search-experiments reads the database.
 */
export const PROFILES = {
  http: {
    objectives: { latencyP95Ms: 1000, errorRate: 0.01 },
    probe: { path: '/', timeoutMs: 1000 },
    logPatterns: [],
  },
  mlflow: {
    objectives: { latencyP95Ms: 500, errorRate: 0.01 },
    probe: { path: '/api/2.0/mlflow/experiments/search?max_results=1', timeoutMs: 1000 },
    logPatterns: [],
  },
} as const satisfies Readonly<Record<string, Profile>>;

export const PROFILE_NAMES = ['http', 'mlflow'] as const satisfies readonly (keyof typeof PROFILES)[];
