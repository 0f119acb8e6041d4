// Unit layer: the decision table, part four. What is around the tasks: dependencies, load balancer, zones, breakers, people, blindness.

import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { Observation, Target } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aHistory, level } from '#tests/builders/metrics.ts';
import { aDeployment, aService, aTarget, aTargetGroup, aTask, aTaskProbe, someTraffic } from '#tests/builders/parts.ts';
import { firstLookAt, itDecides, silent, targetsWith } from './decision-table.ts';
import { inShort } from './story.ts';

const LEFT_TO_PEOPLE = 'escalate: manual-action-required';
const DEPENDENCY_DOWN = 'escalate: dependency-is-down';

const answering = (database: { readonly ok: boolean; readonly latencyMs?: number }): Partial<Observation> => ({
  dependencies: observed(NOW, [
    { dependency: 'database', latencyMs: 3, at: NOW, ...database },
    { dependency: 'discovery', ok: true, latencyMs: 2, at: NOW },
  ]),
});
const breaker = (given: Partial<BreakerRecord> = {}): Partial<Observation> => ({
  breakers: observed(NOW, [
    { name: 'backend', state: 'open', version: 7, failedResets: 0, openedAt: NOW - 3 * MINUTE, ...given },
  ]),
});
const traffic = (given: Parameters<typeof someTraffic>[0]): Partial<Observation> => ({
  traffic: observed(NOW, someTraffic(given)),
});

describe('a critical dependency in trouble', () => {
  const down = { ...answering({ ok: false, latencyMs: 1_000 }), ...traffic({ target5xx: 600, latencyP95Ms: 2_000 }) };
  const row = { cause: 'dependency-down', seenForSeconds: 60 } as const;
  itDecides([
    {
      ...row,
      evidence: 'it does not answer, just now',
      given: down,
      seenForSeconds: 10,
      decision: 'wait: dependency-blip',
    },
    { ...row, evidence: 'it does not answer, and users get errors', given: down, decision: DEPENDENCY_DOWN },
    {
      ...row,
      evidence: 'it does not answer, and the breaker is open',
      given: { ...down, ...breaker() },
      decision: DEPENDENCY_DOWN,
    },
    {
      ...row,
      evidence: 'it does not answer, and no task does any work',
      given: { ...down, taskProbes: silent(1, 2, 3, 4) },
      decision: DEPENDENCY_DOWN,
    },
    {
      ...row,
      evidence: 'it answers late, and so the load balancer answers 504',
      given: {
        ...answering({ ok: true, latencyMs: 3_000 }),
        ...traffic({ elb504: 300, latencyP95Ms: 4_000 }),
        history: aHistory({ latencyP95Ms: level(5, 4_000) }),
      },
      decision: DEPENDENCY_DOWN,
    },
  ]);
});

describe('a dependency that the service can do without', () => {
  itDecides([
    {
      evidence: 'it does not answer, and users notice nothing',
      given: {
        dependencies: observed(NOW, [
          { dependency: 'database', ok: true, latencyMs: 3, at: NOW },
          { dependency: 'discovery', ok: false, latencyMs: 1_000, at: NOW },
        ]),
      },
      cause: 'none',
      decision: 'none: healthy',
    },
  ]);
});

describe('a load balancer that answers by itself', () => {
  const nobody = observed(NOW, [aTargetGroup({ targets: [] })]);
  itDecides([
    {
      evidence: '503, for no target is registered, though tasks run',
      given: { ...traffic({ elb503: 600 }), targetGroups: nobody },
      cause: 'no-targets',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: '503, for somebody scaled the service to nothing while users are there',
      given: {
        ...traffic({ elb503: 600, requests: 600 }),
        ecs: observed(NOW, aService({ desiredCount: 0, runningCount: 0 })),
        tasks: observed(NOW, []),
        taskProbes: observed(NOW, []),
        targetGroups: nobody,
      },
      cause: 'no-targets',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: '502, though every target is healthy and nothing has changed',
      given: traffic({ elb502: 300 }),
      cause: 'target-misconfiguration',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: '504, and nothing says why',
      given: traffic({ elb504: 300, latencyP95Ms: 4_000 }),
      cause: 'unknown',
      seenForSeconds: 180,
      decision: 'escalate: cause-unknown',
    },
  ]);
});

describe('targets that fail for what no task can help', () => {
  itDecides(
    (
      [
        { reason: 'Elb.InternalError', state: 'unhealthy', cause: 'load-balancer-fault' },
        { reason: 'Target.NotInUse', state: 'unused', cause: 'target-misconfiguration' },
        { reason: 'Target.IpUnusable', state: 'unused', cause: 'target-misconfiguration' },
      ] as const
    ).flatMap(({ reason, state, cause }) =>
      [[1], [1, 2, 3, 4]].map((numbers) => ({
        evidence: `${reason} of ${numbers.length}`,
        given: { targetGroups: targetsWith(numbers, { state, reason }) },
        cause,
        decision: LEFT_TO_PEOPLE,
      })),
    ),
  );
});

