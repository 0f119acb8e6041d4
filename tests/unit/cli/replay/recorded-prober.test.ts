// Unit: the prober is answered from recorded probes.
import type { RecordedProbe } from '#cli/replay/case-file.ts';
import { recordedProber } from '#cli/replay/recorded-prober.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import { NOW } from '#tests/builders/constants.ts';

const request = {
  service: 'registry',
  path: '/',
  timeoutMs: 1000,
  acceptedStatuses: '200-499',
  tasks: [],
  dependencies: [],
};
const probe = (...probes: readonly RecordedProbe[]) => recordedProber({ probes: [...probes], now: NOW }).probe(request);
const database = (ok: boolean, secondsAgo?: number, more: object = {}): RecordedProbe => ({
  ...{ dependency: 'database', ok, latencyMs: 4 },
  ...(secondsAgo !== undefined && { at: NOW - secondsAgo * 1_000 }),
  ...more,
});

describe('the recorded probes of a dependency', () => {
  it('count as made at the case’s time unless they have a time of their own', async () => {
    const { dependencies } = await probe(database(false, undefined, { error: 'ECONNREFUSED' }), {
      dependency: 'artifacts',
      ok: true,
      latencyMs: 31,
      at: NOW - 5_000,
    });
    const value = [
      { dependency: 'database', ok: false, latencyMs: 4, error: 'ECONNREFUSED', at: NOW },
      { dependency: 'artifacts', ok: true, latencyMs: 31, at: NOW - 5_000 },
    ];
    expect(dependencies).toEqual({ state: 'observed', at: NOW, value });
  });

  it.each([
    ['the newest', [database(false, 10), database(true, 5)], { ok: true }],
    ['the failed one of two at the same time', [database(true), database(false, 0, { task: 'task-1' })], { ok: false }],
    [
      'the number of equal results in a row, and since when',
      [database(false, 90), database(true, 60), database(true, 30), database(true, 0)],
      { ok: true, at: NOW, inARow: 3, since: NOW - 60_000 },
    ],
  ])('answer with %s', async (_, probes, expected) => {
    expect(itemsOf((await probe(...probes)).dependencies)).toMatchObject([expected]);
  });

  it.each([
    { failed: 0, of: 3, ok: true, tasks: [] },
    { failed: 1, of: 3, ok: true, tasks: ['error', 'ok', 'ok'] },
    { failed: 1, of: 2, ok: false, tasks: [] },
    { failed: 3, of: 3, ok: false, tasks: [] },
  ])('that failed from $failed of $of tasks: dependency ok is $ok, task outcomes are $tasks', async (row) => {
    const probes = Array.from({ length: row.of }, (_, index) =>
      database(index >= row.failed, undefined, { task: `task-${index + 1}` }),
    );
    const { tasks, dependencies } = await probe(...probes);
    expect(itemsOf(dependencies)).toMatchObject([{ dependency: 'database', ok: row.ok }]);
    expect(itemsOf(tasks).map(({ outcome }) => outcome)).toEqual(row.tasks);
  });
});

