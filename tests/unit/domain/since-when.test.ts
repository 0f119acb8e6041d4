// Unit layer: evidence that tells itself since when it has been so, or how often in a row.
import { findAll } from '#shared/domain/findings/find.ts';
import type { DependencyProbe, Observation } from '#shared/domain/model/observation.ts';
import { observed } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aService, aTarget, aTargetGroup, someTraffic } from '#tests/builders/parts.ts';

const findingOf = (id: string, given: Partial<Observation>) =>
  findAll({ observation: anObservation(given), policy: aPolicy(), now: NOW }).find((finding) => finding.id === id);

const told = (minutesAgo: number, task: string) => ({
  at: NOW - minutesAgo * MINUTE,
  message: `(service mlflow-registry) (task ${task}) (port 5000) is unhealthy in (target-group ${aTargetGroup().arn}) due to (reason Request timed out).`,
});

describe('an unhealthy target', () => {
  const targetGroups = observed(NOW, [
    aTargetGroup({
      targets: [1, 2, 3, 4].map((n) => aTarget(n, n === 2 ? { state: 'unhealthy', reason: 'Target.Timeout' } : {})),
    }),
  ]);

  it.each([
    { what: 'once', events: [told(11, 'task-2')], since: NOW - 11 * MINUTE },
    { what: 'of another task', events: [told(11, 'task-3')], since: NOW },
    {
      what: 'twice, so that it may have been well in between',
      events: [told(1, 'task-2'), told(11, 'task-2')],
      since: NOW,
    },
    { what: 'never', events: [], since: NOW },
  ])('that ECS has told of $what is as old as that lets it be', ({ events, since }) => {
    const ecs = observed(NOW, aService({ events }));
    expect(findingOf('target-unhealthy', { targetGroups, ecs })?.since).toBe(since);
  });
});

const aProbe = (given: Partial<DependencyProbe>): Partial<Observation> => ({
  dependencies: observed(NOW, [{ dependency: 'database', ok: true, latencyMs: 4, at: NOW, ...given }]),
});
const none = { cpu: [], memory: [], requests: [], failed: [], latencyP95Ms: [] };
const minutes = (count: number, value: number) =>
  Array.from({ length: count }, (_, index) => ({ at: NOW - (count - index) * MINUTE, value }));

describe('a dependency that does not answer', () => {
  it('has been so since its first failed probe in a row, each of which counts', () => {
    const finding = findingOf('dependency-unreachable', aProbe({ ok: false, inARow: 3, since: NOW - 40 * SECOND }));
    expect(finding).toMatchObject({ since: NOW - 40 * SECOND, seen: 3, strength: 'soft' });
  });

  it('has been so since the end of the first minute in which users got errors', () => {
    const finding = findingOf('dependency-unreachable', {
      ...aProbe({ ok: false }),
      traffic: observed(NOW, someTraffic({ requests: 100, target5xx: 50 })),
      history: observed(NOW, { ...none, requests: minutes(8, 100), failed: minutes(8, 50) }),
    });
    expect(finding).toMatchObject({ since: NOW - 7 * MINUTE, strength: 'hard' });
  });
});

describe('a dependency that answers late', () => {
  const late = { traffic: observed(NOW, someTraffic({ latencyP95Ms: 900 })) };

  it.each([
    { latencyMs: 499, isFound: false },
    { latencyMs: 500, isFound: true },
    { latencyMs: 501, isFound: true },
  ])('after $latencyMs ms, while users are answered late, is found: $isFound', ({ latencyMs, isFound }) => {
    expect(findingOf('dependency-slow', { ...late, ...aProbe({ latencyMs }) }) !== undefined).toBe(isFound);
  });

  it('matters to nobody while users are answered in time', () => {
    expect(findingOf('dependency-slow', aProbe({ latencyMs: 900 }))).toBeUndefined();
  });

  it('does not count unless it is critical', () => {
    const dependencies = [{ name: 'database', kind: 'tcp', host: 'db', port: 1, critical: false } as const];
    const findings = findAll({
      observation: anObservation({ ...late, ...aProbe({ latencyMs: 900 }) }),
      policy: aPolicy({ dependencies }),
      now: NOW,
    });
    expect(findings.map(({ id }) => id)).not.toContain('dependency-slow');
  });

  it.each([
    { slow: 2, strength: 'soft' },
    { slow: 3, strength: 'hard' },
  ])('is $strength evidence once users have been answered late for $slow minutes', ({ slow, strength }) => {
    const history = observed(NOW, { ...none, latencyP95Ms: minutes(slow, 900) });
    const finding = findingOf('dependency-slow', { ...late, history, ...aProbe({ latencyMs: 900 }) });
    expect(finding).toMatchObject({ strength, since: NOW - slow * MINUTE, subject: 'database' });
  });
});

describe('a breaker that is open though its dependency answers', () => {
  it('has been found as often as probes in a row were answered', () => {
    const finding = findingOf('breaker-open-dependency-back', {
      ...aProbe({ inARow: 3, since: NOW - 60 * SECOND }),
      breakers: observed(NOW, [
        { name: 'backend', state: 'open', openedAt: NOW - 5 * MINUTE, version: 2, failedResets: 0 },
      ]),
    });
    expect(finding).toMatchObject({ seen: 3, since: NOW - 60 * SECOND });
  });
});
