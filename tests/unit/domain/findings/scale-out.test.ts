// Unit layer: the finding that Application Auto Scaling is adding tasks.
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import type { ScalingActivity } from '#shared/domain/model/operational-context.ts';
import { DAY } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { aStoppedTask, aTarget, aTask, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

describe('scale-out-under-way', () => {
  const raised = (secondsBefore: number, given: Partial<ScalingActivity> = {}): ScalingActivity => ({
    at: secondsAgo(secondsBefore),
    to: 7,
    by: 'policy',
    text: 'Setting desired count to 7.',
    ...given,
  });
  /** Seven tasks, three of which were created so long ago. */
  const withNewTasks = (seconds: number): ServiceState => ({
    desired: 7,
    tasks: 7,
    task: Object.fromEntries([5, 6, 7].map((task) => [task, { createdAt: secondsAgo(seconds) }])),
  });

  const threeStopped = (given: Partial<StoppedTask>) =>
    numbersTo(3).map((number) => aStoppedTask({ id: `gone-${number}`, ...given }));

  it('tells from how many tasks to how many, and when', () => {
    expect(
      found('scale-out-under-way', { ...withNewTasks(140), scaling: { activities: [raised(146)] } }),
    ).toMatchObject([
      {
        strength: 'hard',
        since: secondsAgo(146),
        numbers: { from: 4, to: 7, secondsAgo: 146 },
        message: 'Application Auto Scaling raised the desired count from 4 to 7, 146 s ago',
      },
    ]);
  });

  it.each([
    { seconds: 299, expected: true },
    { seconds: 300, expected: false },
    { seconds: 301, expected: false },
  ])('is found $seconds s after the count was raised, once all tasks serve: $expected', ({ seconds, expected }) => {
    const state = { ...withNewTasks(seconds - 5), scaling: { activities: [raised(seconds)] } };
    expect(isFound('scale-out-under-way', state)).toBe(expected);
  });

  it.each([
    { seconds: 899, expected: true },
    { seconds: 900, expected: false },
    { seconds: 901, expected: false },
  ])('is found $seconds s after it while an added task waits for its first check: $expected', (row) => {
    const { seconds, expected } = row;
    const state = { ...withNewTasks(seconds - 5), initial: [7], scaling: { activities: [raised(seconds)] } };
    expect(isFound('scale-out-under-way', state)).toBe(expected);
  });

  it.each<{ why: string; state: ServiceState; expected: boolean }>([
    { why: 'an added task is pending', state: { task: { 7: { lastStatus: 'PENDING' } } }, expected: true },
    {
      why: 'an added task is stopping',
      state: { task: { 7: { lastStatus: 'PENDING', desiredStatus: 'STOPPED' } } },
      expected: false,
    },
    {
      why: 'a task created in that instant is pending',
      state: { task: { 7: { lastStatus: 'PENDING', createdAt: secondsAgo(600) } } },
      expected: true,
    },
    {
      why: 'an added task runs without a target',
      state: { targets: numbersTo(6).map((number) => aTarget(number)) },
      expected: false,
    },
    { why: 'an older task waits for its check', state: { initial: [1] }, expected: false },
  ])('is found ten minutes later when $why: $expected', ({ state, expected }) => {
    const base = withNewTasks(590);
    const task = {
      ...base.task,
      1: { createdAt: NOW - DAY, startedAt: NOW - DAY },
      7: { createdAt: secondsAgo(590), ...state.task?.[7] },
    };
    const observed = { ...base, ...state, task, scaling: { activities: [raised(600)] } };
    expect(isFound('scale-out-under-way', observed)).toBe(expected);
  });

  it.each<{ why: string; activities: readonly ScalingActivity[]; state?: ServiceState; expected: boolean }>([
    { why: 'the count before was smaller', activities: [raised(60), raised(9_000, { to: 4 })], expected: true },
    { why: 'the count before was greater', activities: [raised(60), raised(9_000, { to: 9 })], expected: false },
    { why: 'the count before was the same', activities: [raised(60), raised(9_000)], expected: false },
    { why: 'as many tasks existed before', activities: [raised(60)], state: { task: {} }, expected: false },
    {
      why: 'stopped tasks existed before',
      activities: [raised(60)],
      state: {
        stopped: threeStopped({ createdAt: minutesAgo(9), stoppedAt: secondsAgo(30) }),
      },
      expected: false,
    },
    {
      why: 'three stopped tasks were gone before',
      activities: [raised(60)],
      state: { stopped: threeStopped({ createdAt: minutesAgo(9), stoppedAt: secondsAgo(60) }) },
      expected: true,
    },
    {
      why: 'three stopped tasks were created in that instant',
      activities: [raised(60)],
      state: { stopped: threeStopped({ createdAt: secondsAgo(60), stoppedAt: secondsAgo(30) }) },
      expected: true,
    },
    {
      why: 'the creation of three stopped tasks is not known',
      activities: [raised(60)],
      state: { stopped: threeStopped({ stoppedAt: secondsAgo(30) }) },
      expected: true,
    },
    { why: 'tasks were created in that instant', activities: [raised(50)], expected: true },
    {
      why: 'a deployment has replaced every task since',
      activities: [raised(60)],
      state: { parts: { tasks: { state: 'observed', at: NOW, value: [aTask(1, { createdAt: secondsAgo(10) })] } } },
      expected: false,
    },
    { why: 'somebody has lowered the count since', activities: [raised(60)], state: { desired: 6 }, expected: false },
    {
      why: 'the service cannot be read',
      activities: [raised(60)],
      state: { missing: { ecs: 'throttled' } },
      expected: false,
    },
    { why: 'nothing was scaled', activities: [], expected: false },
    { why: 'the activity is of the future', activities: [raised(-1)], expected: false },
  ])('is found when $why: $expected', ({ activities, state, expected }) => {
    const observed = { ...withNewTasks(50), ...state, scaling: { activities } };
    expect(isFound('scale-out-under-way', observed)).toBe(expected);
  });

  it('is not found while the scaling is not read', () => {
    expect(isFound('scale-out-under-way', withNewTasks(50))).toBe(false);
  });
});
