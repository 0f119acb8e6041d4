// Unit layer: the decision table, on services without a load balancer. See docs/support.md.
import type { Task } from '#shared/domain/model/observation.ts';
import type { WorkerPolicy } from '#shared/domain/model/policy.ts';
import { OLDER_REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { level, rising } from '#tests/builders/metrics.ts';
import { aLogLine, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { aStory } from '../story.ts';
import { itDecides, MANUAL, ROLLING_OUT, type Row, stoppedTasks } from './decision-table.ts';

/** Neither requests nor work probes reach the tasks. */
const worker: ServiceState = {
  targetGroups: [],
  ecs: { targetGroupArns: [] },
  missing: { taskProbes: 'not-configured', traffic: 'not-configured' },
};
const outOfMemory = { stoppedReason: 'OutOfMemoryError: container killed due to memory usage' };
const red: ServiceState = { task: { 1: { healthStatus: 'UNHEALTHY' } } };
const errors = numbersTo(20).map((number) => aLogLine({ at: secondsAgo(3 * number), message: 'ERROR the job failed' }));
const saturated: ServiceState = { utilisation: { cpu: 0.97, memory: 0.4 }, metrics: { cpu: level(5, 0.97) } };
const leaking: ServiceState = { utilisation: { cpu: 0.3, memory: 0.9 }, metrics: { memory: rising(15, 0.91, 0.022) } };

const unseen = { cause: 'none', decision: 'none: healthy' } as const;
itDecides('a worker', [
  { ...unseen, ...worker, what: 'healthy' },
  { ...worker, ...stoppedTasks(3), tasks: 2, what: 'its tasks exit', cause: 'crash-loop', decision: MANUAL },
  { ...worker, ...stoppedTasks(2, outOfMemory), tasks: 3, what: 'killed', cause: 'out-of-memory', decision: MANUAL },
  { ...worker, ...leaking, what: 'its memory rises', cause: 'memory-leak', decision: MANUAL },
  {
    ...worker,
    ...ROLLING_OUT,
    ...stoppedTasks(2),
    what: 'tasks of a new revision exit',
    cause: 'bad-release',
    decision: 'act: roll-back stop-deployment d42',
    only: ['roll-back'],
  },
  {
    ...worker,
    what: 'its database is down',
    down: ['database'],
    seenForSeconds: 60,
    cause: 'dependency-down',
    decision: 'escalate: dependency-is-down',
  },
]);

itDecides('a worker whose fault leaves no symptom', [
  { ...worker, ...saturated, what: 'CPU is full', cause: 'none', decision: 'none: nothing-found' },
  { ...unseen, ...worker, what: 'one task logs errors', logs: { lines: errors } },
]);

const lasting = numbersTo(48).map((number) =>
  aLogLine({ at: secondsAgo(5 * number), taskId: `task-${1 + (number % 3)}`, message: 'ERROR the job failed' }),
);
itDecides('a worker whose tasks log errors minute by minute', [
  {
    ...worker,
    what: 'in unknown words',
    logs: { lines: lasting },
    seenForSeconds: 180,
    cause: 'unknown',
    decision: 'escalate: cause-unknown',
  },
]);

const HEALTHY = { healthStatus: 'HEALTHY' } as const;
const UNHEALTHY = { healthStatus: 'UNHEALTHY' } as const;
const redOf = (failing: readonly number[], given: Partial<Task> = UNHEALTHY): ServiceState => ({
  ...worker,
  task: Object.fromEntries([1, 2, 3, 4].map((number) => [number, failing.includes(number) ? given : HEALTHY])),
});
/** The task itself is HEALTHY, because its main container is. */
const sidecar = {
  ...HEALTHY,
  containers: [
    { name: 'web', lastStatus: 'RUNNING', ...HEALTHY },
    { name: 'queue-poller', lastStatus: 'RUNNING', ...UNHEALTHY },
  ],
} as const;
const instance = {
  cause: 'instance-unhealthy',
  decision: 'act: stop-task surge task-1',
  only: ['stop-task'],
  seenForSeconds: 180,
} as const;
const unknown = { ...worker, ...red, cause: 'unknown' } as const;
itDecides('a worker of which a task fails the health check of its container', [
  { ...instance, ...redOf([1]), what: 'for 119 s', seenForSeconds: 119, decision: 'wait: ecs-is-replacing' },
  { ...instance, ...redOf([1]), what: 'for 120 s', seenForSeconds: 120 },
  { ...instance, ...redOf([1]), what: 'for three minutes' },
  { ...instance, ...redOf([1], sidecar), what: 'for three minutes, in a container that is not essential' },
  { ...instance, ...redOf([1, 2]), what: 'and a second one', decision: 'escalate: several-tasks-fail', only: [] },
  {
    ...unknown,
    ...redOf([1, 2, 3, 4]),
    what: 'as all others do',
    decision: 'escalate: cause-unknown',
    seenForSeconds: 180,
  },
  {
    ...unknown,
    ...redOf([1]),
    what: 'and is the only one',
    tasks: 1,
    desired: 1,
    decision: 'escalate: cause-unknown',
    seenForSeconds: 180,
  },
  {
    ...unknown,
    what: 'while nothing is known of the others',
    decision: 'escalate: cause-unknown',
    seenForSeconds: 180,
  },
]);

it('a worker whose task is replaced keeps it until the health check of the replacement passes', () => {
  const story = aStory({ policy: { mode: 'auto' } });
  expect(story.until(redOf([1]), 'wait: ecs-is-replacing').answer).toBe('act: stop-task surge task-1');
  const surged = (given: Partial<Task>): ServiceState => {
    const { task, ...rest } = redOf([1]);
    return { ...rest, desired: 5, tasks: 5, task: { ...task, 5: given } };
  };
  const started = { createdAt: secondsAgo(40), startedAt: secondsAgo(20) };
  expect(story.check(surged(started))).toBe('wait: replacement-starting');
  expect(story.check(surged({ ...started, ...HEALTHY }))).toBe('act: stop-task retire task-1');
});

/** The oldest message in the queue of the worker may be five minutes old. */
const queue: WorkerPolicy = {
  metric: {
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: 'jobs' },
    statistic: 'Maximum',
  },
  maximum: 300,
};
const withQueue = { ...worker, policy: { worker: queue } };
const late: Row = {
  ...withQueue,
  what: 'for five minutes, without a reason',
  metrics: { backlog: level(5, 900) },
  cause: 'unknown',
  decision: 'escalate: cause-unknown',
  seenForSeconds: 180,
};
itDecides('a worker whose messages wait too long', [
  { ...late, ...unseen, what: 'not at all', metrics: { backlog: level(5, 300) } },
  { ...late, ...unseen, what: 'for a minute', metrics: { backlog: [200, 200, 900] } },
  late,
  {
    ...late,
    what: 'CPU is full',
    metrics: { ...late.metrics, ...saturated.metrics },
    cause: 'overload',
    decision: MANUAL,
  },
  {
    ...late,
    what: 'its database is down',
    down: ['database'],
    cause: 'dependency-down',
    decision: 'escalate: dependency-is-down',
  },
  { ...late, ...stoppedTasks(3), what: 'its tasks exit', tasks: 2, cause: 'crash-loop', decision: MANUAL },
  { ...late, what: 'stopped on purpose', tasks: 0, desired: 0, cause: 'intended', decision: 'wait: intended-state' },
]);

it('a worker is not healthy again before its messages are in time', () => {
  const story = aStory({ policy: { worker: queue, mode: 'auto' } });
  const released: ServiceState = { ...worker, ...ROLLING_OUT, ...stoppedTasks(2), metrics: { backlog: level(5, 900) } };
  expect(story.check(released)).toBe('act: roll-back stop-deployment d42');
  const back: ServiceState = { ...worker, older: [1, 2, 3, 4], deployments: [{ taskDefinition: OLDER_REVISION }] };
  const stillLate = { ...back, metrics: { backlog: level(5, 900) } };
  expect(story.until(stillLate, 'wait: verifying', 12).answer).toBe('wait: verifying');
  const inTime = { ...back, metrics: { backlog: [900, 100] } };
  expect(story.until(inTime, 'wait: verifying')).toEqual({ seconds: 10, answer: 'resolved: restored' });
});
