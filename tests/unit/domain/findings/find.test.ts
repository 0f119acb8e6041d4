// Unit layer: the findings of a healthy service, and how checks in a row confirm a finding.
import { readdir, readFile } from 'node:fs/promises';
import { MOST_OF_ONE_ID } from '#shared/domain/findings/find.ts';
import { FINDING_IDS, type Finding, isConfirmed } from '#shared/domain/model/finding.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aFinding, aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW, secondsAgo } from '#tests/builders/constants.ts';
import { aTarget, aTargetGroup, numbersTo } from '#tests/builders/parts.ts';
import { found, idsFound } from './found.ts';

describe('a healthy service', () => {
  it('has no finding', () => {
    expect(idsFound()).toEqual([]);
  });

  it('has no finding while everything but ECS and the load balancer is missing', () => {
    const gone = 'unavailable' as const;
    const missing = { stoppedTasks: gone, traffic: gone, taskProbes: gone, dependencies: gone, breakers: gone };
    expect(idsFound({ missing: { ...missing, releases: gone } })).toEqual([]);
  });
});

describe('checks in a row', () => {
  const seenBefore = (seconds: number, finding: Partial<Finding> = {}): readonly HealthReport[] => {
    const at = secondsAgo(seconds);
    return [aReport({ at, findings: [aFinding({ at, since: at, ...finding })] })];
  };
  const hungAgain = (previous: readonly HealthReport[]) => found('task-not-working', { hung: [1], previous })[0];

  it.each([
    { seconds: 4.4, seen: 1 },
    { seconds: 4.5, seen: 2 },
    { seconds: 4.6, seen: 2 },
  ])('that are $seconds s apart count as $seen', ({ seconds, seen }) => {
    expect(hungAgain(seenBefore(seconds))?.seen).toBe(seen);
  });

  it('that are too close together keep the earlier instant, so that many quick checks add up to a second one', () => {
    expect(hungAgain(seenBefore(2))).toMatchObject({ seen: 1, at: secondsAgo(2), since: secondsAgo(2) });
  });

  it('keep the beginning of a finding and renew its evidence', () => {
    const since = NOW - MINUTE;
    expect(hungAgain(seenBefore(15, { seen: 4, since }))).toMatchObject({ seen: 5, at: NOW, since });
  });

  it.each([
    { seconds: 119, seen: 2 },
    { seconds: 120, seen: 2 },
    { seconds: 121, seen: 1 },
  ])('are forgotten after two minutes: a report $seconds s ago makes $seen', ({ seconds, seen }) => {
    expect(hungAgain(seenBefore(seconds))?.seen).toBe(seen);
  });

  it.each<{ why: string; previous: readonly HealthReport[] }>([
    { why: 'another subject', previous: seenBefore(15, { subject: 'task-2' }) },
    { why: 'another finding', previous: seenBefore(15, { id: 'target-unhealthy' }) },
    { why: 'another meaning', previous: seenBefore(15, { meaning: 'crashed' }) },
    { why: 'a check before the last one', previous: [aReport({ at: secondsAgo(5) }), ...seenBefore(15)] },
  ])('start again after $why', ({ previous }) => {
    expect(hungAgain(previous)?.seen).toBe(1);
  });

  it.each([
    { evidence: 'an open breaker', breaker: { state: 'open', openedAt: minutesAgo(5) } as const, since: minutesAgo(5) },
    { evidence: 'nothing else', breaker: 'closed' as const, since: minutesAgo(1) },
  ])('keep the earlier of their own beginning and that of $evidence', ({ breaker, since }) => {
    const previous = seenBefore(15, { id: 'dependency-unreachable', subject: 'database', since: minutesAgo(1) });
    expect(found('dependency-unreachable', { down: ['database'], breaker, previous })).toMatchObject([{ since }]);
  });

  it.each([
    { strength: 'soft' as const, seen: 1, confirmed: false },
    { strength: 'soft' as const, seen: 2, confirmed: true },
    { strength: 'hard' as const, seen: 1, confirmed: true },
  ])('confirm a $strength finding seen $seen times: $confirmed', ({ confirmed, ...finding }) => {
    expect(isConfirmed(aFinding(finding))).toBe(confirmed);
  });
});

describe('findings of one id', () => {
  const unhealthy = (count: number): readonly Finding[] => {
    const targets = numbersTo(count).map((number) => aTarget(number, { state: 'unhealthy' }));
    return found('target-unhealthy', { tasks: count, desired: count, targetGroups: [aTargetGroup({ targets })] });
  };

  it.each([MOST_OF_ONE_ID - 1, MOST_OF_ONE_ID])('are all listed up to twenty: %i', (count) => {
    expect(unhealthy(count)).toHaveLength(count);
    expect(unhealthy(count).at(-1)?.numbers).not.toHaveProperty('unlisted');
  });

  it.each([
    { count: MOST_OF_ONE_ID + 1, unlisted: 1, counted: '(1 more finding of this kind)' },
    { count: 2_000, unlisted: 1_980, counted: '(1980 more findings of this kind)' },
  ])('beyond twenty are counted by the last one: $count', ({ count, unlisted, counted }) => {
    const findings = unhealthy(count);
    expect(findings).toHaveLength(MOST_OF_ONE_ID);
    expect(findings.at(-1)?.numbers).toEqual({ unlisted });
    expect(findings.at(-1)?.message.endsWith(counted)).toBe(true);
    expect(findings.at(-2)?.numbers).not.toHaveProperty('unlisted');
  });
});

it('every finding has a test among those of the domain', async () => {
  const folder = new URL('../', import.meta.url);
  const tests = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.test.ts'));
  const sources = await Promise.all(tests.map((name) => readFile(new URL(name, folder), 'utf8')));
  expect(FINDING_IDS.filter((id) => !sources.some((source) => source.includes(`'${id}'`)))).toEqual([]);
});
