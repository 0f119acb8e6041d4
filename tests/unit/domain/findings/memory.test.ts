// Unit layer: findings about the memory of single tasks, and about tasks killed for memory.
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound, NEWEST_MINUTES } from './found.ts';

describe('task-memory-full', () => {
  it('compares the fullest task with the average', () => {
    const metrics = { memoryMaximum: [0.9, 0.96, 0.97, 0.98, 0.97], memory: level(5, 0.75) };
    expect(found('task-memory-full', { metrics })).toMatchObject([
      {
        strength: 'hard',
        since: NEWEST - 3 * MINUTE,
        at: NEWEST + MINUTE,
        numbers: { maximum: 0.97, average: 0.75, minutes: 4 },
        message: 'the fullest task uses 97 % of its memory for 4 minutes, the average is 75 %',
      },
    ]);
  });

  it.each([
    { maximum: 0.949, average: 0.5, minutes: 5, expected: false },
    { maximum: 0.95, average: 0.5, minutes: 5, expected: true },
    { maximum: 0.95, average: 0.5, minutes: 2, expected: false },
    { maximum: 0.95, average: 0.5, minutes: 3, expected: true },
    { maximum: 1, average: 0.89, minutes: 3, expected: true },
    { maximum: 1, average: 0.91, minutes: 3, expected: false },
  ])('is found for $minutes minutes at $maximum with an average of $average: $expected', (row) => {
    const metrics = { memoryMaximum: level(row.minutes, row.maximum), memory: level(row.minutes, row.average) };
    expect(isFound('task-memory-full', { metrics })).toBe(row.expected);
  });

  it('is not found while the average is not known', () => {
    expect(isFound('task-memory-full', { metrics: { memoryMaximum: level(5, 1) } })).toBe(false);
  });

  it.each(NEWEST_MINUTES)('is found in minutes of which the newest began $minutes minutes ago: $isCurrent', (row) => {
    const metrics = { memoryMaximum: level(5, 0.99), memory: level(5, 0.5) };
    const state = { metrics, newestMinute: minutesAgo(row.minutes) };
    expect(isFound('task-memory-full', state)).toBe(row.isCurrent);
  });
});

const killedForMemory = (minutes: number, taskDefinition = REVISION) =>
  aStoppedTask({
    id: `killed-${minutes}`,
    taskDefinition,
    stoppedAt: minutesAgo(minutes),
    containers: [{ name: 'web', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
  });

describe('repeated-out-of-memory', () => {
  it('counts the kills and the hours', () => {
    const stopped = [killedForMemory(30), killedForMemory(150)];
    expect(found('repeated-out-of-memory', { stopped })).toMatchObject([
      {
        strength: 'hard',
        subject: REVISION,
        at: minutesAgo(30),
        since: minutesAgo(150),
        numbers: { kills: 2, hours: 2.5, fullest: 0 },
        message: '2 tasks were killed for memory in the last 2.5 hours',
      },
    ]);
  });

  it.each([
    {
      kills: [60],
      fullest: 0.9,
      message: '1 task was killed for memory in the last 1 hours, and the fullest task uses 90 %',
    },
    { kills: [30, 60], fullest: 0.89, message: '2 tasks were killed for memory in the last 1 hours' },
  ])('names the fullest task from 90 % on: $message', ({ kills, fullest, message }) => {
    const state = {
      stopped: kills.map((minutes) => killedForMemory(minutes)),
      metrics: { memoryMaximum: level(5, fullest) },
    };
    expect(found('repeated-out-of-memory', state)).toMatchObject([{ message }]);
  });

  it.each([
    { kills: [359], fullest: 0.5, expected: false },
    { kills: [359], fullest: 0.899, expected: false },
    { kills: [359], fullest: 0.9, expected: true },
    { kills: [20, 359], fullest: 0.5, expected: true },
    { kills: [20, 360], fullest: 0.5, expected: false },
    { kills: [5, 9.9], fullest: 0.5, expected: false },
    { kills: [5, 10], fullest: 0.5, expected: true },
    { kills: [0, 20], fullest: 0.5, expected: true },
    { kills: [-1, 20], fullest: 0.5, expected: false },
    { kills: [], fullest: 0.99, expected: false },
  ])('is found for kills $kills minutes ago while the fullest task uses $fullest: $expected', (row) => {
    const stopped = row.kills.map((minutes) => killedForMemory(minutes));
    const state = { stopped, metrics: { memoryMaximum: level(5, row.fullest) } };
    expect(isFound('repeated-out-of-memory', state)).toBe(row.expected);
  });

  it.each<{ why: string; state: ServiceState }>([
    {
      why: 'the revision is not deployed',
      state: { stopped: [killedForMemory(20, OLDER_REVISION), killedForMemory(90, OLDER_REVISION)] },
    },
    {
      why: 'the kills are of two revisions',
      state: { stopped: [killedForMemory(20), killedForMemory(90, OLDER_REVISION)] },
    },
    {
      why: 'tasks exited for another reason',
      state: { stopped: [20, 90].map((minutes) => aStoppedTask({ stoppedAt: minutesAgo(minutes) })) },
    },
    {
      why: 'no text gives a reason',
      state: {
        stopped: [20, 90].map((minutes) =>
          aStoppedTask({ stoppedAt: minutesAgo(minutes), containers: [], stopCode: '', stoppedReason: '' }),
        ),
      },
    },
    {
      why: 'the service cannot be read',
      state: { stopped: [killedForMemory(20), killedForMemory(90)], missing: { ecs: 'throttled' } },
    },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('repeated-out-of-memory', state)).toBe(false);
  });

  it('leaves out a fullest task that was measured too long ago', () => {
    const metrics = { memoryMaximum: level(5, 0.99) };
    const state = { stopped: [killedForMemory(60)], metrics, newestMinute: NOW - 10 * MINUTE };
    expect(isFound('repeated-out-of-memory', state)).toBe(false);
  });
});
