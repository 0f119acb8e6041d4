// Unit layer: the decision table, part two. What a release brought.
import type { Deployment, Observation } from '#shared/domain/model/observation.ts';
import { observed } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NEWEST, NOW, OLDER_REVISION } from '#tests/builders/constants.ts';
import { aHistory, level } from '#tests/builders/metrics.ts';
import { aDeployment, anOlderRelease, aRelease, aService, someTraffic, tasks } from '#tests/builders/parts.ts';
import { itDecides, RELEASED_AT, rollingOut, silent, stopped, targetsWith } from './decision-table.ts';

const STOPPED = 'act: roll-back stop-deployment d42';
const REDEPLOYED = 'act: roll-back redeploy mlflow-registry:41';

/** The new revision has replaced the older one. */
const replaced = (given: Partial<Observation>): Partial<Observation> => ({
  ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt: RELEASED_AT })] })),
  tasks: observed(
    NOW,
    tasks(4).map((task) => ({ ...task, createdAt: NOW - 3 * MINUTE, startedAt: NOW - 2 * MINUTE })),
  ),
  releases: observed(NOW, [aRelease({ createdAt: RELEASED_AT, finishedAt: NOW - MINUTE }), anOlderRelease()]),
  ...given,
});

const DATABASE_DOWN: Partial<Observation> = {
  dependencies: observed(NOW, [{ dependency: 'database', ok: false, latencyMs: 1_000, error: 'timeout', at: NOW }]),
};

describe('a new revision of which nothing works', () => {
  const UNHEALTHY = { targetGroups: targetsWith([3, 4], { state: 'unhealthy', reason: 'Target.Timeout' }) };
  const UNHEALTHY_ALL = { targetGroups: targetsWith([1, 2, 3, 4], { state: 'unhealthy', reason: 'Target.Timeout' }) };
  const row = { cause: 'bad-release', decision: STOPPED, only: ['roll-back'] } as const;
  itDecides([
    { ...row, evidence: 'its targets are unhealthy', given: rollingOut(UNHEALTHY) },
    { ...row, evidence: 'its tasks are green and do not answer', given: rollingOut({ taskProbes: silent(3, 4) }) },
    { ...row, evidence: 'its tasks end themselves', given: rollingOut(stopped(2, {})) },
    {
      ...row,
      evidence: 'its targets are unhealthy, and ECS has a circuit breaker for that',
      given: rollingOut(UNHEALTHY, { rollsBackByItself: true }),
      decision: 'wait: ecs-rolls-back-by-itself',
      only: [],
    },
    {
      ...row,
      evidence: 'it has replaced the older one, and its targets are unhealthy',
      given: replaced(UNHEALTHY_ALL),
      decision: REDEPLOYED,
    },
    {
      ...row,
      evidence: 'its tasks fail their health check, and its rollout has failed',
      given: rollingOut(UNHEALTHY, { deployments: [aDeployment({ rolloutState: 'FAILED', createdAt: RELEASED_AT })] }),
      decision: REDEPLOYED,
    },
    {
      ...row,
      evidence: 'it has replaced the older one, but the database does not answer either',
      given: { ...replaced(UNHEALTHY_ALL), ...DATABASE_DOWN },
      cause: 'dependency-down',
      seenForSeconds: 60,
      decision: 'escalate: dependency-is-down',
      only: [],
    },
    {
      ...row,
      evidence: 'its targets are unhealthy, and there is no proven revision to go back to',
      given: { ...rollingOut(UNHEALTHY), releases: observed(NOW, [aRelease({ createdAt: RELEASED_AT })]) },
      decision: 'escalate: no-proven-revision',
      only: [],
    },
  ]);
});

describe('a new revision that has replaced the older one, of which most tasks fail and one works', () => {
  itDecides([
    {
      evidence: 'three of four targets are unhealthy',
      given: replaced({ targetGroups: targetsWith([1, 2, 3], { state: 'unhealthy', reason: 'Target.Timeout' }) }),
      cause: 'bad-release',
      decision: REDEPLOYED,
      only: ['roll-back'],
    },
  ]);
});

describe('a rollout in which tasks end as they should', () => {
  const ended = (exitCode: number) => ({ containers: [{ name: 'web', exitCode }] });
  const byScheduler = {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/42)',
  };
  const row = { cause: 'in-transition', decision: 'wait: in-transition' } as const;
  itDecides([
    { ...row, evidence: 'new ones by SIGTERM (exit code 143)', given: rollingOut(stopped(2, ended(143))) },
    {
      ...row,
      evidence: 'older ones, which ECS has to kill (exit code 137), since they ignore SIGTERM',
      given: rollingOut(stopped(2, { ...ended(137), ...byScheduler, taskDefinition: OLDER_REVISION })),
    },
  ]);
});

describe('a release that rolled out well and made things worse for users', () => {
  const createdAt = NEWEST - 7 * MINUTE;
  const latent = (given: Partial<Observation>, deployment: Partial<Deployment> = {}): Partial<Observation> => ({
    ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt, ...deployment })] })),
    releases: observed(NOW, [aRelease({ createdAt, finishedAt: createdAt + 2 * MINUTE }), anOlderRelease()]),
    ...given,
  });
  const row = { cause: 'bad-release', decision: REDEPLOYED, only: ['roll-back'] } as const;
  const requests = level(23, 600);
  itDecides([
    {
      ...row,
      evidence: 'errors jumped within minutes',
      given: latent({
        traffic: observed(NOW, someTraffic({ requests: 600, target5xx: 60 })),
        history: aHistory({ failed: [...level(15, 0), ...level(8, 60)], requests }),
      }),
    },
    {
      ...row,
      evidence: 'answers became slow within minutes',
      given: latent({
        traffic: observed(NOW, someTraffic({ requests: 600, latencyP95Ms: 900 })),
        history: aHistory({ latencyP95Ms: [...level(15, 80), ...level(8, 900)], failed: level(23, 0), requests }),
      }),
    },
  ]);
});
