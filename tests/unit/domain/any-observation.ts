// Arbitrary observations, and how to change them.
import fc from 'fast-check';
import type { BreakerRecord } from '#shared/domain/model/breaker.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import type { Observation, Target, Task } from '#shared/domain/model/observation.ts';
import { frozen, type MissingReason, missing, type Observed, observed, type Part } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { ECS_ARN, NOW, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import {
  aDependencyProbe,
  aDeployment,
  anOlderRelease,
  aRelease,
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  numbersTo,
  someTraffic,
} from '#tests/builders/parts.ts';

type Arbitraries<Values> = { [Key in keyof Values]: fc.Arbitrary<Values[Key]> };

/** Checks that a property holds for 300 draws of its arbitraries. */
export const forAll = <Values extends [unknown, ...unknown[]]>(
  ...property: [...Arbitraries<Values>, (...values: Values) => void]
): void => fc.assert(fc.property(...property), { numRuns: 300 });

export const ago = (mostMs: number) => fc.nat(mostMs).map((ms) => NOW - ms);
const share = (max: number) => fc.double({ min: 0, max, noNaN: true });

const anId = (id: string) => ({ id, arn: `${ECS_ARN}:task/ml-platform/${id}` });

/** A list with one entry for each number, drawn by its own arbitrary. */
const eachOf = <T>(most: number, item: (number: number) => fc.Arbitrary<T>) =>
  fc.nat(most).chain((count) => fc.tuple(...numbersTo(count).map(item)));

const anyTask = (number: number): fc.Arbitrary<Task> =>
  fc
    .record({
      lastStatus: fc.constantFrom('RUNNING', 'RUNNING', 'RUNNING', 'PENDING', 'STOPPING'),
      desiredStatus: fc.constantFrom('RUNNING', 'RUNNING', 'RUNNING', 'STOPPED'),
      healthStatus: fc.constantFrom('HEALTHY', 'UNKNOWN', 'UNHEALTHY'),
      taskDefinition: fc.constantFrom(REVISION, OLDER_REVISION),
      startedAt: ago(10 * MINUTE),
      availabilityZone: fc.constantFrom('a', 'b', 'c'),
    })
    .map((given) => aTask(number, given));

const TARGET_STATES = ['healthy', 'healthy', 'healthy', 'initial', 'unhealthy', 'draining', 'unused'] as const;

const anyTarget = (number: number): fc.Arbitrary<Target> =>
  fc
    .record({
      state: fc.constantFrom(...TARGET_STATES),
      reason: fc.constantFrom('Target.Timeout', 'Elb.InternalError'),
    })
    .map((given) => aTarget(number, given));

const anyTargetGroups = (most: number) => eachOf(most, anyTarget).map((targets) => [aTargetGroup({ targets })]);

const anyProbe = (number: number) =>
  fc.constantFrom('ok', 'ok', 'timeout', 'refused').map((outcome) => aTaskProbe(number, { outcome }));

const anyDeployment = fc
  .record({
    status: fc.constantFrom('PRIMARY', 'ACTIVE'),
    rolloutState: fc.constantFrom('COMPLETED', 'IN_PROGRESS', 'FAILED'),
    failedTasks: fc.nat(5),
    taskDefinition: fc.constantFrom(REVISION, OLDER_REVISION),
    createdAt: ago(90 * MINUTE),
  })
  .map((given) => aDeployment(given));

const anyService = fc
  .record({
    desiredCount: fc.nat(6),
    rollsBackByItself: fc.boolean(),
    status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'DRAINING'),
    deployments: fc.array(anyDeployment, { maxLength: 2 }),
  })
  .map((given) => aService(given));

const anyTraffic = fc
  .record({
    requests: fc.nat(5_000),
    failed: share(0.5),
    elb503: fc.constantFrom(0, 0, 3),
    latencyP95Ms: fc.nat(5_000),
  })
  .map(({ requests, failed, elb503, latencyP95Ms }) =>
    someTraffic({ requests: requests + elb503, target5xx: Math.floor(requests * failed), elb503, latencyP95Ms }),
  );

const anyUtilisation = fc.record({ cpu: share(1), memory: share(1) });

const anyBreaker: fc.Arbitrary<BreakerRecord> = fc.record({
  name: fc.constant('backend'),
  state: fc.constantFrom('closed', 'closed', 'open', 'open', 'half-open', 'forced-open', 'disabled'),
  version: fc.nat(9),
  failedResets: fc.nat(3),
  openedAt: ago(30 * MINUTE),
});

const anyDependencies = fc
  .tuple(fc.boolean(), fc.boolean())
  .map(([database, discovery]) => [
    aDependencyProbe('database', { ok: database }),
    aDependencyProbe('discovery', { ok: discovery }),
  ]);

const REASONS = ['access-denied', 'throttled', 'unavailable', 'no-data', 'not-configured'] as const;

