// Unit layer: the decision table, part one. What is wrong with tasks: one, some, or all of them.
import { observed } from '#shared/domain/model/part.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aHistory, level, rising } from '#tests/builders/metrics.ts';
import { aService, aTask, someTraffic, tasks } from '#tests/builders/parts.ts';
import { firstLookAt, itDecides, short, silent, stopped, targetsWith } from './decision-table.ts';
import { inShort } from './story.ts';

const REPLACED = 'act: stop-task surge task-1';
const LEFT_TO_PEOPLE = 'escalate: manual-action-required';

describe('one target that fails its health check among healthy ones of the same revision', () => {
  const failing = (reason: string) => ({ targetGroups: targetsWith([1], { state: 'unhealthy', reason }) });
  itDecides(
    ['Target.Timeout', 'Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'].flatMap((reason) => {
      const row = { given: failing(reason), cause: 'instance-unhealthy', only: ['stop-task'] } as const;
      return [
        { ...row, evidence: `${reason}, just now`, decision: 'wait: ecs-is-replacing' },
        { ...row, evidence: `${reason}, for two minutes`, seenForSeconds: 120, decision: REPLACED },
      ];
    }),
  );
});

describe('one green task that users get nothing from', () => {
  const ANOMALOUS = { targetGroups: targetsWith([1], { isAnomalous: true }) };
  const HUNG = { taskProbes: silent(1) };
  const timedOut = (secondsAgo: number) => ({
    at: NOW - secondsAgo * SECOND,
    taskId: 'task-1',
    message: '[CRITICAL] WORKER TIMEOUT (pid:9)',
  });
  itDecides([
    {
      evidence: 'the load balancer finds that it fails more requests than its peers',
      given: ANOMALOUS,
      cause: 'instance-grey',
      decision: REPLACED,
      only: ['stop-task'],
    },
    {
      evidence: 'it does not answer its work probe',
      given: HUNG,
      cause: 'instance-grey',
      decision: REPLACED,
      only: ['stop-task'],
    },
    {
      evidence: 'it alone logs that its workers time out, while users get errors',
      given: {
        logs: observed(NOW, { from: NOW - 10 * MINUTE, lines: [60, 40, 20].map(timedOut), isCut: false }),
        traffic: observed(NOW, someTraffic({ target5xx: 600 })),
      },
      cause: 'instance-grey',
      decision: REPLACED,
      only: ['stop-task'],
    },
    {
      evidence: 'it is stuck and uses all of its CPU, which shows little in the average of all',
      given: { ...HUNG, utilisation: observed(NOW, { cpu: 0.45 }), history: aHistory({ cpu: level(20, 0.45) }) },
      cause: 'instance-grey',
      decision: REPLACED,
      only: ['stop-task'],
    },
  ]);

  it.each([
    { evidence: 'anomalous', given: ANOMALOUS },
    { evidence: 'silent', given: HUNG },
  ])('is looked at a second time when it is $evidence', ({ given }) => {
    expect(inShort(firstLookAt({ given }).decision)).toBe('wait: not-confirmed');
  });
});

