// Unit layer: which stopped tasks are retained from events, for how long, and how they are merged with those that ECS lists.
import { mergeRetained, retaining, retainUntil, tasksToRetain } from '#shared/domain/evidence/stopped-task-history.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { itemsOf, missing, observed } from '#shared/domain/model/part.ts';
import { DAY, HOUR } from '#shared/domain/model/time.ts';
import type { Signal } from '#shared/domain/signal/signal.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aSignal } from '#tests/builders/a-signal.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import { aStoppedTask, numbersTo } from '#tests/builders/parts.ts';

const stoppedAgo = (minutes: number, different: Partial<StoppedTask> = {}): StoppedTask => {
  const name = `task-${minutes}`;
  return aStoppedTask({ id: name, arn: name, stoppedAt: minutesAgo(minutes), ...different });
};
const idsOf = (tasks: readonly StoppedTask[]): readonly string[] => tasks.map(({ id }) => id);

const AGES = [
  { age: 'a millisecond less than a day', stoppedAt: NOW - DAY + 1, isRetained: true },
  { age: 'a day', stoppedAt: NOW - DAY, isRetained: false },
  { age: 'a millisecond more than a day', stoppedAt: NOW - DAY - 1, isRetained: false },
];

describe('a signal about a stopped task', () => {
  const task = stoppedAgo(1);
  const signal = aSignal({ stoppedTask: task });
  const servicesFor = (signal: Signal, policies = [aPolicy()]) =>
    tasksToRetain(signal, policies, NOW).map(({ service }) => service);

  it('retains the task for the service', () => {
    expect(tasksToRetain(signal, [aPolicy()], NOW)).toEqual([{ service: 'registry', task }]);
  });

  it.each<{
    why: string;
    different: Partial<Signal>;
    policies?: ReturnType<typeof aPolicy>[];
    services: readonly string[];
  }>([
    { why: 'the signal is harmless', different: { harmless: 'own-echo' }, services: ['registry'] },
    {
      why: 'two services in medic.yml are this one',
      different: {},
      policies: [aPolicy(), aPolicy({ name: 'twin' })],
      services: ['registry', 'twin'],
    },
    { why: 'the service is not in medic.yml', different: { about: [] }, services: [] },
  ])('retains it for $services when $why', ({ different, policies, services }) => {
    expect(servicesFor({ ...signal, ...different }, policies)).toEqual(services);
  });

  it('retains nothing when no task has stopped', () => {
    expect(servicesFor(aSignal())).toEqual([]);
  });

  it.each(AGES)('retains a task that stopped $age ago: $isRetained', ({ stoppedAt, isRetained }) => {
    expect(servicesFor({ ...signal, stoppedTask: { ...task, stoppedAt } })).toHaveLength(isRetained ? 1 : 0);
  });
});

describe('retained tasks', () => {
  it('are in order, the newest first', () => {
    const retained = [2, 1, 3].reduce<readonly StoppedTask[]>((tasks, ago) => retaining(tasks, stoppedAgo(ago)), []);
    expect(idsOf(retained)).toEqual(['task-1', 'task-2', 'task-3']);
  });

  it('do not change with a second event about one of them', () => {
    const retained = [stoppedAgo(1)];
    expect(retaining(retained, stoppedAgo(1, { stoppedReason: 'something else' }))).toBe(retained);
  });

  it.each([
    { before: 48, after: 49 },
    { before: 49, after: 50 },
    { before: 50, after: 50 },
  ])('are $after after one more than $before, without the oldest', ({ before, after }) => {
    const retained = idsOf(
      retaining(
        numbersTo(before).map((ago) => stoppedAgo(ago)),
        stoppedAgo(0),
      ),
    );
    expect([retained.length, retained.at(-1)]).toEqual([after, `task-${after - 1}`]);
  });

  it.each(AGES)('include one that stopped $age before the newest: $isRetained', ({ stoppedAt, isRetained }) => {
    expect(retaining([stoppedAgo(7, { stoppedAt })], stoppedAgo(0))).toHaveLength(isRetained ? 2 : 1);
  });

  it('are retained for a day', () => {
    expect(retainUntil(stoppedAgo(0))).toBe(NOW + DAY);
  });
});

describe('stopped tasks that ECS lists', () => {
  it('are merged with the retained ones, the newest first', () => {
    const merged = mergeRetained(observed(NOW, [stoppedAgo(5), stoppedAgo(3)]), [stoppedAgo(4), stoppedAgo(90)]);
    expect(merged).toMatchObject({ state: 'observed', at: NOW });
    expect(idsOf(itemsOf(merged))).toEqual(['task-3', 'task-4', 'task-5', 'task-90']);
  });

  it('take the place of retained ones', () => {
    const listed = stoppedAgo(1, { stoppedReason: 'as ECS lists it' });
    expect(itemsOf(mergeRetained(observed(NOW, [listed]), [stoppedAgo(1)]))).toEqual([listed]);
  });

  it.each(AGES)('are merged with one that stopped $age ago: $isRetained', ({ stoppedAt, isRetained }) => {
    expect(itemsOf(mergeRetained(observed(NOW, []), [stoppedAgo(0, { stoppedAt })]))).toHaveLength(isRetained ? 1 : 0);
  });

  it('stay, however old', () => {
    const old = stoppedAgo(0, { stoppedAt: NOW - DAY - HOUR });
    expect(itemsOf(mergeRetained(observed(NOW, [old]), []))).toEqual([old]);
  });

  it('stay missing, since retained ones cannot prove that there are no others', () => {
    const denied = missing('access-denied', 'ListTasks');
    expect(mergeRetained(denied, [stoppedAgo(1)])).toBe(denied);
  });
});
