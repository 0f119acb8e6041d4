// Unit layer: when a zone, rather than its tasks, is to blame.
import { diagnose } from '#shared/domain/diagnosis/diagnose.ts';
import { findAll } from '#shared/domain/findings/find.ts';
import { zoneFailing } from '#shared/domain/findings/zones.ts';
import type { Observation, Target, Task, TaskProbe } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { planFor } from '#shared/domain/planning/plan.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { diagnosed as asDiagnosed, assessed } from '#tests/builders/an-evidence.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aTarget, aTargetGroup, aTask, aTaskProbe } from '#tests/builders/parts.ts';

interface Placed {
  readonly zone: string;
  readonly task?: Partial<Task>;
  readonly target?: Partial<Target>;
  readonly probe?: Partial<TaskProbe>;
}

const UNHEALTHY = { target: { state: 'unhealthy', reason: 'Target.Timeout' } } as const;
const IDLE = { probe: { outcome: 'timeout' } } as const;
const many = (count: number, placed: Placed): readonly Placed[] => Array.from({ length: count }, () => placed);

const running = (...tasks: readonly Placed[]): Partial<Observation> => ({
  tasks: observed(
    NOW,
    tasks.map(({ zone, task }, index) => aTask(index + 1, { availabilityZone: zone, ...task })),
  ),
  targetGroups: observed(NOW, [
    aTargetGroup({
      targets: tasks.map(({ zone, target }, index) => aTarget(index + 1, { availabilityZone: zone, ...target })),
    }),
  ]),
  taskProbes: observed(
    NOW,
    tasks.map(({ probe }, index) => aTaskProbe(index + 1, probe)),
  ),
});
const found = (given: Partial<Observation>) =>
  zoneFailing({ observation: anObservation(given), policy: aPolicy(), now: NOW });

const badIn = (bad: number, good: number, how: Omit<Placed, 'zone'> = UNHEALTHY): Partial<Observation> =>
  running(...many(bad, { zone: 'a', ...how }), ...many(good, { zone: 'b' }));

describe('zone-failing', () => {
  it('tells which zone, and how many tasks there are and elsewhere', () => {
    expect(found(badIn(2, 3))).toEqual([
      {
        id: 'zone-failing',
        strength: 'hard',
        subject: 'a',
        at: NOW,
        numbers: { tasks: 2, elsewhere: 3 },
        message: 'all 2 tasks in a fail, and none of the 3 in other zones',
      },
    ]);
  });

  it.each([
    { bad: 1, good: 3, isFound: false },
    { bad: 2, good: 1, isFound: false },
    { bad: 2, good: 2, isFound: true },
    { bad: 3, good: 3, isFound: true },
  ])('with $bad bad tasks in a zone and $good good ones elsewhere: found $isFound', ({ bad, good, isFound }) => {
    expect(found(badIn(bad, good)).length > 0).toBe(isFound);
  });

  it.each<{ why: string; tasks: readonly Placed[]; strength: string }>([
    { why: 'target health', tasks: many(2, { zone: 'a', ...UNHEALTHY }), strength: 'hard' },
    { why: 'work probes', tasks: many(2, { zone: 'a', ...IDLE }), strength: 'soft' },
    {
      why: 'one of each',
      tasks: [
        { zone: 'a', ...UNHEALTHY },
        { zone: 'a', ...IDLE },
      ],
      strength: 'soft',
    },
  ])('is $strength by $why', ({ tasks, strength }) => {
    expect(found(running(...tasks, ...many(2, { zone: 'b' })))).toMatchObject([{ strength }]);
  });

  it.each<{ why: string; given: Partial<Observation> }>([
    {
      why: 'one task of the zone works',
      given: running({ zone: 'a' }, ...many(2, { zone: 'a', ...UNHEALTHY }), ...many(2, { zone: 'b' })),
    },
    {
      why: 'a task elsewhere fails as well',
      given: running(...many(2, { zone: 'a', ...UNHEALTHY }), ...many(2, { zone: 'b' }), { zone: 'b', ...IDLE }),
    },
    {
      why: 'two zones of three fail',
      given: running(
        ...many(2, { zone: 'a', ...UNHEALTHY }),
        ...many(2, { zone: 'b', ...UNHEALTHY }),
        ...many(2, { zone: 'c' }),
      ),
    },
    { why: 'nobody knows the zone', given: running(...many(2, { zone: '', ...UNHEALTHY }), ...many(2, { zone: 'b' })) },
    { why: 'every task works', given: running(...many(2, { zone: 'a' }), ...many(2, { zone: 'b' })) },
    { why: 'the bad tasks stop anyway', given: badIn(2, 2, { ...UNHEALTHY, task: { desiredStatus: 'STOPPED' } }) },
    { why: 'the tasks are not known', given: { ...badIn(2, 2), tasks: missing('throttled', '') } },
  ])('is not found when $why', ({ given }) => {
    expect(found(given)).toEqual([]);
  });

  it.each([
    { seconds: 59, isFound: false },
    { seconds: 60, isFound: true },
    { seconds: 61, isFound: true },
  ])('of tasks that started $seconds s ago, with 60 s of grace: found $isFound', ({ seconds, isFound }) => {
    const given = badIn(2, 2, { ...UNHEALTHY, task: { startedAt: NOW - seconds * SECOND } });
    expect(found(given).length > 0).toBe(isFound);
  });

  it('asks for no grace where the service cannot be read', () => {
    const given = badIn(2, 2, { ...UNHEALTHY, task: { startedAt: NOW } });
    expect(found({ ...given, ecs: missing('throttled', '') })).toHaveLength(1);
  });
});

describe('the diagnosis of a zone that fails', () => {
  const diagnosed = (given: Partial<Observation>) => {
    const observation = anObservation(given);
    const findings = findAll({ observation, policy: aPolicy(), now: NOW });
    const diagnosis = diagnose(assessed({ observation, findings, policy: aPolicy(), now: NOW }));
    return { diagnosis, plan: planFor(asDiagnosed({ observation, diagnosis, policy: aPolicy(), now: NOW })) };
  };

  it.each([
    { bad: 1, cause: 'instance-unhealthy' },
    { bad: 2, cause: 'az-impairment' },
    { bad: 3, cause: 'az-impairment' },
  ])('with $bad of 8 tasks, all of their zone, is $cause', ({ bad, cause }) => {
    expect(diagnosed(badIn(bad, 8 - bad)).diagnosis.cause).toBe(cause);
  });

  it('names the zone, helps itself to no restart, and tells people', () => {
    const { diagnosis, plan } = diagnosed(badIn(2, 6));
    expect(diagnosis).toMatchObject({ cause: 'az-impairment', subject: 'a', confirmed: true, restartHelps: false });
    expect(plan).toEqual({ kind: 'escalate', reason: 'manual-action-required' });
  });

  it('waits for a second look where only work probes tell', () => {
    expect(diagnosed(badIn(2, 6, IDLE)).diagnosis).toMatchObject({ cause: 'az-impairment', confirmed: false });
  });
});
