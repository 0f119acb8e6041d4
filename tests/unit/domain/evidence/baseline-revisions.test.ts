// Unit layer: which revisions the checks of a service see healthy, and for how long.
import { learn } from '#shared/domain/evidence/baseline.ts';
import type { ServiceBaseline } from '#shared/domain/model/baseline.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import { DAY, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { aRevision, type CheckState, check, settled } from './a-learned-check.ts';

describe('a revision', () => {
  const revisionsAfter = (state: CheckState, baseline: Partial<ServiceBaseline> = {}) =>
    learn(settled(baseline), check(state)).revisions;

  it('starts with no healthy time', () => {
    expect(revisionsAfter({}, { revisions: [] })).toEqual([
      { taskDefinition: REVISION, firstAt: NOW, lastAt: NOW, healthyMs: 0 },
    ]);
  });

  it.each<{ what: string; state: CheckState }>([
    { what: 'a cause was found or an incident is open', state: { diagnosisIsNone: false } },
    { what: 'the score is not healthy', state: { report: { state: 'degraded' } } },
    { what: 'the service could not be read', state: { missing: { ecs: 'throttled' } } },
    { what: 'the target groups could not be read', state: { missing: { targetGroups: 'throttled' } } },
    { what: 'the service has no deployment', state: { deployments: [] } },
    { what: 'there is a second deployment', state: { deployments: [{}, { id: 'ecs-svc/41', status: 'ACTIVE' }] } },
    { what: 'its rollout is in progress', state: { deployments: [{ rolloutState: 'IN_PROGRESS' }] } },
    { what: 'its rollout failed', state: { deployments: [{ rolloutState: 'FAILED' }] } },
    { what: 'a task of another revision still runs', state: { older: [4] } },
    { what: 'a desired task is missing', state: { desired: 5 } },
    { what: 'a desired task has just started', state: { initial: [4] } },
    { what: 'a desired task does not work', state: { hung: [4] } },
    { what: 'no task is desired', state: { desired: 0, tasks: 0 } },
  ])('is not confirmed where $what', ({ state }) => {
    expect(revisionsAfter(state, { revisions: [] })).toEqual([]);
  });

  it('is confirmed while a further task starts, and while a task of the revision before is stopping', () => {
    const stopping = { desiredStatus: 'STOPPED', taskDefinition: OLDER_REVISION };
    const state = { desired: 4, tasks: 5, starting: [6], task: { 5: stopping } };
    expect(revisionsAfter(state, { revisions: [] })).toHaveLength(1);
  });

  it.each([
    { what: 'less than ten minutes', lastAt: minutesAgo(10) + 1, after: { lastAt: minutesAgo(10) + 1, healthyMs: 0 } },
    { what: 'ten minutes', lastAt: minutesAgo(10), after: { lastAt: NOW, healthyMs: 10 * MINUTE } },
    { what: 'eleven minutes', lastAt: minutesAgo(11), after: { lastAt: NOW, healthyMs: 11 * MINUTE } },
  ])('that was healthy for a further $what is stored as $after', ({ lastAt, after }) => {
    expect(revisionsAfter({}, { revisions: [aRevision({ lastAt, healthyMs: 0 })] })).toEqual([aRevision(after)]);
  });

  it.each([
    { what: 'exactly five minutes', lastCheck: minutesAgo(5), healthyMs: 10 * MINUTE },
    { what: 'more than five minutes', lastCheck: minutesAgo(5) - 1, healthyMs: 0 },
  ])('gains $healthyMs ms after $what without a check', ({ lastCheck, healthyMs }) => {
    const revisions = [aRevision({ lastAt: minutesAgo(10), healthyMs: 0 })];
    const after = revisionsAfter({ previous: [aReport({ at: lastCheck })] }, { revisions });
    expect(after).toEqual([aRevision({ lastAt: NOW, healthyMs })]);
  });

  it('gains nothing from the time in which another revision was healthy', () => {
    const other = aRevision({ taskDefinition: OLDER_REVISION });
    const revisions = [other, aRevision({ lastAt: minutesAgo(20), healthyMs: 0 })];
    expect(revisionsAfter({}, { revisions })).toEqual([aRevision({ lastAt: NOW, healthyMs: 0 }), other]);
  });

  it('comes before the revisions that were healthy earlier, of which ten are remembered', () => {
    const earlier = Array.from({ length: 10 }, (_, index) =>
      aRevision({ taskDefinition: `old:${index}`, lastAt: minutesAgo(60 + index) }),
    );
    const names = revisionsAfter({}, { revisions: earlier }).map(({ taskDefinition }) => taskDefinition);
    expect(names).toEqual([REVISION, ...earlier.slice(0, 9).map(({ taskDefinition }) => taskDefinition)]);
  });

  it.each([
    { what: 'a year', lastAt: NOW - 365 * DAY, count: 2 },
    { what: 'more than a year', lastAt: NOW - 365 * DAY - 1, count: 1 },
  ])('that was last healthy $what ago is kept or dropped: $count remain', ({ lastAt, count }) => {
    const old = aRevision({ taskDefinition: OLDER_REVISION, lastAt });
    expect(revisionsAfter({}, { revisions: [old] })).toHaveLength(count);
  });
});

describe('a check with a fault', () => {
  const faulty: CheckState = { diagnosisIsNone: false };
  const revisions = [aRevision({ lastAt: minutesAgo(7), healthyMs: 0 })];

  it('ends the healthy time with the check before it', () => {
    expect(learn(settled({ revisions }), check(faulty))).toMatchObject({
      revisions: [{ lastAt: secondsAgo(15), healthyMs: 7 * MINUTE - 15 * SECOND }],
      interruptedAt: NOW,
    });
  });

  it.each<{ what: string; previous: readonly HealthReport[] }>([
    { what: 'was too long ago', previous: [aReport({ at: minutesAgo(5) - 1 })] },
    { what: 'found a cause', previous: [aReport({ at: secondsAgo(15), cause: 'overload' })] },
    { what: 'found the service degraded', previous: [aReport({ at: secondsAgo(15), state: 'degraded' })] },
    { what: 'came before the stored time', previous: [aReport({ at: minutesAgo(7) - 1 })] },
  ])('adds no healthy time where the check before it $what', ({ previous }) => {
    const learned = learn(settled({ revisions, startsFrom: NOW }), check({ ...faulty, previous }));
    expect(learned).toMatchObject({ revisions, interruptedAt: NOW });
  });

  it('never adds time to come', () => {
    const previous = [aReport({ at: NOW + MINUTE })];
    expect(learn(settled({ revisions }), check({ ...faulty, previous }))).toMatchObject({
      revisions: [{ lastAt: NOW, healthyMs: 7 * MINUTE }],
    });
  });

  it('is written once, however long the fault lasts', () => {
    const ended = learn(settled({ revisions }), check(faulty));
    expect(learn(ended, check({ ...faulty, now: NOW + MINUTE }))).toBe(ended);
  });

  it('of a service without a healthy revision is not written', () => {
    const baseline = settled({ revisions: [] });
    expect(learn(baseline, check(faulty))).toBe(baseline);
  });

  it('separates the healthy time after it from the time before', () => {
    const ended = learn(settled({ revisions }), check(faulty));
    const again = learn(ended, check({ now: NOW + MINUTE }));
    expect(again.revisions).toMatchObject([{ lastAt: NOW + MINUTE, healthyMs: 7 * MINUTE - 15 * SECOND }]);
    const later = learn(again, check({ now: NOW + 12 * MINUTE }));
    expect(later.revisions).toMatchObject([{ healthyMs: 18 * MINUTE - 15 * SECOND }]);
  });
});