describe('tasks that are killed', () => {
  const STARTING = aTask(5, { lastStatus: 'PENDING', createdAt: NOW - 20 * SECOND });
  const outOfMemory = {
    containers: [{ name: 'web', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
  };
  const KILLED = { containers: [{ name: 'web', exitCode: 137 }] };
  const SCALED_IN = {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/42)',
  };
  itDecides([
    {
      evidence: 'one for its memory, whose replacement starts',
      given: { ...short(3, [STARTING]), ...stopped(1, outOfMemory) },
      cause: 'in-transition',
      decision: 'wait: in-transition',
    },
    {
      evidence: 'two for their memory within ten minutes',
      given: stopped(2, outOfMemory),
      cause: 'out-of-memory',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: 'by exit code 137 in a scale-in, since they ignore SIGTERM',
      given: stopped(3, { ...KILLED, ...SCALED_IN }),
      cause: 'none',
      decision: 'none: healthy',
    },
    {
      evidence: 'by exit code 137 again and again, and nothing says that it is for their memory',
      given: { ...short(3), ...stopped(3, KILLED) },
      cause: 'crash-loop',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: 'by SIGTERM (exit code 143) in a scale-in',
      given: stopped(3, { ...SCALED_IN, containers: [{ name: 'web', exitCode: 143 }] }),
      cause: 'none',
      decision: 'none: healthy',
    },
    {
      evidence: 'by SIGTERM (exit code 143), by themselves',
      given: stopped(3, { containers: [{ name: 'web', exitCode: 143 }] }),
      cause: 'none',
      decision: 'none: healthy',
    },
  ]);
});

describe('tasks that end themselves again and again, of a revision that has been there for long', () => {
  const ending = (exitCode: number) => ({ ...short(0), ...stopped(4, { containers: [{ name: 'web', exitCode }] }) });
  itDecides([
    ...[1, 134, 139].map((exitCode) => ({
      evidence: `with exit code ${exitCode}`,
      given: ending(exitCode),
      cause: 'crash-loop' as const,
      decision: LEFT_TO_PEOPLE,
    })),
    {
      evidence: 'with exit code 1, while the database that they need does not answer',
      given: {
        ...ending(1),
        dependencies: observed(NOW, [{ dependency: 'database', ok: false, latencyMs: 1_000, at: NOW }]),
      },
      cause: 'dependency-down',
      seenForSeconds: 60,
      decision: 'escalate: dependency-is-down',
    },
    {
      evidence: 'in good order (exit code 0), which says nothing of why',
      given: { ...ending(0), ...short(2) },
      cause: 'unknown',
      seenForSeconds: 180,
      decision: 'escalate: cause-unknown',
    },
  ]);
});

describe('tasks that have more to do than they can', () => {
  const BUSY = {
    utilisation: observed(NOW, { cpu: 0.97, memory: 0.4 }),
    history: aHistory({ cpu: level(5, 0.97), requests: [...level(15, 6_000), ...level(5, 12_000)] }),
  };
  itDecides([
    {
      evidence: 'CPU full, requests doubled, targets healthy',
      given: BUSY,
      cause: 'overload',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: 'CPU full, requests doubled, all targets time out',
      given: { ...BUSY, targetGroups: targetsWith([1, 2, 3, 4], { state: 'unhealthy', reason: 'Target.Timeout' }) },
      cause: 'overload',
      decision: LEFT_TO_PEOPLE,
    },
    {
      evidence: 'CPU full, and answers take long enough for 504',
      given: { ...BUSY, traffic: observed(NOW, someTraffic({ elb504: 300, latencyP95Ms: 4_000 })) },
      cause: 'overload',
      decision: LEFT_TO_PEOPLE,
    },
  ]);
});

describe('memory that rises though requests do not', () => {
  const RISING = { requests: level(25, 6_000), memory: rising(25, 0.92, 0.015) };
  itDecides([
    {
      evidence: 'and will be used up within ten minutes',
      given: { history: aHistory(RISING), utilisation: observed(NOW, { cpu: 0.3, memory: 0.92 }) },
      cause: 'memory-leak',
      decision: LEFT_TO_PEOPLE,
    },
  ]);
});

describe('a task on its way', () => {
  const young = aTask(4, { startedAt: NOW - 20 * SECOND, createdAt: NOW - MINUTE });
  const others = tasks(3);
  itDecides([
    {
      evidence: 'its target waits for the first health check',
      given: {
        tasks: observed(NOW, [...others, young]),
        targetGroups: targetsWith([4], { state: 'initial', reason: 'Elb.RegistrationInProgress' }),
      },
      cause: 'in-transition',
      decision: 'wait: in-transition',
    },
    {
      evidence: 'it fails its health check within its grace period',
      given: {
        tasks: observed(NOW, [...others, young]),
        targetGroups: targetsWith([4], { state: 'unhealthy', reason: 'Target.Timeout' }),
      },
      cause: 'in-transition',
      decision: 'wait: in-transition',
    },
    {
      evidence: 'it does no work yet within its grace period',
      given: { tasks: observed(NOW, [...others, young]), taskProbes: silent(4) },
      cause: 'in-transition',
      decision: 'wait: in-transition',
    },
    {
      evidence: 'it drains, and its replacement works',
      given: {
        ecs: observed(NOW, aService({ desiredCount: 3, runningCount: 3 })),
        tasks: observed(NOW, [...others, aTask(4, { desiredStatus: 'STOPPED', createdAt: NOW - HOUR })]),
        targetGroups: targetsWith([4], { state: 'draining', reason: 'Target.DeregistrationInProgress' }),
      },
      cause: 'none',
      decision: 'none: healthy',
    },
  ]);
});
