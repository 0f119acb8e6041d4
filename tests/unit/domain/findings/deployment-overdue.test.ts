// Unit layer: a deployment that lasts too long although all desired tasks serve.
import { minutesAgo, NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anOlderRelease, aRelease, aTarget, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const lastingFor = (minutes: number, state: ServiceState = {}): ServiceState => ({
  deployments: [{ createdAt: minutesAgo(minutes), rolloutState: 'IN_PROGRESS' }],
  releases: [aRelease({ status: 'IN_PROGRESS', createdAt: minutesAgo(minutes) }), anOlderRelease()],
  ...state,
});
const draining = { targets: [...numbersTo(4).map((number) => aTarget(number)), aTarget(9, { state: 'draining' })] };
const messageOf = (state: ServiceState): string | undefined => found('deployment-overdue', state)[0]?.message;

it.each<{ minutes: number; state?: ServiceState; what: string; expected: boolean }>([
  { minutes: 17.99, what: 'nothing drains', expected: false },
  { minutes: 18, what: 'nothing drains', expected: false },
  { minutes: 18.01, what: 'nothing drains', expected: true },
  { minutes: 72.99, state: draining, what: 'a target drains', expected: false },
  { minutes: 73, state: draining, what: 'a target drains', expected: false },
  { minutes: 73.01, state: draining, what: 'a target drains', expected: true },
])('is found after $minutes minutes, of 18 and an hour to drain, where $what: $expected', (row) => {
  expect(isFound('deployment-overdue', lastingFor(row.minutes, row.state))).toBe(row.expected);
});

it('lasts since it was due, and is hard evidence about the new revision', () => {
  expect(found('deployment-overdue', lastingFor(60))).toMatchObject([
    {
      strength: 'hard',
      subject: REVISION,
      since: minutesAgo(42),
      numbers: { minutes: 60, allowedMinutes: 18, running: 4, desired: 4, draining: 0 },
    },
  ]);
});

it.each<{ what: string; state: ServiceState }>([
  { what: 'has completed', state: { deployments: [{ createdAt: minutesAgo(60) }] } },
  { what: 'failed', state: { deployments: [{ createdAt: minutesAgo(60), rolloutState: 'FAILED' }] } },
  { what: 'leaves a task without an answer', state: { hung: [1] } },
  { what: 'leaves a task missing', state: { tasks: 3 } },
  { what: 'is of a service without desired tasks', state: { desired: 0, tasks: 0 } },
  { what: 'is of a service whose tasks cannot be read', state: { missing: { tasks: 'throttled' } } },
  { what: 'is of a service that cannot be read', state: { missing: { ecs: 'throttled' } } },
  {
    what: 'is held by a hook',
    state: { releases: [aRelease({ status: 'IN_PROGRESS', createdAt: minutesAgo(60), isPaused: true })] },
  },
  {
    what: 'bakes',
    state: { releases: [aRelease({ status: 'IN_PROGRESS', createdAt: minutesAgo(60), stage: 'BAKE_TIME' })] },
  },
])('is not found where the deployment $what', ({ state }) => {
  expect(isFound('deployment-overdue', lastingFor(60, state))).toBe(false);
});

const protectedTasks = {
  message: '(service registry) was unable to stop or start tasks because of the number of protected tasks.',
};
const oldTasks = (runningCount: number): ServiceState => ({
  deployments: [
    { createdAt: minutesAgo(60), rolloutState: 'IN_PROGRESS' },
    { id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION, desiredCount: 0, runningCount },
  ],
});

it.each<{ state: ServiceState; missing: string }>([
  { state: {}, missing: 'ECS does not tell what it waits for' },
  { state: oldTasks(1), missing: '1 task of mlflow-registry:41 did not stop' },
  { state: oldTasks(2), missing: '2 tasks of mlflow-registry:41 did not stop' },
  { state: oldTasks(0), missing: 'ECS does not tell what it waits for' },
  {
    state: { deployments: [{ createdAt: minutesAgo(60), rolloutState: 'IN_PROGRESS', runningCount: 3 }] },
    missing: '3 of 4 new tasks run',
  },
  {
    state: { events: [{ at: minutesAgo(5), ...protectedTasks }] },
    missing: 'ECS reports tasks that are protected from scale-in',
  },
  { state: { events: [{ at: minutesAgo(61), ...protectedTasks }] }, missing: 'ECS does not tell what it waits for' },
  {
    state: { events: [{ at: NOW, message: '(service registry) has started 1 tasks: (task 5).' }] },
    missing: 'ECS does not tell what it waits for',
  },
  { state: { task: { 1: { connectivity: 'DISCONNECTED' } } }, missing: '1 task has a disconnected agent' },
  {
    state: { task: { 1: { connectivity: 'DISCONNECTED' }, 2: { connectivity: 'DISCONNECTED' } } },
    missing: '2 tasks have disconnected agents',
  },
  {
    state: { releases: [aRelease({ status: 'IN_PROGRESS', createdAt: minutesAgo(60), stage: 'CLEAN_UP' })] },
    missing: 'the stage is CLEAN_UP',
  },
])('names what is missing: $missing', ({ state, missing }) => {
  expect(messageOf(lastingFor(60, state))).toBe(
    `the deployment of mlflow-registry:42 is not complete after 60 minutes, of 18 that it may need, although all desired tasks serve: ${missing}`,
  );
});

it('names targets that drain', () => {
  expect(messageOf(lastingFor(90, draining))).toMatch(/after 90 minutes, of 73 .*: 1 target drains$/);
});
