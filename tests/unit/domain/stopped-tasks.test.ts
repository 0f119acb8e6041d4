// Unit layer: which stopped tasks are kept from events, for how long, and how they join those that ECS lists.

import { mergeRetained, retaining, retainUntil, tasksToRetain } from '#shared/domain/evidence/stopped-task-history.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { itemsOf, missing, observed } from '#shared/domain/model/part.ts';
import { DAY, HOUR, MINUTE } from '#shared/domain/model/time.ts';
import type { Signal } from '#shared/domain/signal/signal.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';

const aTaskStopped = (minutesAgo: number, different: Partial<StoppedTask> = {}): StoppedTask =>
  aStoppedTask({
    id: `task-${minutesAgo}`,
    arn: `task-${minutesAgo}`,
    stoppedAt: NOW - minutesAgo * MINUTE,
    ...different,
  });

const idsOf = (tasks: readonly StoppedTask[]): readonly string[] => tasks.map(({ id }) => id);

const AGES = [
  { age: 'a millisecond less than a day', stoppedAt: NOW - DAY + 1, isKept: true },
  { age: 'a day', stoppedAt: NOW - DAY, isKept: false },
  { age: 'a millisecond more than a day', stoppedAt: NOW - DAY - 1, isKept: false },
];

describe('a signal of a stopped task', () => {
  const task = aTaskStopped(1);
  const aSignal = (different: Partial<Signal> = {}): Signal => ({
    kind: 'task',
    name: 'task:1',
    id: 'task:1',
    about: [{ kind: 'service', cluster: 'ml-platform', name: 'mlflow-registry' }],
    stoppedTask: task,
    ...different,
  });
  const servicesFor = (signal: Signal) => tasksToRetain(signal, [aPolicy()], NOW).map(({ service }) => service);

  it('has it kept for the service, also when it is harmless', () => {
    expect(tasksToRetain(aSignal(), [aPolicy()], NOW)).toEqual([{ service: 'registry', task }]);
    expect(servicesFor(aSignal({ harmless: 'own-echo' }))).toEqual(['registry']);
  });

  it('has it kept for each service of medic.yml that is this one', () => {
    const policies = [aPolicy(), aPolicy({ name: 'twin' })];
    expect(tasksToRetain(aSignal(), policies, NOW).map(({ service }) => service)).toEqual(['registry', 'twin']);
  });

  it.each(AGES)('$age old has it kept: $isKept', ({ stoppedAt, isKept }) => {
    expect(servicesFor(aSignal({ stoppedTask: { ...task, stoppedAt } }))).toHaveLength(isKept ? 1 : 0);
  });

  it('about a service that nobody watches, or of no stopped task, has nothing kept', () => {
    const { stoppedTask: _, ...running } = aSignal();
    expect([...servicesFor(aSignal({ about: [] })), ...servicesFor(running)]).toEqual([]);
  });
});

describe('the kept tasks', () => {
  it('are newest first, whatever the order in which they are told of', () => {
    const kept = [2, 1, 3].reduce<readonly StoppedTask[]>((tasks, ago) => retaining(tasks, aTaskStopped(ago)), []);
    expect(idsOf(kept)).toEqual(['task-1', 'task-2', 'task-3']);
  });

  it('are the very same when one of them is told of again', () => {
    const kept = [aTaskStopped(1)];
    expect(retaining(kept, aTaskStopped(1, { stoppedReason: 'told otherwise' }))).toBe(kept);
  });

  it.each([
    { already: 48, are: 49 },
    { already: 49, are: 50 },
    { already: 50, are: 50 },
  ])('that are $already and one more are $are, and the oldest goes', ({ already, are }) => {
    const kept = retaining(
      Array.from({ length: already }, (_, index) => aTaskStopped(index + 1)),
      aTaskStopped(0),
    );
    expect(kept).toHaveLength(are);
    expect(idsOf(kept).at(-1)).toBe(`task-${are - 1}`);
  });

  it.each(AGES)(
    'let go of one that is $age older than a new one, unless it is less: $isKept',
    ({ stoppedAt, isKept }) => {
      expect(retaining([aTaskStopped(7, { stoppedAt })], aTaskStopped(0))).toHaveLength(isKept ? 2 : 1);
    },
  );

  it('are each kept for a day', () => {
    expect(retainUntil(aTaskStopped(0))).toBe(NOW + DAY);
  });
});

describe('what ECS lists', () => {
  it('is joined by what it has forgotten, newest first', () => {
    const stopped = mergeRetained(observed(NOW, [aTaskStopped(5), aTaskStopped(3)]), [
      aTaskStopped(4),
      aTaskStopped(90),
    ]);
    expect(stopped).toMatchObject({ state: 'observed', at: NOW });
    expect(idsOf(itemsOf(stopped))).toEqual(['task-3', 'task-4', 'task-5', 'task-90']);
  });

  it('tells more of a task that both know', () => {
    const listed = aTaskStopped(1, { stoppedReason: 'as ECS lists it' });
    expect(itemsOf(mergeRetained(observed(NOW, [listed]), [aTaskStopped(1)]))).toEqual([listed]);
  });

  it.each(AGES)('is joined by one that stopped $age before: $isKept', ({ stoppedAt, isKept }) => {
    expect(itemsOf(mergeRetained(observed(NOW, []), [aTaskStopped(0, { stoppedAt })]))).toHaveLength(isKept ? 1 : 0);
  });

  it('keeps what it lists itself, however old', () => {
    const old = aTaskStopped(0, { stoppedAt: NOW - DAY - HOUR });
    expect(itemsOf(mergeRetained(observed(NOW, [old]), []))).toEqual([old]);
  });

  it('stays missing where it is, for kept tasks alone cannot say that there are no others', () => {
    const denied = missing('access-denied', 'ListTasks');
    expect(mergeRetained(denied, [aTaskStopped(1)])).toBe(denied);
  });
});
