// Unit layer: the decision table, on what a release brought.
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST, OLDER_REVISION } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import {
  each,
  exited,
  itDecides,
  NEW_TASK,
  RELEASED_AT,
  ROLLING_OUT,
  SCALED_IN,
  stoppedTasks,
} from './decision-table.ts';

const REDEPLOYED = 'act: roll-back redeploy mlflow-registry:41';

/** The new revision has replaced the older one. */
const REPLACED: ServiceState = {
  deployments: [{ createdAt: RELEASED_AT }],
  releases: [aRelease({ createdAt: RELEASED_AT, finishedAt: minutesAgo(1) }), anOlderRelease()],
  task: each([1, 2, 3, 4], NEW_TASK),
};

const bad = { cause: 'bad-release', decision: 'act: roll-back stop-deployment d42', only: ['roll-back'] } as const;
const held = { ...bad, only: [] } as const;
const redeployed = { ...bad, decision: REDEPLOYED } as const;
const outage = { cause: 'dependency-down', seenForSeconds: 60, decision: 'escalate: dependency-is-down' } as const;

const UNHEALTHY: ServiceState = { ...ROLLING_OUT, unhealthy: [3, 4] };
const ALL_UNHEALTHY: ServiceState = { ...REPLACED, unhealthy: [1, 2, 3, 4] };
const guarded: ServiceState = { ...UNHEALTHY, ecs: { rollsBackByItself: true } };
const failed: ServiceState = { ...UNHEALTHY, deployments: [{ rolloutState: 'FAILED', createdAt: RELEASED_AT }] };
const gone = {
  rollBackTargets: [{ arn: OLDER_REVISION, status: 'INACTIVE' }],
  decision: 'escalate: proven-revision-inactive',
} as const;
const unproven: ServiceState = { ...UNHEALTHY, releases: [aRelease({ createdAt: RELEASED_AT })] };

itDecides('a new revision of which no task serves', [
  { ...bad, what: 'targets unhealthy', ...UNHEALTHY },
  { ...bad, what: 'health checks passing, work probes without an answer', ...ROLLING_OUT, hung: [3, 4] },
  { ...bad, what: 'tasks exiting', ...ROLLING_OUT, ...stoppedTasks(2) },
  { ...held, what: 'with a circuit breaker of ECS', ...guarded, decision: 'wait: ecs-rolls-back-by-itself' },
  { ...held, what: 'without a proven revision', ...unproven, decision: 'escalate: no-proven-revision' },
  { ...held, ...gone, what: 'whose proven revision is deregistered', ...UNHEALTHY },
  { ...held, ...gone, what: 'whose proven revision is deregistered, after the rollout', ...ALL_UNHEALTHY },
  { ...redeployed, what: 'targets unhealthy after the rollout failed', ...failed },
  { ...redeployed, what: 'targets unhealthy after the rollout completed', ...ALL_UNHEALTHY },
  { ...redeployed, what: 'three of four targets unhealthy after the rollout', ...REPLACED, unhealthy: [1, 2, 3] },
  { ...outage, what: 'while the database is down, after the rollout', ...ALL_UNHEALTHY, down: ['database'] },
]);

const transition = { ...ROLLING_OUT, cause: 'in-transition', decision: 'wait: in-transition' } as const;
const killed = stoppedTasks(2, { ...exited(137), ...SCALED_IN, taskDefinition: OLDER_REVISION });
itDecides('a rollout in which tasks stop orderly', [
  { ...transition, what: 'new ones by SIGTERM (exit code 143)', ...stoppedTasks(2, exited(143)) },
  { ...transition, what: 'older ones killed (exit code 137), since they ignore SIGTERM', ...killed },
]);

const createdAt = NEWEST - 7 * MINUTE;
const latent = {
  ...redeployed,
  deployments: [{ createdAt }],
  releases: [aRelease({ createdAt, finishedAt: createdAt + 2 * MINUTE }), anOlderRelease()],
};
const requests = level(23, 600);
itDecides('a completed release that made answers worse', [
  {
    ...latent,
    what: 'errors within minutes',
    traffic: { requests: 600, target5xx: 60 },
    metrics: { failed: [...level(15, 0), ...level(8, 60)], requests },
  },
  {
    ...latent,
    what: 'latency within minutes',
    traffic: { requests: 600, latencyP95Ms: 900 },
    metrics: { latencyP95Ms: [...level(15, 80), ...level(8, 900)], failed: level(23, 0), requests },
  },
]);
