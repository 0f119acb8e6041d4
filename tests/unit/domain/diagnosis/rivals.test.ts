// Unit layer: who treats each cause. Causes that explain the same are rivals unless the same one treats both.
import type { Cause } from '#shared/domain/model/cause.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import {
  BREAKER_STUCK,
  byAws,
  DATABASE_DOWN,
  diagnosisOf,
  failingRelease,
  hard,
  hungTask,
  unhealthyTask,
} from './diagnosis-of.ts';

const ERRORS = hard('errors-above-objective');
const MISSING = hard('tasks-missing');
const STARTING = hard('replacement-under-way');

const rivalsOf = (...findings: readonly Finding[]): readonly Cause[] =>
  diagnosisOf(findings).rivals.map(({ cause }) => cause);
const candidatesOf = (...findings: readonly Finding[]): readonly Cause[] =>
  diagnosisOf(findings).candidates.map(({ cause }) => cause);

describe('a dependency that is down, which an operator treats, is no rival of', () => {
  it.each<[cause: Cause, ...findings: readonly Finding[]]>([
    ['image-unavailable', byAws('image-missing'), MISSING],
    ['initialization-failure', byAws('secret-unusable'), MISSING],
    ['network-path', byAws('registry-unreachable'), ERRORS],
    ['capacity-shortage', byAws('capacity-missing', 'scheduler-message'), MISSING],
    ['load-balancer-fault', byAws('load-balancer-error', 'target-refused'), ERRORS],
    ['target-misconfiguration', byAws('target-unusable', 'target-refused'), ERRORS],
  ])('%s, which comes first', (cause, ...findings) => {
    expect(candidatesOf(...findings, DATABASE_DOWN)).toEqual([cause, 'dependency-down']);
    expect(rivalsOf(...findings, DATABASE_DOWN)).toEqual([]);
  });
});

describe('a dependency that is down has no rival in', () => {
  it.each<[cause: Cause, ...findings: readonly Finding[]]>([
    ['az-impairment', hard('zone-failing'), ERRORS],
    ['out-of-memory', byAws('out-of-memory'), ERRORS],
    ['memory-leak', hard('memory-rising'), ERRORS],
    ['overload', hard('cpu-saturated'), ERRORS],
    ['crash-loop', byAws('ended-with-error'), MISSING],
    ['platform-maintenance', byAws('maintenance'), MISSING],
    ['no-targets', hard('no-targets-registered')],
  ])('%s, which an operator treats as well', (cause, ...findings) => {
    expect(candidatesOf(DATABASE_DOWN, ...findings)).toEqual(['dependency-down', cause]);
    expect(rivalsOf(DATABASE_DOWN, ...findings)).toEqual([]);
  });

  it.each<[cause: Cause, ...findings: readonly Finding[]]>([
    ['breaker-stuck-open', BREAKER_STUCK, ERRORS],
    ['instance-unhealthy', unhealthyTask(1)],
    ['instance-grey', hungTask(1)],
    ['in-transition', STARTING, MISSING],
  ])('all causes but has one in %s, which the medic or ECS treats', (cause, ...findings) => {
    expect(rivalsOf(DATABASE_DOWN, ...findings)).toEqual([cause]);
  });
});

it.each<[what: string, rivals: readonly Cause[], ...findings: readonly Finding[]]>([
  ['an image that is missing and its release', [], failingRelease(2), byAws('image-missing')],
  ['a secret that is missing and its release', [], failingRelease(2), byAws('secret-unusable')],
  ['a release and a dependency', ['dependency-down'], failingRelease(2), DATABASE_DOWN],
  ['an unhealthy task that hangs', [], unhealthyTask(1), hungTask(1)],
  ['a leak and the task that it stops', [], hard('memory-rising'), hungTask(1)],
  ['maintenance and the replacement of its task', [], byAws('maintenance'), STARTING, MISSING],
  ['missing capacity and a replacement', ['in-transition'], byAws('capacity-missing'), STARTING, MISSING],
  ['a stopped service and a dependency', ['dependency-down'], hard('service-inactive'), DATABASE_DOWN, MISSING],
])('the rivals of %s are %s', (_, rivals, ...findings) => {
  expect(rivalsOf(...findings)).toEqual(rivals);
});