describe('targets that all fail alike', () => {
  const alike = (reason: string, description = '') => ({
    targetGroups: targetsWith([1, 2, 3, 4], { state: 'unhealthy', reason, description }),
  });
  itDecides([
    {
      evidence: 'the load balancer gets no answer, though the tasks serve',
      given: alike('Target.Timeout'),
      cause: 'network-path',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: 'they answer the health check with 404',
      given: alike('Target.ResponseCodeMismatch', 'Health checks failed with these codes: [404]'),
      cause: 'target-misconfiguration',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: 'they answer nobody, and nothing says why',
      given: { ...alike('Target.Timeout'), taskProbes: silent(1, 2, 3, 4) },
      cause: 'unknown',
      seenForSeconds: 180,
      decision: 'escalate: cause-unknown',
    },
  ]);
});

describe('a zone in which nothing works, while the others do', () => {
  const SIX = [1, 2, 3, 4, 5, 6];
  const inZoneA = (n: number): boolean => (n - 1) % 3 === 0;
  const zoned = (target: Partial<Target>, probe: Parameters<typeof aTaskProbe>[1] = {}): Partial<Observation> => ({
    ecs: observed(NOW, aService({ desiredCount: 6, runningCount: 6 })),
    tasks: observed(
      NOW,
      SIX.map((n) => aTask(n)),
    ),
    targetGroups: observed(NOW, [aTargetGroup({ targets: SIX.map((n) => aTarget(n, inZoneA(n) ? target : {})) })]),
    taskProbes: observed(
      NOW,
      SIX.map((n) => aTaskProbe(n, inZoneA(n) ? probe : {})),
    ),
  });
  const row = { cause: 'az-impairment', decision: LEFT_TO_PEOPLE } as const;
  itDecides([
    { ...row, evidence: 'its targets time out', given: zoned({ state: 'unhealthy', reason: 'Target.Timeout' }) },
    { ...row, evidence: 'its tasks are green and do not answer', given: zoned({}, { outcome: 'timeout' }) },
  ]);
});

describe('a breaker that is open though its dependency answers', () => {
  const back = answering({ ok: true });
  const row = { cause: 'breaker-stuck-open', only: ['reset-breaker'] } as const;
  itDecides([
    {
      ...row,
      evidence: 'three times, after its time to cool down',
      given: { ...back, ...breaker() },
      decision: 'act: reset-breaker half-open backend',
    },
    {
      ...row,
      evidence: 'three times, within its time to cool down',
      given: { ...back, ...breaker({ openedAt: NOW - MINUTE, cooldownSeconds: 90 }) },
      decision: 'wait: breaker-cooling-down',
      only: [],
    },
    {
      evidence: 'and was forced open by a person',
      given: { ...back, ...breaker({ state: 'forced-open' }) },
      cause: 'none',
      decision: 'none: healthy',
    },
  ]);

  it('is left alone while the dependency has answered once only', () => {
    expect(inShort(firstLookAt({ given: { ...back, ...breaker() } }).decision)).toBe('wait: not-confirmed');
  });
});

describe('a service that cannot be seen', () => {
  const GONE = missing('throttled', 'Rate exceeded');
  const denied = { ...missing('access-denied', 'is not authorized'), permission: 'ecs:ListTasks' };
  const HUNG = { taskProbes: silent(1) };
  const row = { cause: 'unknown', seenForSeconds: 180, decision: 'escalate: insufficient-data' } as const;
  itDecides([
    { ...row, evidence: 'ECS throttles the calls', given: { ...HUNG, ecs: GONE } },
    {
      evidence: 'most of what would tell how it is cannot be read',
      given: { ...HUNG, traffic: GONE, utilisation: GONE, dependencies: GONE, breakers: GONE, releases: GONE },
      cause: 'instance-grey',
      decision: 'wait: low-confidence',
      only: ['would stop-task'],
    },
    { ...row, evidence: 'tasks may not be listed', given: { ...HUNG, tasks: denied, stoppedTasks: denied } },
  ]);
});

describe('a service that people have their hands on', () => {
  const HUNG = { taskProbes: silent(1) };
  const pause = { scope: 'service', owner: 'ana', reason: 'load test', from: NOW - HOUR, until: NOW + HOUR } as const;
  const grey = { cause: 'instance-grey', only: ['would stop-task'] } as const;
  itDecides([
    {
      evidence: 'they scaled it to nothing, and nobody asks for it',
      given: {
        ecs: observed(NOW, aService({ desiredCount: 0, runningCount: 0 })),
        tasks: observed(NOW, []),
        taskProbes: observed(NOW, []),
        targetGroups: observed(NOW, [aTargetGroup({ targets: [] })]),
        traffic: observed(NOW, someTraffic({ requests: 0 })),
      },
      cause: 'intended',
      decision: 'wait: intended-state',
    },
    {
      ...grey,
      evidence: 'they paused the medic',
      given: { ...HUNG, switches: observed(NOW, [pause]) },
      decision: 'wait: paused',
    },
    {
      ...grey,
      evidence: 'they deployed it four minutes ago',
      given: {
        ...HUNG,
        ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt: NOW - 4 * MINUTE })] })),
      },
      decision: 'wait: human-activity',
    },
    {
      ...grey,
      evidence: 'they called UpdateService two minutes ago',
      given: { ...HUNG, changes: observed(NOW, [{ at: NOW - 2 * MINUTE, what: 'UpdateService', by: 'ana' }]) },
      decision: 'wait: human-activity',
    },
  ]);
});
