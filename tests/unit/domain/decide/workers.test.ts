// Unit layer: the decision table, on services without a load balancer. See docs/support.md.
import { secondsAgo } from '#tests/builders/constants.ts';
import { level, rising } from '#tests/builders/metrics.ts';
import { aLogLine, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { itDecides, MANUAL, ROLLING_OUT, stoppedTasks } from './decision-table.ts';

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

const unknown = { ...worker, ...red, cause: 'unknown' } as const;
itDecides('a worker of which a task fails the health check of its container', [
  { ...unknown, what: 'for ten seconds', decision: 'wait: cause-unknown' },
  { ...unknown, what: 'for three minutes', seenForSeconds: 180, decision: 'escalate: cause-unknown' },
]);
