// Unit layer: stop-task with one reserved step, against a stateful outside and the stores in memory.
import { stopTask } from '#functions/stop-task/stop-task.ts';
import { missing } from '#shared/domain/model/part.ts';
import type { StopTaskPlan } from '#shared/domain/model/plan.ts';
import { aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { aTarget } from '#tests/builders/parts.ts';
import { carriedOut, type Given, inState, reserved } from '../services-in-memory.ts';

const stop = async (plan: Partial<StopTaskPlan>, given?: Given) =>
  carriedOut(await reserved(aStopTaskPlan(plan), given), stopTask);

const unreadable = { ecs: missing('throttled', 'too many requests') };

/** A plan for four desired tasks, whose replacement is task 5. */
const RETIRE = { step: 'retire', keep: ['task-2', 'task-3', 'task-4', 'task-5'] } as const;

const running = (tasks: readonly number[], { healthy = tasks, desired = 5 } = {}) =>
  inState({ desired, tasks, targets: healthy.map((number) => aTarget(number)) });

it.each([
  { step: 'surge', desired: 3, result: 'refused: facts-changed', changed: [] },
  { step: 'surge', desired: 4, result: 'done', changed: ['desired 5'] },
  { step: 'surge', desired: 5, result: 'refused: facts-changed', changed: [] },
  { step: 'abandon', desired: 4, result: 'refused: facts-changed', changed: [] },
  { step: 'abandon', desired: 5, result: 'done', changed: ['desired 4'] },
  { step: 'abandon', desired: 6, result: 'refused: facts-changed', changed: [] },
] as const)(
  '$step, planned for 4 tasks, is $result while $desired are desired',
  async ({ step, desired, ...result }) => {
    expect(await stop({ step }, inState({ desired }))).toEqual(result);
  },
);

it.each(['surge', 'retire', 'settle', 'abandon'] as const)(
  '%s is refused while the service cannot be read',
  async (step) => {
    const result = { result: 'refused: capacity-unknown', changed: [] };
    expect(await stop({ step, keep: RETIRE.keep }, unreadable)).toEqual(result);
  },
);

it('retire protects the healthy tasks, then decreases the desired count', async () => {
  expect(await stop(RETIRE, running([1, 2, 3, 4, 5]))).toEqual({
    result: 'done',
    changed: ['protect task-2 task-3 task-4 task-5 for 5 min', 'desired 4'],
  });
});

it.each([
  { healthy: [2, 3, 4], reason: 'capacity-floor' },
  { healthy: [1, 2, 3, 4], reason: 'capacity-floor' },
  { healthy: [1], reason: 'last-healthy-task' },
  { healthy: [], reason: 'last-healthy-task' },
  { healthy: [2, 3, 4, 6], reason: 'facts-changed' },
])('retire, with 4 tasks desired and only $healthy healthy, is refused: $reason', async ({ healthy, reason }) => {
  expect(await stop(RETIRE, running([1, 2, 3, 4, 5, 6], { healthy }))).toEqual({
    result: `refused: ${reason}`,
    changed: [],
  });
});

it.each([
  { healthy: [1], result: 'refused: last-healthy-task' },
  { healthy: [1, 2], result: 'done' },
])(
  'retire of the only task, replaced by task 2, is $result while $healthy are healthy',
  async ({ healthy, result }) => {
    const plan = { ...RETIRE, desiredCount: 1, keep: ['task-2'] };
    expect(await stop(plan, running([1, 2], { healthy, desired: 2 }))).toMatchObject({ result });
  },
);

it.each([
  {
    what: 'the desired count has changed',
    given: running([1, 2, 3, 4, 5], { desired: 6 }),
    reason: 'facts-changed',
  },
  {
    what: 'a task to keep fails its own health check',
    given: inState({ desired: 5, tasks: [2, 3, 4, 5], task: { 5: { healthStatus: 'UNHEALTHY' } } }),
    reason: 'capacity-floor',
  },
  {
    what: 'the tasks cannot be listed',
    given: { ...inState({ desired: 5 }), tasks: missing('throttled', '') },
    reason: 'capacity-unknown',
  },
  {
    what: 'the target group cannot be read',
    given: { ...inState({ desired: 5 }), targetGroups: missing('access-denied', '') },
    reason: 'capacity-unknown',
  },
])('retire is refused when $what', async ({ given, reason }) => {
  expect(await stop(RETIRE, given)).toEqual({ result: `refused: ${reason}`, changed: [] });
});

it('retire fails when the plan names no task to keep', async () => {
  const result = { result: 'failed: TargetMissing', changed: [] };
  expect(await stop({ ...RETIRE, keep: [] }, running([1, 2, 3, 4, 5]))).toEqual(result);
});

it.each([
  { keep: ['task-2', 'task-9'], changed: ['unprotect task-2'] },
  { keep: ['task-9'], changed: [] },
])('settle of $keep, while the tasks 1 to 4 run, changes $changed', async ({ keep, changed }) => {
  expect(await stop({ step: 'settle', keep })).toEqual({ result: 'done', changed });
});