/** Mostly observed just now, sometimes a while ago, sometimes missing. */
const partly = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Part<T>> =>
  fc.oneof(
    { weight: 8, arbitrary: value.map((it) => observed(NOW, it)) },
    { weight: 1, arbitrary: fc.tuple(value, ago(8 * MINUTE)).map(([it, at]) => observed(at, it)) },
    { weight: 1, arbitrary: fc.constantFrom<MissingReason>(...REASONS).map((reason) => missing(reason, '')) },
  );

/** A report with these findings about every subject. */
export const reportWith = (ids: readonly FindingId[], seen: number, at: number): HealthReport => {
  const about = ['task-1', 'task-2', 'database', 'backend', REVISION].map((subject) => ({ subject, seen, at }));
  const findings = ids.flatMap((id) => about.map((given) => aFinding({ id, since: at - 3 * MINUTE, ...given })));
  return aReport({ at, findings });
};

const PREVIOUS_FINDINGS = [
  'task-not-working',
  'target-unhealthy',
  'dependency-unreachable',
  'breaker-open-dependency-back',
  'release-not-working',
] as const;

const anyReport = fc
  .tuple(fc.constantFrom(...PREVIOUS_FINDINGS), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 180 }))
  .map(([id, seen, seconds]) => reportWith([id], seen, secondsAgo(seconds)));

export const anyObservation: fc.Arbitrary<Observation> = fc
  .record({
    ecs: partly(anyService),
    tasks: partly(eachOf(7, anyTask)),
    stoppedTasks: partly(
      eachOf(4, (number) =>
        ago(15 * MINUTE).map((stoppedAt) => aStoppedTask({ ...anId(`stopped-${number}`), stoppedAt })),
      ),
    ),
    targetGroups: partly(anyTargetGroups(7)),
    traffic: fc.oneof({ weight: 6, arbitrary: partly(anyTraffic) }, { weight: 1, arbitrary: fc.constant(frozen(NOW)) }),
    utilisation: partly(anyUtilisation),
    taskProbes: partly(eachOf(7, anyProbe)),
    dependencies: partly(anyDependencies),
    breakers: partly(anyBreaker.map((breaker) => [breaker])),
    releases: partly(
      fc.constantFrom([aRelease(), anOlderRelease()], [aRelease({ status: 'IN_PROGRESS' }), anOlderRelease()], []),
    ),
    switches: partly(fc.constant([])),
    fleet: partly(fc.constantFrom({ services: 9, unhealthy: 1 }, { services: 9, unhealthy: 4 })),
    previous: fc.array(anyReport, { maxLength: 1 }),
  })
  .map((parts) => service({ parts }));

/** The parts that the score is made of. */
export const SCORED = [
  'ecs',
  'tasks',
  'stoppedTasks',
  'targetGroups',
  'traffic',
  'utilisation',
  'taskProbes',
  'dependencies',
  'breakers',
] as const;
export type Scored = (typeof SCORED)[number];

/** A service whose scored parts were all read just now. */
export const anyFullObservation: fc.Arbitrary<Observation> = fc
  .record({
    ecs: anyService.filter(({ desiredCount }) => desiredCount > 0),
    tasks: eachOf(6, anyTask),
    targetGroups: anyTargetGroups(6),
    traffic: anyTraffic,
    utilisation: anyUtilisation,
    taskProbes: eachOf(6, anyProbe),
    dependencies: anyDependencies,
    breakers: anyBreaker.map((breaker) => [breaker]),
    stoppedTasks: fc.nat(4).map((count) => numbersTo(count).map((number) => aStoppedTask(anId(`stopped-${number}`)))),
  })
  .map((values) =>
    service({ parts: Object.fromEntries(Object.entries(values).map(([part, value]) => [part, observed(NOW, value)])) }),
  );

export type ValueOf<P> = P extends Observed<infer T> ? T : never;

/** Changes the value of one observed part. */
export const changed = <Name extends Scored>(
  observation: Observation,
  name: Name,
  change: (value: ValueOf<Observation[Name]>) => ValueOf<Observation[Name]>,
): Observation => {
  const part = observation[name] as Part<ValueOf<Observation[Name]>>;
  return part.state === 'observed' ? { ...observation, [name]: observed(part.at, change(part.value)) } : observation;
};

export const changedTargets = (
  observation: Observation,
  change: (targets: readonly Target[]) => readonly Target[],
): Observation =>
  changed(observation, 'targetGroups', (groups) =>
    groups.map((group) => ({ ...group, targets: change(group.targets) })),
  );

/** Changes every list of tasks, targets, probes and breakers. */
export const changedLists = (
  observation: Observation,
  change: <T>(list: readonly T[]) => readonly T[],
): Observation => {
  let result = changedTargets(observation, change);
  result = changed(result, 'tasks', change);
  result = changed(result, 'taskProbes', change);
  result = changed(result, 'dependencies', change);
  return changed(result, 'breakers', change);
};

export const withPrevious = (observation: Observation, report: Partial<HealthReport>): Observation => ({
  ...observation,
  previous: [aReport({ ...report, at: NOW })],
});
