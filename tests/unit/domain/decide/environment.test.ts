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

const down = { down: ['database'], traffic: { target5xx: 600, latencyP95Ms: 2_000 } };
const outage = { cause: 'dependency-down', seenForSeconds: 60, decision: 'escalate: dependency-is-down' } as const;
const unexplained = { cause: 'unknown', seenForSeconds: 180, decision: 'escalate: cause-unknown' } as const;
itDecides('a critical dependency', [
  { ...outage, what: 'down for ten seconds', ...down, seenForSeconds: 10, decision: 'wait: dependency-blip' },
  { ...outage, what: 'down, while users get errors', ...down },
  { ...outage, what: 'down, with an open breaker', ...down, ...OPEN },
  { ...outage, what: 'down, and no task serves', ...down, hung: ALL },
  {
    ...outage,
    what: 'slow, so that the load balancer answers 504',
    dependency: { database: { latencyMs: 3_000 } },
    traffic: { elb504: 300, latencyP95Ms: 4_000 },
    metrics: { latencyP95Ms: level(5, 4_000) },
  },
]);

itDecides('a dependency that is not critical', [
  { what: 'down, without an effect on users', down: ['discovery'], cause: 'none', decision: 'none: healthy' },
]);

const noTargets = { cause: 'no-targets', decision: MANUAL } as const;
const misconfigured = { cause: 'target-misconfiguration', decision: MANUAL } as const;
const scaledToZero = { desired: 0, tasks: 0 };
itDecides('a load balancer that answers by itself', [
  { ...noTargets, what: '503, while tasks run and no target is registered', traffic: { elb503: 600 }, targets: [] },
  { ...noTargets, what: '503, with a desired count of 0', traffic: { elb503: 600, requests: 600 }, ...scaledToZero },
  { ...misconfigured, what: '502, with healthy targets and without a change', traffic: { elb502: 300 } },
  { ...unexplained, what: '504, without a reason', traffic: { elb504: 300, latencyP95Ms: 4_000 } },
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
  { ...misconfigured, what: 'a health check answered with 404', target: each(ALL, mismatch) },
  { ...unexplained, what: 'timeouts, while the tasks do not serve for no known reason', unhealthy: ALL, hung: ALL },
]);

const zone = { tasks: 6, desired: 6, cause: 'az-impairment', decision: MANUAL } as const;
itDecides('a zone in which no task serves, while other zones do', [
  { ...zone, what: 'targets time out', unhealthy: [1, 4] },
  { ...zone, what: 'health checks pass, work probes get no answer', hung: [1, 4] },
]);

const cooling: ServiceState = { breaker: { state: 'open', openedAt: minutesAgo(1), cooldownSeconds: 90 } };
const stuck = { cause: 'breaker-stuck-open', decision: 'act: reset-breaker half-open backend' } as const;
itDecides('a breaker that is open while its dependency answers', [
  { ...stuck, what: 'after its cool-down', ...OPEN, only: ['reset-breaker'] },
  { ...stuck, what: 'within its cool-down', ...cooling, decision: 'wait: breaker-cooling-down' },
  { what: 'forced open by an operator', breaker: 'forced-open', cause: 'none', decision: 'none: healthy' },
]);

it('a breaker is not reset at the first answer of its dependency', () => {
  expect(inShort(firstCheck(OPEN).decision)).toBe('wait: not-confirmed');
});

const unseen = { hung: [1], cause: 'unknown', seenForSeconds: 180, decision: 'escalate: insufficient-data' } as const;
const held = { hung: [1], cause: 'instance-grey', only: ['would stop-task'] } as const;
const MOST = ['traffic', 'utilisation', 'dependencies', 'breakers', 'releases'];
const throttled = Object.fromEntries(MOST.map((part) => [part, 'throttled' as const]));
const denied = { tasks: aDenial('ecs:ListTasks'), stoppedTasks: aDenial('ecs:ListTasks') };
itDecides('a service with insufficient data, of which a task hangs', [
  { ...unseen, what: 'ECS throttles', missing: { ecs: 'throttled' } },
  { ...unseen, what: 'tasks may not be listed', missing: denied },
  { ...held, what: 'most parts throttled', missing: throttled, decision: 'wait: low-confidence' },
]);

const pause = { scope: 'service', owner: 'ana', reason: 'load test', from: NOW - HOUR, until: NOW + HOUR } as const;
const idle = { ...scaledToZero, traffic: { requests: 0 } };
const deployed: ServiceState = { deployments: [{ createdAt: minutesAgo(4) }] };
const called: ServiceState = { changes: [aChange({ at: minutesAgo(2) })] };
itDecides('a service that operators work on', [
  { what: 'a desired count of 0, without requests', ...idle, cause: 'intended', decision: 'wait: intended-state' },
  { ...held, what: 'a pause of the medic', switches: [pause], decision: 'wait: paused' },
  { ...held, what: 'a deployment four minutes ago', ...deployed, decision: 'wait: human-activity' },
  { ...held, what: 'a call of UpdateService two minutes ago', ...called, decision: 'wait: human-activity' },
]);
