// Unit layer: which target belongs to a task in every network mode, and which tasks serve.
import {
  canDetermineServing,
  isOnInstance,
  isServing,
  isTargetOf,
  servingTasks,
  targetOf,
} from '#shared/domain/evidence/serving-tasks.ts';
import type { Observation, Target, Task } from '#shared/domain/model/observation.ts';
import { observed } from '#shared/domain/model/part.ts';
import { NOW } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { aTarget, aTargetGroup, aTask } from '#tests/builders/parts.ts';

const INSTANCE = 'arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/1';

/** A task in bridge networking, on the instance `i-1`. */
const onInstance = (number: number, hostPorts: readonly number[], given: Partial<Task> = {}): Task =>
  aTask(number, { address: 'i-1', hostPorts, containerInstance: INSTANCE, ...given });
const ofInstance = (port: number, given: Partial<Target> = {}): Target => aTarget(1, { id: 'i-1', port, ...given });

const withoutAddress = ({ address: _, ...task }: Task): Task => task;

/** A service with these tasks and targets, whose tasks are not probed. */
const bridge = (tasks: readonly Task[], targets: readonly Target[]): Observation =>
  service({
    targets,
    missing: { taskProbes: 'not-configured' },
    parts: { tasks: observed(NOW, tasks) },
  });

describe('a task is registered as a target', () => {
  it.each([
    { mode: 'awsvpc', task: aTask(1), target: aTarget(1), isOwn: true },
    { mode: 'awsvpc, whatever the port', task: aTask(1), target: aTarget(1, { port: 8080 }), isOwn: true },
    { mode: 'awsvpc, of another task', task: aTask(1), target: aTarget(2), isOwn: false },
    { mode: 'bridge', task: onInstance(1, [32768]), target: ofInstance(32768), isOwn: true },
    {
      mode: 'bridge, on one of several ports',
      task: onInstance(1, [32768, 32769]),
      target: ofInstance(32769),
      isOwn: true,
    },
    {
      mode: 'bridge, of a neighbour on its instance',
      task: onInstance(1, [32768]),
      target: ofInstance(32769),
      isOwn: false,
    },
    {
      mode: 'bridge, on another instance',
      task: onInstance(1, [32768]),
      target: aTarget(1, { id: 'i-2', port: 32768 }),
      isOwn: false,
    },
    { mode: 'host, with unreported ports', task: aTask(1, { address: 'i-1' }), target: ofInstance(8080), isOwn: true },
    { mode: 'unknown instance', task: withoutAddress(onInstance(1, [32768])), target: ofInstance(32768), isOwn: false },
  ])('($mode): $isOwn', ({ task, target, isOwn }) => {
    expect(isTargetOf(task, target)).toBe(isOwn);
  });

  it('by its own port, so that a red neighbour on its instance does not make it red', () => {
    const observation = bridge(
      [onInstance(1, [32768]), onInstance(2, [32769])],
      [ofInstance(32768), ofInstance(32769, { state: 'unhealthy' })],
    );
    expect(servingTasks(observation).map(({ id }) => id)).toEqual(['task-1']);
    expect(canDetermineServing(observation)).toBe(true);
  });

  it('in several groups, of which an unhealthy one comes first', () => {
    const red = ofInstance(9090, { state: 'unhealthy' });
    const task = onInstance(1, [8080, 9090]);
    expect(targetOf(bridge([task], [ofInstance(8080), red]), task)).toEqual(red);
    expect(targetOf(bridge([task], [ofInstance(8080)]), task)).toEqual(ofInstance(8080));
  });
});

it.each([
  { task: aTask(1), is: false, what: 'with an address of its own' },
  { task: aTask(1, { containerInstance: INSTANCE }), is: false, what: 'in awsvpc networking on an instance' },
  { task: aTask(1, { address: 'i-0b239fca18cb7642a' }), is: true, what: 'on an EC2 instance' },
  { task: aTask(1, { address: 'mi-0b239fca18cb7642a' }), is: true, what: 'on an external instance' },
  { task: withoutAddress(onInstance(1, [])), is: true, what: 'on an instance that could not be read' },
  { task: withoutAddress(aTask(1)), is: false, what: 'on Fargate without an address yet' },
])('a task $what shares the network of an instance: $is', ({ task, is }) => {
  expect(isOnInstance(task)).toBe(is);
});

describe('a task whose instance could not be read', () => {
  const unknown = withoutAddress(onInstance(1, [32768]));

  it('is not held against the service, and the serving tasks count as unknown', () => {
    const observation = bridge([unknown], [ofInstance(32768)]);
    expect([isServing(observation, unknown), canDetermineServing(observation)]).toEqual([true, false]);
  });

  it.each([
    { why: 'it is not running', tasks: [{ ...unknown, lastStatus: 'PENDING' }], groups: [aTargetGroup()] },
    { why: 'the service has no target group', tasks: [unknown], groups: [] },
    { why: 'it has no instance', tasks: [withoutAddress(aTask(1))], groups: [aTargetGroup()] },
  ])('matters not when $why', ({ tasks, groups }) => {
    const observation = service({ targetGroups: groups, parts: { tasks: observed(NOW, tasks) } });
    expect(canDetermineServing(observation)).toBe(true);
  });
});

it.each(['tasks', 'targetGroups', 'taskProbes'] as const)('the serving tasks are unknown without %s', (part) => {
  expect(canDetermineServing(service())).toBe(true);
  expect(canDetermineServing(service({ missing: { [part]: 'throttled' } }))).toBe(false);
});
