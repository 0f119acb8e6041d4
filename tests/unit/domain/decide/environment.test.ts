// Unit layer: the decision table, on dependencies, load balancer, zones, breakers, operators and missing data.
import { HOUR } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { aChange, aDenial } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { inShort } from '../story.ts';
import { each, firstCheck, itDecides, MANUAL } from './decision-table.ts';

const ALL = [1, 2, 3, 4];
const OPEN: ServiceState = { breaker: { state: 'open', openedAt: minutesAgo(3) } };

const outage = {
  cause: 'dependency-down',
  seenForSeconds: 60,
  decision: 'escalate: dependency-is-down',
  down: ['database'],
  traffic: { target5xx: 600, latencyP95Ms: 2_000 },
} as const;
itDecides('a critical dependency', [
  { ...outage, what: 'down for ten seconds', seenForSeconds: 10, decision: 'wait: dependency-blip' },
  { ...outage, what: 'down, while users get errors' },
  { ...outage, what: 'down, with an open breaker', ...OPEN },
  { ...outage, what: 'down, and no task serves', hung: ALL },
  {
    ...outage,
    what: 'slow, so that the load balancer answers 504',
    down: [],
    dependency: { database: { latencyMs: 3_000 } },
    traffic: { elb504: 300, latencyP95Ms: 4_000 },
    metrics: { latencyP95Ms: level(5, 4_000) },
  },
]);

itDecides('a dependency that is not critical', [
  { what: 'down, without an effect on users', down: ['discovery'], cause: 'none', decision: 'none: healthy' },
]);

itDecides('a load balancer that answers by itself', [
  {
    what: '503, while tasks run and no target is registered',
    traffic: { elb503: 600 },
    targets: [],
    cause: 'no-targets',
    decision: MANUAL,
  },
  {
    what: '503, while users send requests to a service with a desired count of 0',
    traffic: { elb503: 600, requests: 600 },
    desired: 0,
    tasks: 0,
    cause: 'no-targets',
    decision: MANUAL,
  },
  {
    what: '502, while all targets are healthy and nothing has changed',
    traffic: { elb502: 300 },
    cause: 'target-misconfiguration',
    decision: MANUAL,
  },
  {
    what: '504, without a reason',
    traffic: { elb504: 300, latencyP95Ms: 4_000 },
    cause: 'unknown',
    seenForSeconds: 180,
    decision: 'escalate: cause-unknown',
  },
]);

itDecides(
  'targets that fail for a reason outside of the tasks',
  (
    [
      { reason: 'Elb.InternalError', state: 'unhealthy', cause: 'load-balancer-fault' },
      { reason: 'Target.NotInUse', state: 'unused', cause: 'target-misconfiguration' },
      { reason: 'Target.IpUnusable', state: 'unused', cause: 'target-misconfiguration' },
    ] as const
  ).flatMap(({ reason, state, cause }) =>
    [[1], ALL].map((numbers) => ({
      what: `${reason} of ${numbers.length}`,
      target: each(numbers, { state, reason }),
      cause,
      decision: MANUAL,
    })),
  ),
);

const mismatch = {
  state: 'unhealthy',
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [404]',
} as const;
itDecides('targets that all fail alike', [
  { what: 'timeouts, while the tasks serve', unhealthy: ALL, cause: 'network-path', decision: MANUAL },
  {
    what: 'a health check answered with 404',
    target: each(ALL, mismatch),
    cause: 'target-misconfiguration',
    decision: MANUAL,
  },
  {
    what: 'timeouts, while the tasks do not serve for no known reason',
    unhealthy: ALL,
    hung: ALL,
    cause: 'unknown',
    seenForSeconds: 180,
    decision: 'escalate: cause-unknown',
  },
]);

const zone = { tasks: 6, desired: 6, cause: 'az-impairment', decision: MANUAL } as const;
itDecides('a zone in which no task serves, while other zones do', [
  { ...zone, what: 'targets time out', unhealthy: [1, 4] },
  { ...zone, what: 'health checks pass, work probes get no answer', hung: [1, 4] },
]);

itDecides('a breaker that is open while its dependency answers', [
  {
    what: 'after its cool-down',
    ...OPEN,
    cause: 'breaker-stuck-open',
    decision: 'act: reset-breaker half-open backend',
    only: ['reset-breaker'],
  },
  {
    what: 'within its cool-down',
    breaker: { state: 'open', openedAt: minutesAgo(1), cooldownSeconds: 90 },
    cause: 'breaker-stuck-open',
    decision: 'wait: breaker-cooling-down',
  },
  { what: 'forced open by an operator', breaker: 'forced-open', cause: 'none', decision: 'none: healthy' },
]);

it('a breaker is not reset at the first answer of its dependency', () => {
  expect(inShort(firstCheck(OPEN).decision)).toBe('wait: not-confirmed');
});

const denied = aDenial('ecs:ListTasks');
const unseen = { hung: [1], cause: 'unknown', seenForSeconds: 180, decision: 'escalate: insufficient-data' } as const;
itDecides('a service with insufficient data, of which a task hangs', [
  { ...unseen, what: 'ECS throttles', missing: { ecs: 'throttled' } },
  {
    what: 'most parts throttled',
    hung: [1],
    missing: {
      traffic: 'throttled',
      utilisation: 'throttled',
      dependencies: 'throttled',
      breakers: 'throttled',
      releases: 'throttled',
    },
    cause: 'instance-grey',
    decision: 'wait: low-confidence',
    only: ['would stop-task'],
  },
  {
    ...unseen,
    what: 'tasks may not be listed',
    missing: { tasks: denied, stoppedTasks: denied },
  },
]);

const held = { hung: [1], cause: 'instance-grey', only: ['would stop-task'] } as const;
const pause = { scope: 'service', owner: 'ana', reason: 'load test', from: NOW - HOUR, until: NOW + HOUR } as const;
itDecides('a service that operators work on', [
  {
    what: 'a desired count of 0, without requests',
    desired: 0,
    tasks: 0,
    traffic: { requests: 0 },
    cause: 'intended',
    decision: 'wait: intended-state',
  },
  { ...held, what: 'a pause of the medic', switches: [pause], decision: 'wait: paused' },
  {
    ...held,
    what: 'a deployment four minutes ago',
    deployments: [{ createdAt: minutesAgo(4) }],
    decision: 'wait: human-activity',
  },
  {
    ...held,
    what: 'a call of UpdateService two minutes ago',
    changes: [aChange({ at: minutesAgo(2) })],
    decision: 'wait: human-activity',
  },
]);
