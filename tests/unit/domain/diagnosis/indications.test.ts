// Unit layer: the evidence that makes each cause a candidate, and similar evidence that does not.
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding, FindingId } from '#shared/domain/model/finding.ts';
import { REVISION } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { diagnosisOf, hard } from './diagnosis-of.ts';

const ERRORS = hard('errors-above-objective');

const isCandidate = (cause: Cause, findings: readonly Finding[], state?: ServiceState): boolean =>
  diagnosisOf(findings, state).candidates.some((candidate) => candidate.cause === cause);

it.each<{ id: FindingId; cause: Cause }>([
  { id: 'service-inactive', cause: 'intended' },
  { id: 'no-tasks-desired', cause: 'intended' },
  { id: 'tasks-not-starting', cause: 'initialization-failure' },
  { id: 'host-failing', cause: 'network-path' },
  { id: 'routed-to-empty-group', cause: 'target-misconfiguration' },
  { id: 'release-failing-tasks', cause: 'bad-release' },
  { id: 'release-not-working', cause: 'bad-release' },
  { id: 'worse-since-release', cause: 'bad-release' },
  { id: 'release-out-of-memory', cause: 'bad-release' },
  { id: 'release-answers-worse', cause: 'bad-release' },
  { id: 'deployment-failed', cause: 'bad-release' },
  { id: 'dependency-unreachable', cause: 'dependency-down' },
  { id: 'dependency-slow', cause: 'dependency-down' },
  { id: 'breaker-open-dependency-back', cause: 'breaker-stuck-open' },
  { id: 'breaker-half-open-stalled', cause: 'breaker-stuck-open' },
  { id: 'zone-failing', cause: 'az-impairment' },
  { id: 'repeated-out-of-memory', cause: 'out-of-memory' },
  { id: 'memory-rising', cause: 'memory-leak' },
  { id: 'task-memory-full', cause: 'memory-leak' },
  { id: 'target-unhealthy', cause: 'instance-unhealthy' },
  { id: 'task-not-working', cause: 'instance-grey' },
  { id: 'target-anomalous', cause: 'instance-grey' },
  { id: 'replacement-under-way', cause: 'in-transition' },
  { id: 'deployment-in-progress', cause: 'in-transition' },
  { id: 'rebalancing-zones', cause: 'in-transition' },
  { id: 'no-targets-registered', cause: 'no-targets' },
])('$id indicates $cause by itself, and nothing else', ({ id, cause }) => {
  expect(diagnosisOf([hard(id)]).candidates.map((candidate) => candidate.cause)).toEqual([cause]);
});

it.each<{ id: FindingId; beside: FindingId; cause: Cause }>([
  { id: 'cpu-saturated', beside: 'errors-above-objective', cause: 'overload' },
  { id: 'memory-saturated', beside: 'backlog-above-objective', cause: 'overload' },
  { id: 'work-per-task-rising', beside: 'errors-above-objective', cause: 'overload' },
  { id: 'work-per-task-rising', beside: 'latency-above-objective', cause: 'overload' },
  { id: 'work-per-task-rising', beside: 'load-balancer-503', cause: 'overload' },
  { id: 'log-errors-in-one-task', beside: 'errors-above-objective', cause: 'instance-grey' },
  { id: 'tasks-disconnected', beside: 'errors-above-objective', cause: 'instance-grey' },
  { id: 'load-balancer-503', beside: 'no-tasks-desired', cause: 'no-targets' },
])('$id indicates $cause beside $beside, and not without', ({ id, beside, cause }) => {
  expect(isCandidate(cause, [hard(id), hard(beside)])).toBe(true);
  expect(isCandidate(cause, [hard(id)])).toBe(false);
});

it.each<FindingId>(['replacement-under-way', 'deployment-in-progress', 'rebalancing-zones'])(
  '%s indicates nothing once it takes longer than it should',
  (id) => {
    expect(diagnosisOf([hard(id, { numbers: { overdue: 1 } })]).candidates).toEqual([]);
    expect(diagnosisOf([hard(id, { numbers: { overdue: 0 } })]).candidates).toHaveLength(1);
  },
);

const CANNOT_START = 'initialization-failure';
const CHECK_TOO_IMPATIENT = 'target-misconfiguration';

