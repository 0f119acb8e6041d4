// Unit layer: when saturated tasks are diagnosed as an overload.
import { decide } from '#shared/domain/decide.ts';
import type { Cause } from '#shared/domain/model/cause.ts';
import type { FindingId } from '#shared/domain/model/finding.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { causeOf, diagnosisOf, hard, hungTask } from './diagnosis-of.ts';

it.each<{ ids: readonly FindingId[]; cause: Cause }>([
  { ids: ['cpu-saturated'], cause: 'none' },
  { ids: ['memory-saturated'], cause: 'none' },
  { ids: ['cpu-saturated', 'errors-above-objective'], cause: 'overload' },
  { ids: ['cpu-saturated', 'latency-above-objective'], cause: 'overload' },
  { ids: ['cpu-saturated', 'load-balancer-503'], cause: 'overload' },
  { ids: ['cpu-saturated', 'requests-rising'], cause: 'overload' },
  { ids: ['memory-saturated', 'latency-above-objective'], cause: 'overload' },
  { ids: ['requests-rising', 'breaker-open'], cause: 'none' },
  { ids: ['dependency-unreachable', 'cpu-saturated', 'errors-above-objective'], cause: 'dependency-down' },
  { ids: ['breaker-open-dependency-back', 'cpu-saturated', 'errors-above-objective'], cause: 'breaker-stuck-open' },
  { ids: ['memory-rising', 'cpu-saturated', 'errors-above-objective'], cause: 'memory-leak' },
  { ids: ['target-unhealthy', 'cpu-saturated', 'errors-above-objective'], cause: 'overload' },
  { ids: ['task-not-working', 'cpu-saturated', 'errors-above-objective'], cause: 'overload' },
  { ids: ['tasks-missing', 'cpu-saturated', 'errors-above-objective'], cause: 'overload' },
])('$ids is diagnosed as $cause', ({ ids, cause }) => {
  expect(causeOf(ids.map((id) => hard(id)))).toBe(cause);
});

it.each<{ targets: string; state: ServiceState; cause: Cause }>([
  { targets: 'all targets timing out', state: { unhealthy: [1, 2, 3, 4] }, cause: 'overload' },
  { targets: 'one target timing out', state: { unhealthy: [1] }, cause: 'overload' },
  {
    targets: 'a target that refuses',
    state: { target: { 1: { state: 'unhealthy', reason: 'Target.FailedHealthChecks' } } },
    cause: 'none',
  },
  { targets: 'a healthy target that timed out', state: { target: { 1: { reason: 'Target.Timeout' } } }, cause: 'none' },
])('cpu-saturated with $targets is diagnosed as $cause', ({ state, cause }) => {
  expect(causeOf([hard('cpu-saturated')], state)).toBe(cause);
});

it('an overload rests on saturation and strain, and no restart helps', () => {
  const ids: readonly FindingId[] = [
    'memory-saturated',
    'latency-above-objective',
    'cpu-saturated',
    'requests-rising',
    'breaker-open',
  ];
  const { evidence, ...diagnosis } = diagnosisOf(ids.map((id) => hard(id)));
  expect(diagnosis).toMatchObject({ cause: 'overload', restartHelps: false, confirmed: true });
  expect(evidence.map(({ id }) => id)).toEqual(['memory-saturated', 'cpu-saturated', 'requests-rising']);
});

const leaving: ServiceState = { tasks: 2, task: { 2: { desiredStatus: 'STOPPED' } } };
it.each<{ full: FindingId; bad: readonly number[]; state: ServiceState; why: string; cause: Cause }>([
  { full: 'memory-saturated', bad: [1], state: {}, why: 'one task of four', cause: 'instance-grey' },
  { full: 'memory-saturated', bad: [1, 1], state: {}, why: 'one task of four twice', cause: 'instance-grey' },
  { full: 'memory-saturated', bad: [1, 2], state: {}, why: 'two tasks of four', cause: 'overload' },
  { full: 'memory-saturated', bad: [1], state: { tasks: 1 }, why: 'the only task', cause: 'overload' },
  { full: 'memory-saturated', bad: [1], state: leaving, why: 'the only task that is not stopping', cause: 'overload' },
  { full: 'cpu-saturated', bad: [1], state: {}, why: 'one task of four', cause: 'overload' },
])('$full with $why failing is diagnosed as $cause', ({ full, bad, state, cause }) => {
  const findings = [hard(full), hard('errors-above-objective'), ...bad.map((number) => hungTask(number))];
  expect(causeOf(findings, state)).toBe(cause);
});

it.each<{ why: string; state: ServiceState }>([
  { why: 'the work probes time out as well', state: { hung: [1, 2, 3, 4] } },
  { why: 'no work probe is configured', state: { missing: { taskProbes: 'not-configured' } } },
])('targets that time out under three times the requests are an overload when $why', ({ state }) => {
  const evidence = given.evidence({
    unhealthy: [1, 2, 3, 4],
    metrics: { cpu: [...level(26, 0.5), ...level(4, 1)], requests: [...level(26, 600), ...level(4, 1_800)] },
    traffic: { requests: 1_800, elb504: 600, latencyP95Ms: 9_000 },
    previous: [aReport({ at: secondsAgo(15) })],
    ...state,
  });
  expect(decide(evidence)).toMatchObject({
    diagnosis: { cause: 'overload', confirmed: true },
    decision: { kind: 'escalate', reason: 'manual-action-required' },
  });
});
