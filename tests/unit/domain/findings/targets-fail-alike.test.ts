// Unit layer: the finding that all tasks fail the health check of a target group in the same way.
import type { Target } from '#shared/domain/model/observation.ts';
import { minutesAgo, NOW, OLDER_REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { aKilledTask, anUnhealthyEvent } from '#tests/builders/kills.ts';
import { level } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease, aTarget } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, GRACE_PERIOD, isFound } from './found.ts';

/** Both tasks fail their health check, with this reason. */
const bothFail = (reason: string, description?: string): ServiceState => {
  const failing: Partial<Target> = { state: 'unhealthy', reason, ...(description && { description }) };
  return { tasks: 2, target: { 1: failing, 2: failing }, missing: { taskProbes: 'not-configured' } };
};
const bothAnswer = (codes: string): ServiceState =>
  bothFail('Target.ResponseCodeMismatch', `Health checks failed with these codes: [${codes}]`);
const REPLACED = {
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Task failed ELB health checks in (target-group x)',
};

const red404 = (count: number): readonly Target[] =>
  Array.from({ length: count }, (_, index) =>
    aTarget(index + 1, { state: 'unhealthy', ...bothAnswer('404').target?.[1] }),
  );

const meaningIn = (state: ServiceState) => found('targets-fail-alike', state)[0]?.meaning;