describe('health checks that stop tasks', () => {
  it.each<{ what: string; numbers: Finding['numbers']; causes: readonly Cause[] }>([
    { what: 'that served', numbers: { kills: 3, beforeServing: 0, beforeRunning: 0 }, causes: [] },
    { what: 'of which one was starting', numbers: { kills: 3, beforeServing: 1 }, causes: [CHECK_TOO_IMPATIENT] },
    {
      what: 'that had started, but for two, before they had the time',
      numbers: { kills: 4, beforeServing: 3, beforeRunning: 2 },
      causes: [CHECK_TOO_IMPATIENT],
    },
    {
      what: 'some of which served, and the others never ran',
      numbers: { kills: 4, beforeServing: 3, beforeRunning: 3 },
      causes: [],
    },
    { what: 'that never ran', numbers: { kills: 3, beforeServing: 3, beforeRunning: 3 }, causes: [CANNOT_START] },
    { what: 'of which nothing is known', numbers: {}, causes: [] },
    { what: 'none of which is counted', numbers: { kills: 0, beforeServing: 0, beforeRunning: 0 }, causes: [] },
    {
      what: 'of the new revision only',
      numbers: { kills: 3, beforeServing: 0, olderServing: 1 },
      causes: ['bad-release'],
    },
  ])('$what indicate $causes', ({ numbers, causes }) => {
    const { candidates } = diagnosisOf([hard('kill-loop', { subject: REVISION, numbers })]);
    expect(candidates.map(({ cause }) => cause)).toEqual(causes);
  });

  it.each([
    { olderServing: [1], isTooImpatient: false },
    { olderServing: [0], isTooImpatient: true },
    { olderServing: [1, 0], isTooImpatient: true },
  ])('while $olderServing older tasks serve are too impatient: $isTooImpatient', ({ olderServing, isTooImpatient }) => {
    const loops = olderServing.map((older, index) =>
      hard('kill-loop', { subject: `revision-${index}`, numbers: { kills: 3, beforeServing: 3, olderServing: older } }),
    );
    expect(isCandidate(CHECK_TOO_IMPATIENT, loops)).toBe(isTooImpatient);
  });
});

it.each<{ beside: FindingId; isOverload: boolean }>([
  { beside: 'errors-above-objective', isOverload: true },
  { beside: 'latency-above-objective', isOverload: true },
  { beside: 'load-balancer-503', isOverload: true },
  { beside: 'backlog-above-objective', isOverload: true },
  { beside: 'requests-rising', isOverload: true },
  { beside: 'work-per-task-rising', isOverload: true },
  { beside: 'client-errors-rising', isOverload: false },
  { beside: 'target-unhealthy', isOverload: false },
  { beside: 'tasks-missing', isOverload: false },
])('saturated CPU beside $beside is an overload: $isOverload', ({ beside, isOverload }) => {
  expect(isCandidate('overload', [hard('cpu-saturated'), hard(beside)])).toBe(isOverload);
});

describe('saturated CPU of a service without a load balancer that counts requests', () => {
  const saturated = (minutes: number, id: FindingId = 'cpu-saturated') => [hard(id, { numbers: { minutes } })];

  it.each([
    { minutes: 9, isOverload: false },
    { minutes: 10, isOverload: true },
    { minutes: 11, isOverload: true },
  ])('for $minutes minutes is an overload: $isOverload', ({ minutes, isOverload }) => {
    expect(isCandidate('overload', saturated(minutes), { missing: { traffic: 'not-configured' } })).toBe(isOverload);
  });

  it('and saturated memory are an overload', () => {
    const both = [...saturated(10), hard('memory-saturated')];
    expect(isCandidate('overload', both, { missing: { traffic: 'not-configured' } })).toBe(true);
  });

  it.each<{ what: string; findings: readonly Finding[]; state: ServiceState }>([
    { what: 'while the requests are counted', findings: saturated(60), state: {} },
    { what: 'while the count cannot be read', findings: saturated(60), state: { missing: { traffic: 'throttled' } } },
    {
      what: 'while only memory is full',
      findings: saturated(60, 'memory-saturated'),
      state: { missing: { traffic: 'not-configured' } },
    },
    {
      what: 'for an unknown time',
      findings: [hard('cpu-saturated')],
      state: { missing: { traffic: 'not-configured' } },
    },
  ])('$what is none', ({ findings, state }) => {
    expect(isCandidate('overload', findings, state)).toBe(false);
  });
});

it.each<{ beside: readonly FindingId[]; isOverload: boolean }>([
  { beside: [], isOverload: true },
  { beside: ['worse-since-release'], isOverload: false },
  { beside: ['worse-since-release', 'requests-rising'], isOverload: true },
  { beside: ['worse-since-release', 'work-per-task-rising'], isOverload: true },
])('saturated CPU beside errors and $beside is an overload: $isOverload', ({ beside, isOverload }) => {
  const findings = [hard('cpu-saturated'), ERRORS, ...beside.map((id) => hard(id))];
  expect(isCandidate('overload', findings)).toBe(isOverload);
});
