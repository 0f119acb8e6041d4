// Unit layer: tasks that are missing, and tasks that are on their way.
import { DAY, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const HUNG: ServiceState = { hung: [1] };

describe('tasks-missing', () => {
  it.each([
    { tasks: 3, expected: true },
    { tasks: 4, expected: false },
    { tasks: 5, expected: false },
  ])('is found with $tasks tasks serving of 4 desired: $expected', ({ tasks, expected }) => {
    expect(isFound('tasks-missing', { tasks })).toBe(expected);
  });

  it('counts a task that hangs', () => {
    expect(found('tasks-missing', HUNG)).toMatchObject([{ message: '3 of 4 tasks serve' }]);
  });

  it('counts every running task as serving while the targets cannot be read', () => {
    expect(isFound('tasks-missing', { missing: { targetGroups: 'throttled' } })).toBe(false);
  });

  it.each(['ecs', 'tasks'] as const)('is not found while the %s cannot be read', (part) => {
    expect(isFound('tasks-missing', { tasks: 3, missing: { [part]: 'throttled' } })).toBe(false);
  });

  it.each([
    { seconds: 389, starting: 1 },
    { seconds: 390, starting: 0 },
    { seconds: 391, starting: 0 },
  ])('counts a task that has been pending for $seconds s, of 390 s, as starting: $starting', (row) => {
    const task = { 4: { createdAt: secondsAgo(row.seconds) } };
    expect(found('tasks-missing', { tasks: 3, starting: [4], task })).toMatchObject([
      { numbers: { serving: 3, desired: 4, starting: row.starting } },
    ]);
  });
});

describe('replacement-under-way', () => {
  const young = { 1: { startedAt: NOW - SECOND, createdAt: NOW - MINUTE } };
  /** A task that was created and has started so many seconds ago; a start may take 390 s. */
  const aged = (created: number, started: number, number = 1): NonNullable<ServiceState['task']> => ({
    [number]: { createdAt: secondsAgo(created), ...(started > 0 && { startedAt: secondsAgo(started) }) },
  });

  const undated = (created: number): NonNullable<ServiceState['task']> => {
    const without: object = { startedAt: undefined };
    return { 1: { createdAt: secondsAgo(created), ...without } };
  };

  it.each<{ why: string; state: ServiceState; expected: boolean }>([
    { why: 'a task starts', state: { starting: [5] }, expected: true },
    { why: 'a target waits for its first health check', state: { initial: [1] }, expected: true },
    {
      why: 'a task stops',
      state: { task: { 1: { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' } } },
      expected: false,
    },
    { why: 'a task hangs after its grace period', state: HUNG, expected: false },
    { why: 'a task serves within its grace period', state: { task: young }, expected: false },
    { why: 'a task does not serve within its grace period', state: { ...HUNG, task: young }, expected: true },
    {
      why: 'a task hangs after its grace period, though it is new',
      state: { ...HUNG, task: aged(100, 70) },
      expected: false,
    },
    { why: 'a task that started late hangs', state: { ...HUNG, task: aged(390, 10) }, expected: true },
    { why: 'a task of 389 s with no known start hangs', state: { ...HUNG, task: undated(389) }, expected: true },
    { why: 'a task of 390 s with no known start hangs', state: { ...HUNG, task: undated(390) }, expected: false },
    { why: 'a target waits again at its deadline', state: { initial: [1], task: aged(390, 300) }, expected: true },
    { why: 'a task of seven minutes serves', state: { task: aged(420, 400) }, expected: false },
    { why: 'a task of seven minutes is pending', state: { starting: [5], task: aged(420, 0, 5) }, expected: true },
    {
      why: 'a pending task of seven minutes is to stop',
      state: { starting: [5], task: { 5: { createdAt: secondsAgo(420), desiredStatus: 'STOPPED' } } },
      expected: false,
    },
    { why: 'the target of an old task is red', state: { unhealthy: [1] }, expected: false },
  ])('is found while $why: $expected', ({ state, expected }) => {
    expect(isFound('replacement-under-way', state)).toBe(expected);
  });

  it.each<{ what: string; state: ServiceState; message: string }>([
    {
      what: 'the state of a task that starts, and of a target with its reason',
      state: {
        starting: [5],
        initial: [1],
        target: { 1: { reason: 'Elb.RegistrationInProgress' } },
        task: { 1: { createdAt: secondsAgo(40), startedAt: secondsAgo(5) } },
      },
      message: 'starting 1 (task-5 PENDING), not serving yet 1 (task-1 initial Elb.RegistrationInProgress)',
    },
    {
      what: 'the state of a task whose target is not known',
      state: { task: young, hung: [1], targets: [] },
      message: 'starting 0, not serving yet 1 (task-1 RUNNING)',
    },
    {
      what: 'three of four tasks',
      state: { starting: [5, 6, 7, 8] },
      message: 'starting 4 (task-5 PENDING, task-6 PENDING, task-7 PENDING, …), not serving yet 0',
    },
    {
      what: 'tasks that ECS stops or drains',
      state: {
        starting: [5],
        task: { 1: { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' }, 2: { lastStatus: 'STOPPED' } },
        target: { 1: { state: 'unhealthy.draining' }, 2: { state: 'draining' }, 3: { state: 'draining' } },
      },
      message:
        'starting 1 (task-5 PENDING), not serving yet 0, stopping 2 (task-1 unhealthy.draining, task-3 draining)',
    },
  ])('names $what', ({ state, message }) => {
    expect(found('replacement-under-way', state)).toMatchObject([{ message: `ECS is replacing tasks: ${message}` }]);
  });

  it.each([
    { seconds: 389, overdue: undefined },
    { seconds: 390, overdue: 1 },
    { seconds: 391, overdue: 1 },
  ])('is overdue for a task that has been pending for $seconds s, of 390 s: $overdue', (row) => {
    const task = { 5: { createdAt: secondsAgo(row.seconds) } };
    const [moving] = found('replacement-under-way', { starting: [5], task });
    expect(moving?.numbers.overdue).toBe(row.overdue);
    expect(moving?.message).toMatch(row.overdue === 1 ? /longer than a start may take$/ : /not serving yet 0$/);
  });

  const seenSince = (seconds: number): ServiceState => ({
    previous: [
      aReport({
        at: secondsAgo(10),
        findings: [aFinding({ id: 'replacement-under-way', since: secondsAgo(seconds) })],
      }),
    ],
  });

  it.each([
    { seconds: 389, overdue: undefined },
    { seconds: 390, overdue: 1 },
  ])('is overdue for an old task that is registered again and has waited for $seconds s: $overdue', (row) => {
    const registeredAgain: ServiceState = { initial: [1], task: { 1: { createdAt: NOW - DAY, startedAt: NOW - DAY } } };
    const [moving] = found('replacement-under-way', { ...registeredAgain, ...seenSince(row.seconds) });
    expect(moving?.numbers).toEqual({ starting: 0, settling: 1, ...(row.overdue && { overdue: 1 }) });
  });

  it('is not overdue for an old task that is registered again where only another finding was seen for long', () => {
    const findings = [aFinding({ id: 'tasks-missing', since: secondsAgo(900) })];
    const previous = [aReport({ at: secondsAgo(10), findings })];
    const task = { 1: { createdAt: NOW - DAY, startedAt: NOW - DAY } };
    const [moving] = found('replacement-under-way', { initial: [1], task, previous });
    expect(moving?.numbers).toEqual({ starting: 0, settling: 1 });
  });

  it('is not overdue for a new task, however long others were replaced before', () => {
    const task = { 1: { createdAt: secondsAgo(100), startedAt: secondsAgo(70) } };
    const [moving] = found('replacement-under-way', { initial: [1], task, ...seenSince(900) });
    expect(moving?.numbers.overdue).toBeUndefined();
  });

  it('is not overdue while one of its tasks has time left', () => {
    const state: ServiceState = { starting: [5, 6], task: { 5: { createdAt: minutesAgo(7) } } };
    expect(found('replacement-under-way', state)).toMatchObject([{ numbers: { starting: 1, settling: 0 } }]);
    expect(found('replacement-under-way', state)[0]?.numbers.overdue).toBeUndefined();
  });
});

describe('replacement-under-way, whose replacements fail', () => {
  /** Tasks that stopped a minute after their creation unless told, the first created so many seconds ago. */
  const failing = (count: number, seconds: number, lived = 60): ServiceState => ({
    tasks: 3,
    starting: [4],
    stopped: Array.from({ length: count }, (_, index) => ({
      id: `gone-${index}`,
      createdAt: secondsAgo(seconds) + index * MINUTE,
      stoppedAt: secondsAgo(seconds) + index * MINUTE + lived * SECOND,
    })),
  });
  /** Starts of 60 s were learned, so a start may take 90 s. */
  const baseline = {
    starts: Array.from({ length: 5 }, (_, index) => ({ task: `old-${index}`, at: NOW, tookMs: MINUTE })),
  };
  const overdue = (state: ServiceState) => found('replacement-under-way', { ...state, baseline })[0]?.numbers.overdue;

  it.each([
    { count: 2, seconds: 180, expected: undefined },
    { count: 2, seconds: 181, expected: 1 },
    { count: 1, seconds: 181, expected: undefined },
  ])('is overdue when $count starts failed since $seconds s, of 2 x 90 s: $expected', (row) => {
    expect(overdue(failing(row.count, row.seconds))).toBe(row.expected);
  });

  it.each([
    { lived: 89, expected: 1 },
    { lived: 90, expected: undefined },
    { lived: 91, expected: undefined },
  ])('takes a task that lived for $lived s, of 90 s, for a failed start: $expected', ({ lived, expected }) => {
    expect(overdue(failing(2, 200, lived))).toBe(expected);
  });

  it('is not overdue when the failed tasks had served, or their age is not known', () => {
    const { stopped = [] } = failing(2, 181);
    const old = stopped.map((task) => ({ ...task, createdAt: minutesAgo(30) }));
    const undated = stopped.map(({ createdAt: _, ...task }) => task);
    expect(overdue({ ...failing(2, 181), stopped: old })).toBeUndefined();
    expect(overdue({ ...failing(2, 181), stopped: undated })).toBeUndefined();
  });

  it.each([
    { seconds: 180, expected: undefined },
    { seconds: 181, expected: 1 },
  ])('is overdue when earlier checks have seen it since $seconds s: $expected', ({ seconds, expected }) => {
    const earlier = aFinding({ id: 'replacement-under-way', since: secondsAgo(seconds) });
    const previous = [aReport({ at: secondsAgo(10), findings: [earlier] })];
    expect(overdue({ ...failing(2, 150), previous })).toBe(expected);
  });
});
