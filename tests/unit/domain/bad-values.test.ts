// Unit layer: an impossible value is missing, and never makes a service look better.
import fc from 'fast-check';
import { decide } from '#shared/domain/decide.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { Evidence } from '#shared/domain/model/evidence.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { isUndoing } from '#shared/domain/model/plan.ts';
import { DAY } from '#shared/domain/model/time.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import { aBreaker, aStoppedTask, aTaskProbe, someTraffic } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { metamorphicEvidence } from './metamorphic/any-faulty-evidence.ts';

type Path = readonly string[];

/** The places of all numbers in a value. */
const numbersIn = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, [...path, key]));
};

const withValue = <T>(value: T, [key, ...path]: Path, to: number): T => {
  if (key === undefined) return to as T;
  const changed = Object.entries(value as object).map(([name, item]) => [
    name,
    name === key ? withValue(item, path, to) : item,
  ]);
  return (Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed)) as T;
};

/** The instants of readings. Others, such as the start of a task or of a deployment, may well lie a year back. */
const readingsIn = (path: Path): boolean =>
  ['taskProbes', 'dependencies', 'history', 'logs'].includes(path[0] ?? '') && path.at(-1) === 'at';

/** A process may exit with any code, and the stored reports are validated when they are read. */
const mayBeCorrupt = (path: Path): boolean => path[0] !== 'previous' && path.at(-1) !== 'exitCode';

const IMPOSSIBLE = [Number.NaN, -1, 1e300, Number.POSITIVE_INFINITY, 'a year ago'] as const;

/** Evidence with one number replaced, and the part that it is in; undefined where no number can be replaced so. */
const corrupted = (evidence: Evidence, place: number, value: (typeof IMPOSSIBLE)[number]) => {
  const all = numbersIn(evidence.observation).filter(mayBeCorrupt);
  const places = value === 'a year ago' ? all.filter(readingsIn) : all;
  const path = places[place % places.length];
  if (path === undefined) return undefined;
  const to = value === 'a year ago' ? NOW - 365 * DAY : value;
  return { path, evidence: { ...evidence, observation: withValue(evidence.observation, path, to) } };
};

/** Taking back a step of the medic's own is no new action. */
const acts = ({ decision }: Assessment): boolean => decision.kind === 'act' && !isUndoing(decision.plan);

const looksBetter = (before: Assessment, after: Assessment): boolean =>
  (before.diagnosis.cause !== 'none' && after.diagnosis.cause === 'none') ||
  (before.decision.kind !== 'none' && after.decision.kind === 'none') ||
  (before.decision.kind !== 'resolved' && after.decision.kind === 'resolved');

it('one impossible value leads neither to an action nor to health', () => {
  const drawn = fc.sample(fc.tuple(metamorphicEvidence, fc.nat(), fc.constantFrom(...IMPOSSIBLE)), {
    seed: 7,
    numRuns: 500,
  });
  const broken = drawn.flatMap(([evidence, place, value], index) => {
    const bad = corrupted(evidence, place, value);
    if (bad === undefined) return [];
    const [before, after] = [decide(evidence), decide(bad.evidence)];
    const where = `${index}: ${bad.path.join('.')} is ${value}: ${before.diagnosis.cause} becomes ${after.diagnosis.cause}`;
    return (acts(after) && !acts(before)) || looksBetter(before, after) ? where : [];
  });
  expect(broken).toEqual([]);
});

const seenBefore = aReport({ at: secondsAgo(15), cause: 'unknown' });
const diagnosed = (state: ServiceState) => decide(given.evidence(state));
const faulty = (parts: Partial<Observation>, state: ServiceState = {}) =>
  diagnosed({ previous: [seenBefore], parts, ...state });

describe('an impossible value where nothing else is wrong', () => {
  it.each<[what: string, parts: Partial<Observation>]>([
    ['count of requests', { traffic: observed(NOW, someTraffic({ requests: -1 })) }],
    ['count of errors', { traffic: observed(NOW, someTraffic({ target5xx: Number.NaN })) }],
    ['latency', { traffic: observed(NOW, someTraffic({ latencyP95Ms: 1e300 })) }],
    ['share of CPU', { utilisation: observed(NOW, { cpu: Number.NaN }) }],
    ['latency of a probe', { taskProbes: observed(NOW, [aTaskProbe(1, { latencyMs: -1 })]) }],
    ['instant of a probe', { taskProbes: observed(NOW, [aTaskProbe(1, { at: NOW - 365 * DAY })]) }],
    ['instant of a stop', { stoppedTasks: observed(NOW, [aStoppedTask({ stoppedAt: -1 })]) }],
    ['count of a breaker', { breakers: observed(NOW, [aBreaker({ failedResets: Number.NaN })]) }],
    ['value that an adapter refused', { traffic: missing('invalid', 'Sum is NaN') }],
  ])('as %s is escalated as insufficient data once two checks have seen it', (_, parts) => {
    expect(faulty(parts)).toMatchObject({
      diagnosis: { cause: 'unknown', evidence: [{ id: 'essentials-unreadable' }] },
      decision: { kind: 'escalate', reason: 'insufficient-data' },
    });
    expect(faulty(parts, { previous: [] }).decision).toMatchObject({ kind: 'wait', reason: 'not-confirmed' });
    expect(faulty(parts, { previous: [aReport({ at: secondsAgo(4), cause: 'unknown' })] }).decision).toMatchObject({
      kind: 'wait',
      reason: 'not-confirmed',
    });
  });

  it('is named in the evidence', () => {
    const { diagnosis } = faulty({ utilisation: observed(NOW, { memory: -1 }) });
    expect(diagnosis.evidence.map(({ subject, message }) => ({ subject, message }))).toEqual([
      { subject: 'utilisation', message: 'utilisation holds an impossible value' },
    ]);
  });

  it.each<[what: string, state: ServiceState]>([
    ['an old reading', { parts: { traffic: observed(NOW - 16 * 60_000, someTraffic()) } }],
    ['a negative exit code', { stopped: [{ containers: [{ name: 'web', exitCode: -1073741510 }] }] }],
    ['CPU above the reservation', { utilisation: { cpu: 3.2, memory: 0.4 } }],
    ['an impossible value in a part that says nothing about health', { parts: { alarms: missing('invalid', '') } }],
  ])('is not seen in %s', (_, state) => {
    expect(diagnosed(state).diagnosis.cause).toBe('none');
  });
});

describe('an impossible value beside a fault', () => {
  const HUNG: ServiceState = { hung: [1], metrics: { cpu: level(5, 0.4) } };
  const seen = [aReport({ at: secondsAgo(15), findings: [aFinding({ at: secondsAgo(15), since: secondsAgo(15) })] })];

  it('leaves the cause and holds the action, because it may hide another cause', () => {
    expect(diagnosed({ ...HUNG, previous: seen }).decision.kind).toBe('act');
    const parts = { breakers: observed(NOW, [aBreaker({ version: Number.NaN })]) };
    expect(diagnosed({ ...HUNG, previous: seen, parts })).toMatchObject({
      diagnosis: {
        cause: 'instance-grey',
        rivals: [{ cause: 'unknown', ruledOutBy: ['a possible value of breakers'] }],
      },
      decision: { kind: 'wait', reason: 'rival-cause' },
    });
  });

  it('is not hidden by tasks that are starting', () => {
    const parts = { traffic: observed(NOW, someTraffic({ elb503: -1 })) };
    expect(faulty(parts, { tasks: 3, starting: [4] }).diagnosis.cause).toBe('unknown');
  });
});