describe('targets-fail-alike', () => {
  it.each([
    { codes: '404', meaning: 'check-answered-otherwise' },
    { codes: '302', meaning: 'check-answered-otherwise' },
    { codes: '301,404', meaning: 'check-answered-otherwise' },
    { codes: '503', meaning: undefined },
    { codes: '404,503', meaning: undefined },
  ])('means $meaning when all targets answer with $codes', ({ codes, meaning }) => {
    expect(meaningIn(bothAnswer(codes))).toBe(meaning);
  });

  it.each([
    { reason: 'Target.FailedHealthChecks', healthStatus: 'HEALTHY' as const, meaning: 'check-refused' },
    { reason: 'Target.FailedHealthChecks', healthStatus: 'UNKNOWN' as const, meaning: undefined },
    { reason: 'Target.Timeout', healthStatus: 'HEALTHY' as const, meaning: 'check-unanswered' },
    { reason: 'Target.Timeout', healthStatus: 'UNKNOWN' as const, meaning: undefined },
    { reason: 'Elb.InternalError', healthStatus: 'HEALTHY' as const, meaning: undefined },
    { reason: 'Target.ResponseCodeMismatch', healthStatus: 'HEALTHY' as const, meaning: undefined },
  ])('means $meaning when all have $reason and containers are $healthStatus', ({ reason, healthStatus, meaning }) => {
    const task = { 1: { healthStatus }, 2: { healthStatus } };
    expect(meaningIn({ ...bothFail(reason), task })).toBe(meaning);
  });

  it.each([
    { why: 'the work probes are answered', hung: [], meaning: 'check-unanswered' },
    { why: 'the work probes time out', hung: [1, 2], meaning: undefined },
  ])('means $meaning when the containers are healthy and $why', ({ hung, meaning }) => {
    const task = { 1: { healthStatus: 'HEALTHY' }, 2: { healthStatus: 'HEALTHY' } } as const;
    expect(meaningIn({ ...bothFail('Target.Timeout'), task, hung, missing: {} })).toBe(meaning);
  });

  it('is not found for timeouts while the CPU is saturated', () => {
    const task = { 1: { healthStatus: 'HEALTHY' }, 2: { healthStatus: 'HEALTHY' } } as const;
    expect(meaningIn({ ...bothFail('Target.Timeout'), task, metrics: { cpu: level(5, 0.95) } })).toBeUndefined();
  });

  it.each([
    { replaced: 0, expected: false },
    { replaced: 1, expected: true },
    { replaced: 2, expected: true },
  ])('is found for one target with $replaced tasks replaced before: $expected', ({ replaced, expected }) => {
    const stopped = Array.from({ length: replaced }, () => REPLACED);
    expect(isFound('targets-fail-alike', { ...bothAnswer('404'), tasks: 1, stopped })).toBe(expected);
  });

  it.each(GRACE_PERIOD)('is found for tasks that started $seconds s ago: $isOver', ({ seconds, isOver }) => {
    const started = { startedAt: secondsAgo(seconds) };
    expect(isFound('targets-fail-alike', { ...bothAnswer('404'), task: { 1: started, 2: started } })).toBe(isOver);
  });

  it.each([
    { served: 'a day', before: anOlderRelease(), expected: false },
    { served: 'five minutes', before: anOlderRelease({ finishedAt: minutesAgo(14) }), expected: true },
  ])('is found for a new release after one that served $served: $expected', ({ before, expected }) => {
    const releases = [aRelease({ createdAt: minutesAgo(9), finishedAt: minutesAgo(7) }), before];
    const deployments = [{ createdAt: minutesAgo(9) }];
    expect(isFound('targets-fail-alike', { ...bothAnswer('404'), deployments, releases })).toBe(expected);
  });

  it('is not found for targets without tasks', () => {
    const targets = [1, 2].map((n) => aTarget(n, { state: 'unhealthy', reason: 'Target.FailedHealthChecks' }));
    const events = [anUnhealthyEvent('task-9', 'Health checks failed')];
    expect(isFound('targets-fail-alike', { tasks: 0, targets, stopped: [REPLACED, REPLACED], events })).toBe(false);
  });

  it.each([
    { reports: { 'task-2': 8 }, since: minutesAgo(8), what: 'one of the tasks' },
    { reports: { 'task-1': 5, 'task-2': 8 }, since: minutesAgo(8), what: 'both tasks' },
    { reports: { 'task-9': 8 }, since: NOW, what: 'another task' },
    { reports: {}, since: NOW, what: 'no task' },
  ])('begins with the first report of ECS about $what', ({ reports, since }) => {
    const events = Object.entries(reports).map(([task, minutes]) =>
      anUnhealthyEvent(task, 'Health checks failed with these codes: [404]', minutesAgo(minutes)),
    );
    expect(found('targets-fail-alike', { ...bothAnswer('404'), events })).toMatchObject([{ since }]);
  });

  it('is found while the service cannot be read', () => {
    expect(isFound('targets-fail-alike', { ...bothAnswer('404'), missing: { ecs: 'throttled' } })).toBe(true);
  });

  it('quotes the reason and description', () => {
    expect(found('targets-fail-alike', bothAnswer('404'))[0]?.message).toContain(
      '2 targets, all Target.ResponseCodeMismatch, "Health checks failed with these codes: [404]"',
    );
  });

  it('quotes the reason alone where there is no description', () => {
    const task = { 1: { healthStatus: 'HEALTHY' }, 2: { healthStatus: 'HEALTHY' } } as const;
    expect(found('targets-fail-alike', { ...bothFail('Target.Timeout'), task })[0]?.message).toMatch(
      /2 targets, all Target.Timeout$/,
    );
  });

  it('leaves out a target that drains', () => {
    const state = { ...bothAnswer('404'), tasks: 3 };
    expect(
      found('targets-fail-alike', { ...state, target: { ...state.target, 3: { state: 'draining' } } }),
    ).toMatchObject([{ numbers: { targets: 2, failures: 2 } }]);
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'one target is healthy', state: { ...bothAnswer('404'), tasks: 3 } },
    {
      why: 'the reasons differ',
      state: {
        ...bothAnswer('404'),
        tasks: 3,
        target: { ...bothAnswer('404').target, 3: { state: 'unhealthy', reason: 'Target.Timeout' } },
      },
    },
    { why: 'no target has been checked yet', state: { tasks: 1, initial: [1] } },
    {
      why: 'they give no reason',
      state: { tasks: 2, target: { 1: { state: 'unhealthy' }, 2: { state: 'unhealthy' } } },
    },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('targets-fail-alike', state)).toBe(false);
  });

  const young = { createdAt: minutesAgo(20) };
  it.each<{ why: string; state: ServiceState; expected: boolean }>([
    { why: 'is the first release', state: { releases: [aRelease()] }, expected: true },
    { why: 'follows another release', state: {}, expected: false },
    { why: 'fails like a task of the revision before it', state: { older: [1] }, expected: true },
    { why: 'has a red target without a known task', state: { targets: red404(3) }, expected: false },
    { why: 'may follow another release', state: { missing: { releases: 'throttled' } }, expected: false },
    {
      why: 'still replaces another release',
      state: { releases: [], deployments: [young, { status: 'ACTIVE', taskDefinition: OLDER_REVISION }] },
      expected: false,
    },
  ])('is found for a young release that $why: $expected', ({ state, expected }) => {
    const failing = { ...bothAnswer('404'), deployments: [young], ...state };
    expect(isFound('targets-fail-alike', failing)).toBe(expected);
  });

  it.each([1, 2])('counts the task %d in its grace period beside one that is past it', (number) => {
    const task = { [number]: { startedAt: NOW } };
    expect(found('targets-fail-alike', { ...bothAnswer('404'), task })).toMatchObject([{ numbers: { failures: 2 } }]);
  });

  it.each<{ what: string; task: NonNullable<ServiceState['task']>; meaning: string | undefined }>([
    { what: 'of one task are healthy', task: { 1: { healthStatus: 'HEALTHY' } }, meaning: 'check-refused' },
    {
      what: 'of one task are healthy, of the other unhealthy',
      task: { 1: { healthStatus: 'HEALTHY' }, 2: { healthStatus: 'UNHEALTHY' } },
      meaning: undefined,
    },
    {
      what: 'of one task are healthy, of a stopping one unhealthy',
      task: { 1: { healthStatus: 'HEALTHY' }, 3: { healthStatus: 'UNHEALTHY', desiredStatus: 'STOPPED' } },
      meaning: 'check-refused',
    },
  ])('means $meaning when both targets refuse and the containers $what', ({ task, meaning }) => {
    const state = bothFail('Target.FailedHealthChecks');
    expect(meaningIn({ ...state, tasks: 3, task, target: { ...state.target, 3: { state: 'draining' } } })).toBe(
      meaning,
    );
  });

  it.each([
    { codes: ['503', '503'], healthStatus: 'HEALTHY' as const, meaning: 'check-answers-5xx' },
    { codes: ['503', '502'], healthStatus: 'HEALTHY' as const, meaning: undefined },
    { codes: ['503', '503'], healthStatus: 'UNHEALTHY' as const, meaning: undefined },
    { codes: ['503', '503'], healthStatus: 'UNKNOWN' as const, meaning: undefined },
  ])('means $meaning when tasks whose containers are $healthStatus answer with $codes', (row) => {
    const target = (code = ''): Partial<Target> => ({
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: `Health checks failed with these codes: [${code}]`,
    });
    const task = { 1: { healthStatus: row.healthStatus }, 2: { healthStatus: row.healthStatus } };
    const state = { ...bothAnswer('503'), target: { 1: target(row.codes[0]), 2: target(row.codes[1]) }, task };
    expect(meaningIn(state)).toBe(row.meaning);
  });

  it('is not found for a new revision beside an unexplained kill of the one before', () => {
    const stopped = [aKilledTask({ id: 'task-0', taskDefinition: OLDER_REVISION })];
    const state = { ...bothAnswer('404'), deployments: [{ createdAt: minutesAgo(20) }], stopped };
    expect(isFound('targets-fail-alike', state)).toBe(false);
  });

  it('is found for a new revision that fails like the one before', () => {
    const stopped = [aKilledTask({ id: 'task-0', taskDefinition: OLDER_REVISION })];
    const events = [anUnhealthyEvent('task-0', 'Health checks failed with these codes: [404]', minutesAgo(8))];
    const state = { ...bothAnswer('404'), deployments: [{ createdAt: minutesAgo(20) }], stopped, events };
    expect(found('targets-fail-alike', state)).toMatchObject([{ numbers: { failures: 3 }, since: minutesAgo(8) }]);
  });
});
