// Arbitrary evidence of services with one or two faults, over every part of the model.
import fc from 'fast-check';
import type { ServiceBaseline } from '#shared/domain/model/baseline.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { observed, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION, secondsAgo, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { aMetricHistory, level } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { likelyEvidence } from '../any-evidence.ts';
import { reportWith } from '../any-observation.ts';
import { FAULTS } from './faults.ts';

const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });

/** Soft findings that an earlier check confirms. */
const SEEN_BEFORE: readonly FindingId[] = [
  'task-not-working',
  'target-anomalous',
  'tasks-disconnected',
  'tasks-missing',
  'release-not-working',
  'zone-failing',
  'breaker-open-dependency-back',
  'dependency-unreachable',
];

const anyContext: fc.Arbitrary<ServiceState> = fc
  .record({
    seen: sometimes(fc.integer({ min: 1, max: 4 })),
    seconds: fc.integer({ min: 5, max: 170 }),
    desired: fc.constantFrom(4, 4, 4, 5, 6),
    grace: fc.constantFrom(0, 60, 300),
    baseline: sometimes(fc.constantFrom(25_000, 90_000, 400_000)),
    isNew: fc.constantFrom(false, false, false, true),
    missing: fc.constantFrom<NonNullable<ServiceState['missing']>>(
      {},
      {},
      {},
      {},
      { taskProbes: 'not-configured' },
      { dependencies: 'not-configured' },
      { taskProbes: 'throttled' },
      { traffic: 'no-data' },
      { utilisation: 'no-data', history: 'no-data' },
    ),
  })
  .map(({ seen, seconds, desired, grace, baseline, isNew, missing }) => ({
    desired,
    tasks: desired,
    ecs: { healthCheckGracePeriodSeconds: grace },
    missing,
    ...(seen !== undefined && { previous: [reportWith(SEEN_BEFORE, seen, secondsAgo(seconds))] }),
    ...(baseline !== undefined && { baseline: aBaseline(baseline) }),
    ...(isNew && {
      deployments: [{ createdAt: minutesAgo(8) }],
      releases: [aRelease({ createdAt: minutesAgo(8), finishedAt: minutesAgo(6) }), anOlderRelease()],
    }),
  }));

const aBaseline = (tookMs: number): ServiceBaseline => ({
  starts: [1, 2, 3, 4, 5, 6].map((number) => ({ task: `earlier-${number}`, at: minutesAgo(60 * number), tookMs })),
  revisions: [REVISION, OLDER_REVISION].map((taskDefinition, index) => ({
    taskDefinition,
    firstAt: minutesAgo(3_000 * (index + 1)),
    lastAt: minutesAgo(2_000 * index),
    healthyMs: 900 * MINUTE,
  })),
  faultlessChecks: [],
});

/** Two states that name the same key are merged one level deep, so that both faults show. */
const both = (one: ServiceState, other: ServiceState): ServiceState => {
  const merged = Object.entries(other).map(([key, value]) => {
    const own = one[key as keyof ServiceState];
    return [key, isRecord(own) && isRecord(value) ? { ...own, ...value } : value];
  });
  return { ...one, ...Object.fromEntries(merged) };
};
const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const anyFault = fc.constantFrom(...FAULTS);

/** The state of a service with a fault; sometimes with a second one. */
const anyFaultyState: fc.Arbitrary<ServiceState> = fc
  .tuple(anyContext, anyFault, fc.option(anyFault, { nil: {}, freq: 2 }))
  .map((states) => states.reduce(both));

export const faultyEvidence: fc.Arbitrary<Evidence> = fc
  .record({ state: anyFaultyState, dropped: fc.constantFrom('none', 'database') })
  .map(({ state, dropped }) => ({
    observation: service(state),
    policy: aPolicy(dropped === 'none' ? {} : { dependencies: [], breakers: [] }),
    history: { incident: undefined, pastActions: [] },
    now: NOW,
  }));

const anyMinutes = fc.array(fc.nat(400), { maxLength: 20 });

/** Random metrics, container instances, connectivity and baselines, beside whatever else is wrong. */
const withMoreParts = (evidence: Evidence, given: MoreParts): Evidence => {
  const { observation } = evidence;
  const { instances, disconnected, refused, groupFailed, memoryMaximum, tookMs } = given;
  const tasks = valueIn(observation.tasks)?.map((task, index) => ({
    ...task,
    ...(instances > 0 && {
      containerInstance: `arn:aws:ecs:us-east-1:123456789012:container-instance/${index % instances}`,
    }),
    connectivity: index < disconnected ? ('DISCONNECTED' as const) : ('CONNECTED' as const),
  }));
  const group = { requests: level(groupFailed.length, 500), failed: groupFailed, refused };
  const other = `${TARGET_GROUP_ARN}0`;
  const history = aMetricHistory({
    requests: level(20, 6_000),
    failed: groupFailed,
    refused,
    memoryMaximum: memoryMaximum.map((value) => value / 400),
    byTargetGroup: { [TARGET_GROUP_ARN]: group, [other]: { ...group, failed: level(groupFailed.length, 0) } },
  });
  const parts: Partial<Observation> = {
    ...(tasks && observation.tasks.state === 'observed' && { tasks: observed(observation.tasks.at, tasks) }),
    history: observed(NOW, history),
    baseline: observed(NOW, aBaseline(tookMs)),
  };
  return { ...evidence, observation: onePrimary({ ...observation, ...parts }) };
};

/** ECS has one primary deployment at a time. */
const onePrimary = (observation: Observation): Observation => {
  const { ecs } = observation;
  if (ecs.state !== 'observed') return observation;
  const [primary, ...others] = ecs.value.deployments;
  const deployments =
    primary === undefined
      ? []
      : [{ ...primary, status: 'PRIMARY' as const }, ...others.map((each) => ({ ...each, status: 'ACTIVE' as const }))];
  return { ...observation, ecs: observed(ecs.at, { ...ecs.value, deployments }) };
};

interface MoreParts {
  readonly instances: number;
  readonly disconnected: number;
  readonly refused: readonly number[];
  readonly groupFailed: readonly number[];
  readonly memoryMaximum: readonly number[];
  readonly tookMs: number;
}

const randomEvidence: fc.Arbitrary<Evidence> = fc
  .tuple(
    likelyEvidence,
    fc.record({
      instances: fc.nat(3),
      disconnected: fc.nat(2),
      refused: anyMinutes,
      groupFailed: anyMinutes,
      memoryMaximum: anyMinutes,
      tookMs: fc.nat(400_000),
    }),
  )
  .map(([evidence, given]) => withMoreParts({ ...evidence, policy: { ...evidence.policy, mode: 'auto' } }, given));

/** Half of the evidence is about a likely fault, half is random. */
export const metamorphicEvidence: fc.Arbitrary<Evidence> = fc.oneof(faultyEvidence, randomEvidence);
