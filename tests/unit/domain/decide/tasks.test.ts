// Unit layer: the decision table, on one, some or all tasks that fail.
import { HOUR } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { level, rising } from '#tests/builders/metrics.ts';
import { aLogLine } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { inShort } from '../story.ts';
import { BUSY, exited, firstCheck, itDecides, MANUAL, SCALED_IN, stoppedTasks } from './decision-table.ts';

const REPLACED = 'act: stop-task surge task-1';

itDecides(
  'a target that fails its health check among healthy ones',
  ['Target.Timeout', 'Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'].flatMap((reason) => {
    const target = { 1: { state: 'unhealthy' as const, reason } };
    const row = { target, cause: 'instance-unhealthy', only: ['stop-task'] } as const;
    return [
      { ...row, what: `${reason}, for ten seconds`, decision: 'wait: ecs-is-replacing' },
      { ...row, what: `${reason}, for two minutes`, seenForSeconds: 120, decision: REPLACED },
    ];
  }),
);

const ANOMALOUS: ServiceState = { target: { 1: { isAnomalous: true } } };
const timeouts = [60, 40, 20].map((seconds) =>
  aLogLine({ at: secondsAgo(seconds), message: '[CRITICAL] WORKER TIMEOUT (pid:9)' }),
);
const grey = { cause: 'instance-grey', decision: REPLACED, only: ['stop-task'] } as const;
itDecides('a task that passes its health check and does no work', [
  { ...grey, what: 'anomalous to the load balancer', ...ANOMALOUS },
  { ...grey, what: 'without an answer to its work probe', hung: [1] },
  {
    ...grey,
    what: 'the only one that logs worker timeouts, while users get errors',
    logs: { lines: timeouts },
    traffic: { target5xx: 600 },
  },
  {
    ...grey,
    what: 'stuck at full CPU, which the average of all tasks hardly shows',
    hung: [1],
    utilisation: { cpu: 0.45 },
    metrics: { cpu: level(20, 0.45) },
  },
]);

it.each<{ what: string; state: ServiceState }>([
  { what: 'anomalous', state: ANOMALOUS },
  { what: 'hung', state: { hung: [1] } },
])('a task that is $what at the first check is not confirmed', ({ state }) => {
  expect(inShort(firstCheck(state).decision)).toBe('wait: not-confirmed');
});

const OOM = 'OutOfMemoryError: Container killed due to memory usage';
const outOfMemory = { containers: [{ name: 'web', exitCode: 137, reason: OOM }] };
const healthy = { cause: 'none', decision: 'none: healthy' } as const;
const transition = { cause: 'in-transition', decision: 'wait: in-transition' } as const;
const crashLoop = { cause: 'crash-loop', decision: MANUAL } as const;

itDecides('killed tasks', [
  {
    ...transition,
    what: 'one out of memory, being replaced',
    tasks: 3,
    starting: [5],
    ...stoppedTasks(1, outOfMemory),
  },
  {
    what: 'two out of memory in ten minutes',
    ...stoppedTasks(2, outOfMemory),
    cause: 'out-of-memory',
    decision: MANUAL,
  },
  { ...healthy, what: 'exit code 137 in a scale-in', ...stoppedTasks(3, { ...exited(137), ...SCALED_IN }) },
  { ...crashLoop, what: 'exit code 137, no memory message', tasks: 3, ...stoppedTasks(3, exited(137)) },
  { ...healthy, what: 'SIGTERM (exit code 143) in a scale-in', ...stoppedTasks(3, { ...SCALED_IN, ...exited(143) }) },
  { ...healthy, what: 'SIGTERM (exit code 143) by themselves', ...stoppedTasks(3, exited(143)) },
]);

const exiting = (exitCode: number): ServiceState => ({ tasks: 0, ...stoppedTasks(4, exited(exitCode)) });
const outage = { cause: 'dependency-down', seenForSeconds: 60, decision: 'escalate: dependency-is-down' } as const;
const unknown = { cause: 'unknown', seenForSeconds: 180, decision: 'escalate: cause-unknown' } as const;
itDecides('tasks of an established revision that exit again and again', [
  { ...crashLoop, what: 'exit code 1', ...exiting(1) },
  { ...crashLoop, what: 'exit code 134', ...exiting(134) },
  { ...crashLoop, what: 'exit code 139', ...exiting(139) },
  { ...outage, what: 'exit code 1, while the database that they need is down', ...exiting(1), down: ['database'] },
  { ...unknown, what: 'exit code 0, which gives no reason', ...exiting(0), tasks: 2 },
]);

const overload = { ...BUSY, cause: 'overload', decision: MANUAL } as const;
itDecides('overloaded tasks, CPU full and requests doubled', [
  { ...overload, what: 'targets healthy' },
  { ...overload, what: 'all targets time out', unhealthy: [1, 2, 3, 4] },
  { ...overload, what: 'answers slow enough for 504', traffic: { elb504: 300, latencyP95Ms: 4_000 } },
]);

itDecides('memory that rises while requests do not', [
  {
    what: 'exhausted within ten minutes',
    metrics: { requests: level(25, 6_000), memory: rising(25, 0.92, 0.015) },
    utilisation: { cpu: 0.3, memory: 0.92 },
    cause: 'memory-leak',
    decision: MANUAL,
  },
]);

const young: ServiceState = { task: { 4: { startedAt: secondsAgo(20), createdAt: minutesAgo(1) } } };
const registering = { 4: { state: 'initial', reason: 'Elb.RegistrationInProgress' } } as const;
const draining: ServiceState = {
  desired: 3,
  task: { 4: { desiredStatus: 'STOPPED', createdAt: NOW - HOUR } },
  target: { 4: { state: 'draining', reason: 'Target.DeregistrationInProgress' } },
};
itDecides('a task in transition', [
  { ...transition, what: 'registered and not yet checked', ...young, target: registering },
  { ...transition, what: 'unhealthy within its grace period', ...young, unhealthy: [4] },
  { ...transition, what: 'without an answer to its work probe within its grace period', ...young, hung: [4] },
  { ...healthy, what: 'draining, while its replacement serves', ...draining },
]);