describe('the recorded probe of a task', () => {
  it.each([
    [{ ok: true }, 'ok'],
    [{ ok: false, status: 500 }, 'bad-status'],
    [{ ok: false, error: 'timed out' }, 'timeout'],
    [{ ok: false, error: 'connect ETIMEDOUT 10.0.0.1:5000' }, 'timeout'],
    [{ ok: false, error: 'connect ECONNREFUSED 10.0.0.1:5000' }, 'refused'],
    [{ ok: false, error: 'socket hang up' }, 'error'],
    [{ ok: false }, 'error'],
  ])('%j has the outcome %s', async (result, outcome) => {
    const { tasks } = await probe({ task: 'arn:aws:ecs:r:1:task/c/task-1', latencyMs: 9, ...result });
    const { status } = { status: undefined, ...result };
    expect(itemsOf(tasks)).toEqual([
      { taskId: 'task-1', outcome, latencyMs: 9, at: NOW, ...(status !== undefined && { status }) },
    ]);
  });

  it.each([
    {
      what: 'failed twice in a row',
      secondsAgo: [30, 15, 0],
      ok: [true, false, false],
      repeated: { inARow: 2, since: NOW - 15_000 },
    },
    { what: 'failed once', secondsAgo: [15, 0], ok: [true, false], repeated: {} },
    { what: 'was probed once', secondsAgo: [0], ok: [false], repeated: {} },
    { what: 'was probed twice at the same time', secondsAgo: [0, 0], ok: [false, false], repeated: {} },
    {
      what: 'always passed',
      secondsAgo: [30, 15, 0],
      ok: [true, true, true],
      repeated: { inARow: 3, since: NOW - 30_000 },
    },
  ])('says how often its result was repeated: of a task that $what', async ({ secondsAgo, ok, repeated }) => {
    const probes = secondsAgo.map((ago, index) => ({
      task: index % 2 === 0 ? 'task-1' : 'arn:aws:ecs:r:1:task/c/task-1',
      ok: ok[index] === true,
      latencyMs: 9,
      at: NOW - ago * 1_000,
    }));
    const { tasks } = await probe(...probes);
    const { inARow, since } = { inARow: undefined, since: undefined, ...repeated };
    expect(itemsOf(tasks).map((each) => [each.taskId, each.inARow, each.since])).toEqual([['task-1', inARow, since]]);
  });

  it('is the newest of several', async () => {
    const older = { task: 'task-1', ok: false, latencyMs: 9, at: NOW - 5_000 };
    const { tasks } = await probe(older, { ...older, ok: true, at: NOW });
    expect(itemsOf(tasks)).toMatchObject([{ taskId: 'task-1', outcome: 'ok' }]);
  });
});

describe('the recorded probes of a task on several ports', () => {
  const onPort = (port: number, ok: boolean, secondsAgo = 0): RecordedProbe => ({
    ...{ task: 'task-1', port, ok, latencyMs: port === 5000 ? 9 : 30, at: NOW - secondsAgo * 1_000 },
    ...(!ok && { error: 'timeout' }),
  });
  const answer = (port: number, outcome: string) => ({ port, outcome, latencyMs: port === 5000 ? 9 : 30, at: NOW });

  it.each([
    { work: true, admin: true, merged: { outcome: 'ok', latencyMs: 30 } },
    { work: true, admin: false, merged: { outcome: 'timeout', latencyMs: 30, port: 9090 } },
    { work: false, admin: true, merged: { outcome: 'timeout', latencyMs: 9, port: 5000 } },
    { work: false, admin: false, merged: { outcome: 'timeout', latencyMs: 9, port: 5000 } },
  ])('are one probe: 5000 ok $work and 9090 ok $admin is $merged', async ({ work, admin, merged }) => {
    const { tasks } = await probe(onPort(5000, work), onPort(9090, admin));
    const outcomeOf = (ok: boolean) => (ok ? 'ok' : 'timeout');
    const ports = [answer(5000, outcomeOf(work)), answer(9090, outcomeOf(admin))];
    expect(itemsOf(tasks)).toEqual([{ taskId: 'task-1', at: NOW, ...merged, ports }]);
  });

  it.each([
    { before: [true, true], inARow: undefined },
    { before: [true, false], inARow: 2 },
    { before: [false, true], inARow: 2 },
  ])('failed $inARow times in a row when 5000 and 9090 answered $before before', async ({ before, inARow }) => {
    const [work = true, admin = true] = before;
    const { tasks } = await probe(
      ...[onPort(5000, work, 15), onPort(9090, admin, 15)],
      ...[onPort(5000, true), onPort(9090, false)],
    );
    expect(itemsOf(tasks)).toMatchObject([{ port: 9090 }]);
    expect(itemsOf(tasks)[0]?.inARow).toBe(inARow);
  });

  it('count as one without ports where one of them names none', async () => {
    const { tasks } = await probe(onPort(9090, true), { task: 'task-1', ok: false, latencyMs: 5, status: 500 });
    expect(itemsOf(tasks)).toEqual([{ taskId: 'task-1', outcome: 'bad-status', status: 500, latencyMs: 5, at: NOW }]);
  });
});

it('probes that were not recorded are missing: of tasks as not configured, of dependencies as no data', async () => {
  expect(await probe()).toMatchObject({
    tasks: { state: 'missing', reason: 'not-configured' },
    dependencies: { state: 'missing', reason: 'no-data' },
  });
});
