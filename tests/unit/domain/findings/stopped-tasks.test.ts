// Unit layer: findings about the messages of AWS on stopped tasks.
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { minutesAgo, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { anUnstartedTask } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const NOT_FOUND = 'CannotPullContainerError: registry:42: not found';
const RATE_LIMITED = 'CannotPullContainerError: toomanyrequests: You have reached your pull rate limit';
const OOM = 'OutOfMemoryError: Container killed due to memory usage';
const NO_SECRET = "ResourceInitializationError: Secrets Manager can't find the specified secret";

/** Three of four desired tasks run, and these tasks stopped. */
const short = (...stopped: readonly StoppedTask[]): ServiceState => ({ tasks: 3, stopped });
const times = <T>(count: number, item: T): readonly T[] => Array.from({ length: count }, () => item);

const meaningsIn = (state: ServiceState) => found('tasks-failing-for', state).map(({ meaning }) => meaning);

describe('tasks-failing-for', () => {
  it('quotes AWS on tasks that cannot start, with the meaning and the beginning', () => {
    const older = anUnstartedTask(NOT_FOUND, { stoppedAt: minutesAgo(20) });
    expect(found('tasks-failing-for', short(older, anUnstartedTask(NOT_FOUND)))).toEqual([
      {
        id: 'tasks-failing-for',
        strength: 'hard',
        subject: REVISION,
        meaning: 'image-missing',
        at: minutesAgo(1),
        since: minutesAgo(20),
        seen: 1,
        numbers: { failed: 2 },
        message: `2 tasks failed, last task-0: the image or its tag does not exist: "${NOT_FOUND}"`,
      },
    ]);
  });

  it('is one finding for one meaning, whatever the words', () => {
    const other = anUnstartedTask(NOT_FOUND.replace('registry:42', 'registry:43'));
    expect(found('tasks-failing-for', short(anUnstartedTask(NOT_FOUND), other))).toMatchObject([
      { meaning: 'image-missing', numbers: { failed: 2 } },
    ]);
  });

  it.each([
    { codes: [1], last: 'last task-0-2 with exit code 1 of container c-0:' },
    { codes: [0, 3, 137], last: 'last task-0-2 with exit code 3 of container c-1:' },
  ])('names the first exit code of the newest task that is an error: $codes', ({ codes, last }) => {
    const containers = codes.map((exitCode, index) => ({ name: `c-${index}`, exitCode }));
    const stopped = [{}, {}, { stoppedAt: secondsAgo(1), containers }];
    expect(found('tasks-failing-for', { tasks: 3, stopped })[0]?.message).toContain(last);
  });

  it('is one finding for each meaning, the newest first', () => {
    const older = anUnstartedTask(NO_SECRET, { stoppedAt: minutesAgo(2) });
    expect(meaningsIn(short(older, anUnstartedTask(NOT_FOUND)))).toEqual(['image-missing', 'secret-unusable']);
  });

  it('has no subject when tasks of several revisions fail alike', () => {
    const stopped = [anUnstartedTask(NOT_FOUND), anUnstartedTask(NOT_FOUND, { taskDefinition: OLDER_REVISION })];
    const deployments = [{}, { status: 'ACTIVE', taskDefinition: OLDER_REVISION }] as const;
    const [finding] = found('tasks-failing-for', { deployments, stopped });
    expect(finding).toMatchObject({ meaning: 'image-missing', numbers: { failed: 2 } });
    expect(finding).not.toHaveProperty('subject');
  });

  it.each([
    { minutes: 29, expected: true },
    { minutes: 30, expected: false },
    { minutes: 31, expected: false },
  ])('counts a failed start of $minutes minutes ago: $expected', ({ minutes, expected }) => {
    const state = short(anUnstartedTask(NOT_FOUND, { stoppedAt: minutesAgo(minutes) }));
    expect(isFound('tasks-failing-for', state)).toBe(expected);
  });

  it.each([
    { count: 1, expected: false },
    { count: 2, expected: true },
    { count: 3, expected: true },
  ])('is found after $count failures that a retry may cure: $expected', ({ count, expected }) => {
    expect(isFound('tasks-failing-for', short(...times(count, anUnstartedTask(RATE_LIMITED))))).toBe(expected);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'all desired tasks serve', state: { tasks: 4 } },
    { why: 'the service cannot be read', state: { missing: { ecs: 'throttled' } } },
    { why: 'a task of the revision has started since', state: { task: { 1: { startedAt: secondsAgo(1) } } } },
    {
      why: 'only a revision that is being replaced fails',
      state: { tasks: 4, deployments: [{ taskDefinition: OLDER_REVISION }, { status: 'ACTIVE' }] },
    },
    { why: 'no deployment is primary', state: { deployments: [{ status: 'ACTIVE' }] } },
    { why: 'the revision is not deployed any more', state: { deployments: [{ taskDefinition: OLDER_REVISION }] } },
  ])('is not found for failed starts when $why', ({ state }) => {
    expect(isFound('tasks-failing-for', { ...short(anUnstartedTask(NOT_FOUND)), ...state })).toBe(false);
  });

  it.each<{ what: string; state: ServiceState }>([
    {
      what: 'a task of another revision has started since',
      state: { older: [1], task: { 1: { startedAt: secondsAgo(1) } } },
    },
    {
      what: 'a task of the revision started in the same instant',
      state: { task: { 1: { startedAt: minutesAgo(1) } } },
    },
  ])('is found for failed starts though $what', ({ state }) => {
    expect(isFound('tasks-failing-for', { ...short(anUnstartedTask(NOT_FOUND)), ...state })).toBe(true);
  });

  it('is found while another task has not started yet', () => {
    expect(isFound('tasks-failing-for', { ...short(anUnstartedTask(NOT_FOUND)), starting: [4] })).toBe(true);
  });

  it.each([
    { count: 1, minutes: 1, expected: false },
    { count: 2, minutes: 9, expected: true },
    { count: 2, minutes: 10, expected: false },
    { count: 3, minutes: 1, expected: true },
  ])('is found for $count tasks killed for memory $minutes minutes ago, with all tasks serving: $expected', (row) => {
    const containers = [{ name: 'mlflow', exitCode: 137, reason: OOM }];
    const stopped = times(row.count, { stoppedAt: minutesAgo(row.minutes), containers });
    expect(meaningsIn({ stopped })).toEqual(row.expected ? ['out-of-memory'] : []);
  });

  it.each([
    { count: 2, tasks: 3, expected: false },
    { count: 3, tasks: 3, expected: true },
    { count: 4, tasks: 3, expected: true },
    { count: 4, tasks: 4, expected: false },
  ])('is found for $count crashes while $tasks of 4 desired tasks serve: $expected', ({ count, tasks, expected }) => {
    expect(meaningsIn({ tasks, stopped: times(count, {}) })).toEqual(expected ? ['ended-with-error'] : []);
  });

  it.each<{ why: string; task: Partial<StoppedTask>; tasks?: number; meanings: readonly MeaningId[] }>([
    {
      why: 'AWS retires hosts',
      task: {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'ECS is performing maintenance on the underlying infrastructure hosting the task',
      },
      meanings: ['maintenance'],
    },
    { why: 'Spot interrupts a task', task: { stopCode: 'SpotInterruption' }, meanings: ['spot-reclaimed'] },
    {
      why: 'Spot interrupted a task ten minutes ago',
      task: { stopCode: 'SpotInterruption', stoppedAt: minutesAgo(10) },
      meanings: [],
    },
    { why: 'Spot did and no task is missing', task: { stopCode: 'SpotInterruption' }, tasks: 4, meanings: [] },
    { why: 'an operator stops a task', task: { stopCode: 'UserInitiated' }, meanings: [] },
    {
      why: 'ECS scales in',
      task: { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity initiated by (deployment x)' },
      meanings: [],
    },
    {
      why: 'ECS replaces a task for its health checks',
      task: { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' },
      meanings: [],
    },
  ])('has the meanings $meanings when $why', ({ task, tasks = 3, meanings }) => {
    expect(meaningsIn({ tasks, stopped: [task] })).toEqual(meanings);
  });
});

it("'failure-unexplained' quotes a stop reason that is not in the catalogue", () => {
  const [finding] = found('failure-unexplained', short(anUnstartedTask('the moon')));
  expect(finding).toMatchObject({
    strength: 'hard',
    message: '1 task failed for an unknown reason, last task-0: "the moon"',
  });
  expect(finding).not.toHaveProperty('meaning');
});

it("'failure-unexplained' is one finding for each text that is not in the catalogue", () => {
  const stopped = short(anUnstartedTask('the moon'), anUnstartedTask('the tide'), anUnstartedTask('the moon'));
  expect(found('failure-unexplained', stopped).map(({ numbers }) => numbers.failed)).toEqual([2, 1]);
});
