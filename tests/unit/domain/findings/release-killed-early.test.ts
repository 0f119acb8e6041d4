// Unit layer: a new revision whose tasks ECS kills, for their health checks, while they start.
import { SECOND } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST, secondsAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const KILL = { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' };

describe('release-not-working, whose tasks are killed while they start', () => {
  /** The last kill was so many seconds ago, and each task lived 100 s; task 4 has just been created. */
  const killed = (count: number, firstCreatedAgo: number, state: ServiceState = {}): ServiceState => ({
    deployments: [{ createdAt: minutesAgo(20), rolloutState: 'IN_PROGRESS' }],
    older: [1, 2, 3],
    unhealthy: [4],
    task: { 4: { createdAt: secondsAgo(50), startedAt: secondsAgo(20) } },
    stopped: Array.from({ length: count }, (_, index) => ({
      ...KILL,
      id: `gone-${index}`,
      createdAt: secondsAgo(firstCreatedAgo) + index * 100_000,
      stoppedAt: secondsAgo(firstCreatedAgo) + (index + 1) * 100_000,
    })),
    ...state,
  });
  const isFoundIn = (state: ServiceState) => isFound('release-not-working', state);

  it.each([
    { count: 3, seconds: 389, expected: false },
    { count: 3, seconds: 390, expected: true },
    { count: 1, seconds: 390, expected: false },
    { count: 2, seconds: 390, expected: true },
  ])('is found for $count kills, the first task created $seconds s ago, of 390 s: $expected', (row) => {
    expect(isFoundIn(killed(row.count, row.seconds))).toBe(row.expected);
  });

  it('is hard evidence that counts the kills', () => {
    expect(found('release-not-working', killed(3, 400))).toMatchObject([
      {
        strength: 'hard',
        numbers: { newTasks: 1, idle: 1, olderTasks: 3, killedEarly: 3 },
        message:
          'new revision: 1 of 1 task does not serve, and 3 more failed their health check before they served; tasks of the older revision serve',
      },
    ]);
  });

  it.each<{ what: string; state: ServiceState; expected: boolean }>([
    { what: 'none of them runs at the moment', state: { tasks: 3 }, expected: true },
    { what: 'one of them serves by now', state: { unhealthy: [] }, expected: false },
    { what: 'the older tasks do not serve either', state: { unhealthy: [1, 2, 3, 4] }, expected: false },
    { what: 'the older tasks are all replaced', state: { tasks: [4], older: [] }, expected: true },
  ])('is found while $what: $expected', ({ state, expected }) => {
    expect(isFoundIn(killed(3, 400, state))).toBe(expected);
  });

  it('does not count tasks that ended by themselves', () => {
    const stopped = (killed(3, 400).stopped ?? []).map(({ stopCode: _, stoppedReason: __, ...task }) => task);
    const target = { 4: { reason: 'Target.ResponseCodeMismatch', description: 'failed with these codes: [503]' } };
    expect(isFoundIn(killed(3, 400, { target }))).toBe(true);
    expect(isFoundIn(killed(3, 400, { target, stopped }))).toBe(false);
  });

  it.each([
    { known: { startedAt: secondsAgo(400) }, what: 'its start' },
    { known: { startedAt: undefined }, what: 'its end' },
  ])('takes $what for the creation of a task where that is not known', ({ known }) => {
    const undated: object = { ...KILL, stoppedAt: secondsAgo(395), ...known };
    expect(isFoundIn(killed(0, 0, { stopped: [undated, { ...undated, id: 'b' }] }))).toBe(true);
  });

  /** Earlier tasks needed 40 s for their start. The grace period and the health checks need 90 s by themselves. */
  const FAST = { starts: Array.from({ length: 5 }, (_, n) => ({ task: `old-${n}`, at: NEWEST, tookMs: 40 * SECOND })) };
  const answering = (codes: string, seconds: number): ServiceState =>
    killed(2, seconds, {
      baseline: FAST,
      stopped: (killed(2, seconds).stopped ?? []).map((task) => ({
        ...task,
        stoppedReason: 'Task failed ELB health checks',
      })),
      target: {
        4: { reason: 'Target.ResponseCodeMismatch', description: `Health checks failed with these codes: ${codes}` },
      },
    });

  it.each([
    { codes: '[500]', seconds: 89, expected: false },
    { codes: '[500]', seconds: 90, expected: true },
    { codes: '[404]', seconds: 90, expected: true },
    { codes: '[503]', seconds: 389, expected: false },
    { codes: '[502, 504]', seconds: 389, expected: false },
    { codes: '[503, 500]', seconds: 90, expected: true },
    { codes: '[503]', seconds: 390, expected: true },
  ])('that answers with $codes is found $seconds s after its first start, where starts took 40 s: $expected', (row) => {
    expect(isFoundIn(answering(row.codes, row.seconds))).toBe(row.expected);
  });

  it('counts the wrong answers of other tasks beside one that has no target yet', () => {
    expect(isFoundIn({ ...answering('[500]', 90), starting: [5] })).toBe(true);
  });
});
