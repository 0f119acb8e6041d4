// Unit layer: tasks that are silent because they have too much to do are neither bad tasks nor a bad release.
import { decide } from '#shared/domain/decide.ts';
import { wereMeasuredSince } from '#shared/domain/evidence/metric-minutes.ts';
import { findAll } from '#shared/domain/findings/find.ts';
import type { Observation, TaskProbe } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { NEWEST, NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aHistory, level } from '#tests/builders/metrics.ts';
import { aDeployment, anOlderRelease, aRelease, aService, aTaskProbe, tasks } from '#tests/builders/parts.ts';

const POLICY = aPolicy({ probe: { path: '/work', timeoutMs: 1_000 } });
const probes = (...given: readonly Partial<TaskProbe>[]) =>
  observed(
    NOW,
    given.map((each, index) => aTaskProbe(index + 1, each)),
  );
const foundIn = (observation: Observation) => findAll({ observation, policy: POLICY, now: NOW }).map(({ id }) => id);

describe('a task that takes too long to answer', () => {
  it.each([
    { othersMs: 499, isBad: true },
    { othersMs: 500, isBad: true },
    { othersMs: 501, isBad: false },
  ])('while the others take $othersMs of 1,000 ms is a bad one: $isBad', ({ othersMs, isBad }) => {
    const others = { latencyMs: othersMs };
    const taskProbes = probes({ outcome: 'timeout' }, others, others, others);
    expect(foundIn(anObservation({ taskProbes })).includes('task-not-working')).toBe(isBad);
  });

  it('is a bad one where it answers wrongly, however slow the others are', () => {
    const slow = { latencyMs: 900 };
    const taskProbes = probes({ outcome: 'bad-status', status: 500 }, slow, slow, slow);
    expect(foundIn(anObservation({ taskProbes }))).toContain('task-not-working');
  });
});

describe('the tasks', () => {
  it.each([
    { moment: NEWEST - 1, measured: true },
    { moment: NEWEST, measured: true },
    { moment: NEWEST + 1, measured: false },
  ])('were measured since $moment: $measured', ({ moment, measured }) => {
    expect(wereMeasuredSince({ history: aHistory({ cpu: level(5, 0.4) }) }, moment, NOW)).toBe(measured);
  });

  it('count as measured where they never are', () => {
    expect(wereMeasuredSince({ history: missing('throttled', 'slow down') }, NOW, NOW)).toBe(true);
  });
});

/** A release of ten minutes ago has replaced the one before, and each of its tasks is as told, for so many seconds. */
const newTasks = (outcome: TaskProbe['outcome'], seconds: number, cpu: number): Observation => {
  const since = NOW - seconds * SECOND;
  const seen = aFinding({
    id: 'release-not-working',
    strength: 'soft',
    subject: aDeployment().taskDefinition,
    at: NOW - 15 * SECOND,
    since,
    seen: 4,
  });
  const createdAt = NOW - 10 * MINUTE;
  return anObservation({
    ecs: observed(NOW, aService({ deployments: [aDeployment({ createdAt })] })),
    releases: observed(NOW, [aRelease({ createdAt, finishedAt: createdAt + MINUTE }), anOlderRelease()]),
    tasks: observed(NOW, tasks(4)),
    taskProbes: probes({ outcome }, { outcome }, { outcome }, { outcome }),
    history: aHistory({ cpu: level(10, cpu) }),
    previous: [aReport({ at: NOW - 15 * SECOND, findings: [seen], probesReach: true })],
  });
};
const causeOf = (observation: Observation) =>
  decide({ observation, history: { incident: undefined, pastActions: [] }, policy: POLICY, now: NOW }).diagnosis.cause;
const NEWEST_BEGAN_SECONDS_AGO = (NOW - NEWEST) / SECOND;

describe('a release of which every task is silent', () => {
  it.each([
    { what: 'that were not measured since', seconds: NEWEST_BEGAN_SECONDS_AGO - 1, cpu: 0.4, isBad: false },
    { what: 'that had CPU to spare since', seconds: NEWEST_BEGAN_SECONDS_AGO, cpu: 0.4, isBad: true },
    { what: 'that have had no CPU to spare', seconds: NEWEST_BEGAN_SECONDS_AGO, cpu: 0.95, isBad: false },
  ])('with tasks $what is a bad one: $isBad', ({ seconds, cpu, isBad }) => {
    expect(causeOf(newTasks('timeout', seconds, cpu)) === 'bad-release').toBe(isBad);
  });

  it('but answers wrongly is a bad one at once', () => {
    expect(causeOf(newTasks('bad-status', 20, 0.4))).toBe('bad-release');
  });
});

describe('silence that nothing explains yet', () => {
  const silentFor = (seconds: number) => {
    const observation = newTasks('timeout', seconds, 0.4);
    const notWorking = [1, 2, 3, 4].map((n) =>
      aFinding({ subject: `task-${n}`, at: NOW - 15 * SECOND, since: NOW - seconds * SECOND, seen: 9 }),
    );
    const newest = aReport({ at: NOW - 15 * SECOND, findings: notWorking, probesReach: true });
    const history = aHistory({ cpu: level(5, 0.4) }, NOW - 10 * MINUTE);
    const { ecs, releases } = anObservation();
    return decide({
      observation: { ...observation, ecs, releases, history, previous: [newest] },
      history: { incident: undefined, pastActions: [] },
      policy: POLICY,
      now: NOW,
    }).decision;
  };

  it.each([
    { seconds: 179, kind: 'wait' },
    { seconds: 180, kind: 'escalate' },
    { seconds: 181, kind: 'escalate' },
  ])('waits $seconds s for what CloudWatch shows of the tasks: $kind', ({ seconds, kind }) => {
    expect(silentFor(seconds)).toMatchObject({ kind, reason: 'cause-unknown' });
  });
});

describe('tasks of which now one fails and now another', () => {
  const lookAfter = (ago: number, failedThen: string, running = 4) => {
    const failing = aFinding({ subject: 'task-1', seen: 3, at: NOW - 15 * SECOND });
    const other = aFinding({ subject: failedThen, at: NOW - ago * SECOND });
    const previous = [
      aReport({ at: NOW - 15 * SECOND, findings: [failing], probesReach: true }),
      aReport({ at: NOW - ago * SECOND, findings: [other], probesReach: true }),
    ];
    return causeOf(
      anObservation({
        tasks: observed(NOW, tasks(running)),
        taskProbes: probes({ outcome: 'timeout' }, {}, {}, {}),
        previous,
      }),
    );
  };

  it.each([
    { ago: 119, isTheTask: false },
    { ago: 120, isTheTask: false },
    { ago: 121, isTheTask: true },
  ])('the other $ago s ago: it is the task: $isTheTask', ({ ago, isTheTask }) => {
    expect(lookAfter(ago, 'task-2') === 'instance-grey').toBe(isTheTask);
  });

  it('are not meant by the same task that failed before, nor by one that is gone', () => {
    expect(lookAfter(30, 'task-1')).toBe('instance-grey');
    expect(lookAfter(30, 'task-9')).toBe('instance-grey');
  });
});
