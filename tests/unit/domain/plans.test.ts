// Unit layer: what each cause asks for.

import { lastSegment } from '#shared/domain/model/arn.ts';
import { backOffMs, shareOf } from '#shared/domain/model/back-off.ts';
import { canonicalPlan } from '#shared/domain/model/canonical-plan.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import type { Diagnosed } from '#shared/domain/model/evidence.ts';
import type { Finding } from '#shared/domain/model/finding.ts';
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import type { EcsService, Observation } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { HOUR, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { planFor } from '#shared/domain/planning/plan.ts';
import type { Progress } from '#shared/domain/planning/progress.ts';
import { lastProven } from '#shared/domain/planning/roll-back.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aFinding } from '#tests/builders/a-report.ts';
import { diagnosed } from '#tests/builders/an-evidence.ts';
import { aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aDeployment, anOlderRelease, aRelease, aService, aTask } from '#tests/builders/parts.ts';

const GONE = missing('throttled', 'Rate exceeded');

/** What a proposal comes to, in a word. */
const inShort = (proposal: Progress): string => {
  switch (proposal.kind) {
    case 'plan':
      return `${proposal.plan.action} ${proposal.plan.step}`;
    case 'ended':
      return proposal.verdict;
    default:
      return proposal.reason;
  }
};

const planningFor = (
  cause: Diagnosed['diagnosis']['cause'],
  { finding = {}, ...different }: Partial<Observation> & { readonly finding?: Partial<Finding> } = {},
  subject: string | undefined = 'task-1',
): Diagnosed =>
  diagnosed({
    observation: anObservation(different),
    diagnosis: {
      cause,
      ...(subject === undefined ? {} : { subject }),
      confirmed: true,
      restartHelps: true,
      evidence: [aFinding({ seen: 2, ...finding })],
      ruledOut: [],
    },
    policy: aPolicy(),
    now: NOW,
  });

describe('each cause', () => {
  it.each([
    { cause: 'none' as const, comesTo: 'healthy' },
    { cause: 'in-transition' as const, comesTo: 'in-transition' },
    { cause: 'intended' as const, comesTo: 'intended-state' },
    { cause: 'platform-maintenance' as const, comesTo: 'in-transition' },
    { cause: 'dependency-down' as const, comesTo: 'dependency-blip' },
    { cause: 'unknown' as const, comesTo: 'cause-unknown' },
    { cause: 'instance-grey' as const, comesTo: 'stop-task surge' },
  ])('$cause comes to $comesTo', ({ cause, comesTo }) => {
    expect(inShort(planFor(planningFor(cause)))).toBe(comesTo);
  });

  it('that the medic has no treatment for comes to people', () => {
    const forOperators = CAUSES.filter((cause) => inShort(planFor(planningFor(cause))) === 'manual-action-required');
    expect(forOperators).toEqual([
      'out-of-memory',
      'memory-leak',
      'crash-loop',
      'image-unavailable',
      'initialization-failure',
      'capacity-shortage',
      'overload',
      'no-targets',
      'target-misconfiguration',
      'network-path',
      'load-balancer-fault',
      'az-impairment',
    ]);
  });

  it('that is unknown for want of an answer is called blind', () => {
    expect(inShort(planFor(planningFor('unknown', { finding: { id: 'essentials-unreadable' } })))).toBe(
      'insufficient-data',
    );
  });
});

describe('a dependency that is down', () => {
  it.each([
    { seconds: 44, comes: 'dependency-blip', kind: 'wait' },
    { seconds: 45, comes: 'dependency-is-down', kind: 'escalate' },
    { seconds: 46, comes: 'dependency-is-down', kind: 'escalate' },
  ])('for $seconds s comes to $comes', ({ seconds, comes, kind }) => {
    const since = NOW - seconds * SECOND;
    const proposal = planFor(planningFor('dependency-down', { finding: { id: 'dependency-unreachable', since } }));
    expect([inShort(proposal), proposal.kind]).toEqual([comes, kind]);
  });

  it('is as old as the first of several', () => {
    const { diagnosis, ...rest } = planningFor('dependency-down');
    const evidence = [aFinding({ since: NOW }), aFinding({ since: NOW - 45 * SECOND })];
    expect(inShort(planFor({ ...rest, diagnosis: { ...diagnosis, evidence } }))).toBe('dependency-is-down');
  });
});

describe('several bad tasks', () => {
  it.each([
    { seconds: 119, comesTo: 'several-tasks-fail' },
    { seconds: 120, comesTo: 'several-tasks-fail' },
    { seconds: 121, comesTo: 'several-tasks-fail' },
  ])('that have failed for $seconds s are not replaced one after the other', ({ seconds, comesTo }) => {
    const { diagnosis, ...rest } = planningFor('instance-grey');
    const evidence = [1, 2].map((n) => aFinding({ subject: `task-${n}`, since: NOW - seconds * SECOND }));
    const proposal = planFor({ ...rest, diagnosis: { ...diagnosis, evidence } });
    expect(proposal).toMatchObject({ kind: seconds < 120 ? 'wait' : 'escalate', reason: comesTo });
  });
});

describe('a bad task', () => {
  it.each([
    { seconds: 119, comesTo: 'ecs-is-replacing' },
    { seconds: 120, comesTo: 'stop-task surge' },
    { seconds: 121, comesTo: 'stop-task surge' },
  ])('that has failed its health check for $seconds s comes to $comesTo', ({ seconds, comesTo }) => {
    const since = NOW - seconds * SECOND;
    expect(inShort(planFor(planningFor('instance-unhealthy', { finding: { since } })))).toBe(comesTo);
  });

  it('gets its replacement first', () => {
    expect(planFor(planningFor('instance-grey'))).toMatchObject({
      plan: {
        target: 'task-1',
        desiredCount: 4,
        capacityDip: 0,
        message: expect.stringContaining('4 tasks desired becomes 5'),
      },
    });
  });

  it.each<{ why: string; input: Diagnosed }>([
    { why: 'the service', input: planningFor('instance-grey', { ecs: GONE }) },
    { why: 'a name', input: { ...planningFor('instance-grey'), diagnosis: withoutSubject() } },
    {
      why: 'a finding',
      input: {
        ...planningFor('instance-grey'),
        diagnosis: { ...planningFor('instance-grey').diagnosis, evidence: [] },
      },
    },
  ])('without $why is for people', ({ input }) => {
    expect(inShort(planFor(input))).toBe('insufficient-data');
  });
});

describe('a bad release', () => {
  const rolling = (different: Parameters<typeof aDeployment>[0] = {}, service: Partial<EcsService> = {}) => ({
    ecs: observed(
      NOW,
      aService({
        deployments: [aDeployment({ rolloutState: 'IN_PROGRESS', createdAt: NOW - 3 * MINUTE, ...different })],
        ...service,
      }),
    ),
    releases: observed(NOW, [aRelease({ status: 'IN_PROGRESS', createdAt: NOW - 3 * MINUTE }), anOlderRelease()]),
  });
  const comesTo = (different: Parameters<typeof planningFor>[1]) =>
    inShort(planFor(planningFor('bad-release', different)));

  it('is stopped while it rolls out', () => {
    expect(planFor(planningFor('bad-release', rolling()))).toMatchObject({
      plan: {
        step: 'stop-deployment',
        target: aRelease().arn,
        from: REVISION,
        to: OLDER_REVISION,
        message: 'stop the deployment of mlflow-registry:42 and let ECS roll back to mlflow-registry:41',
      },
    });
    const pending = observed(NOW, [aRelease({ status: 'PENDING' }), anOlderRelease()]);
    expect(comesTo({ ...rolling(), releases: pending })).toBe('roll-back stop-deployment');
  });

  it('is replaced by the last proven revision once it has rolled out, or has failed to', () => {
    expect(planFor(planningFor('bad-release'))).toMatchObject({
      plan: { step: 'redeploy', target: OLDER_REVISION, from: REVISION, to: OLDER_REVISION },
    });
    expect(comesTo(rolling({ rolloutState: 'FAILED' }))).toBe('roll-back redeploy');
  });

  it.each([
    { minutes: 9.9, comes: 'ecs-rolls-back-by-itself' },
    { minutes: 10, comes: 'roll-back stop-deployment' },
    { minutes: 10.1, comes: 'roll-back stop-deployment' },
  ])('that has its own circuit breaker and began $minutes minutes ago comes to $comes', ({ minutes, comes }) => {
    expect(comesTo(rolling({ createdAt: NOW - minutes * MINUTE }, { rollsBackByItself: true }))).toBe(comes);
  });

  it('waits for its deployment to show in the history', () => {
    expect(comesTo({ ...rolling(), releases: observed(NOW, [anOlderRelease()]) })).toBe('deployment-in-progress');
  });

  it('without a proven revision is for people', () => {
    expect(comesTo({ releases: observed(NOW, [aRelease()]) })).toBe('no-proven-revision');
  });

  it.each([
    { seconds: 119, comes: 'insufficient-data', kind: 'wait' },
    { seconds: 120, comes: 'insufficient-data', kind: 'escalate' },
    { seconds: 121, comes: 'insufficient-data', kind: 'escalate' },
  ])('with a history that was unreadable for $seconds s comes to $kind', ({ seconds, comes, kind }) => {
    const proposal = planFor(
      planningFor('bad-release', { releases: GONE, finding: { since: NOW - seconds * SECOND } }),
    );
    expect([inShort(proposal), proposal.kind]).toEqual([comes, kind]);
  });

  it.each([{ ecs: GONE }, { ecs: observed(NOW, aService({ deployments: [] })) }])(
    'of a service that cannot be read is for people',
    (given) => {
      expect(comesTo(given)).toBe('insufficient-data');
    },
  );
});

describe('a start that fails', () => {
  const olderTasks = observed(NOW, [aTask(1, { taskDefinition: OLDER_REVISION })]);
  const { startedAt: _, ...pending } = aTask(2, { lastStatus: 'PENDING' });
  const young = observed(NOW, aService({ deployments: [aDeployment({ createdAt: NOW - 30 * MINUTE })] }));
  const comesTo = (
    meaning: MeaningId | undefined,
    different: Partial<Observation> = {},
    subject: string | undefined = REVISION,
  ) => {
    const { meaning: _, ...finding } = aFinding();
    const input = planningFor('image-unavailable', { ecs: young, tasks: olderTasks, ...different }, subject);
    const evidence = [{ ...finding, ...(meaning !== undefined && { meaning }) }];
    return inShort(planFor({ ...input, diagnosis: { ...input.diagnosis, evidence } }));
  };

  it('for what the newest release brought is rolled back under its own cause', () => {
    expect(comesTo('image-missing')).toBe('roll-back redeploy');
    const cause = 'initialization-failure';
    const input = planningFor(
      cause,
      { ecs: young, tasks: observed(NOW, [pending]), finding: { meaning: 'secret-unusable' } },
      REVISION,
    );
    expect(planFor(input)).toMatchObject({ plan: { action: 'roll-back', cause, to: OLDER_REVISION } });
  });

  it.each<{
    why: string;
    meaning: MeaningId | undefined;
    given?: Partial<Observation>;
    subject?: string;
    comes: string;
  }>([
    { why: 'the registry limits pulls', meaning: 'image-rate-limited', comes: 'manual-action-required' },
    { why: 'the registry cannot be reached', meaning: 'registry-unreachable', comes: 'manual-action-required' },
    { why: 'no text says why', meaning: undefined, comes: 'manual-action-required' },
    {
      why: 'no release is new',
      meaning: 'image-missing',
      given: { ecs: observed(NOW, aService()) },
      comes: 'manual-action-required',
    },
    {
      why: 'a task of it has run',
      meaning: 'image-missing',
      given: { tasks: observed(NOW, [aTask(1)]) },
      comes: 'manual-action-required',
    },
    {
      why: 'another revision fails',
      meaning: 'image-missing',
      subject: OLDER_REVISION,
      comes: 'manual-action-required',
    },
    {
      why: 'there is no proven revision',
      meaning: 'image-missing',
      given: { releases: observed(NOW, [aRelease()]) },
      comes: 'no-proven-revision',
    },
  ])('while $why comes to $comes', ({ meaning, given, subject, comes }) => {
    expect(comesTo(meaning, given, subject)).toBe(comes);
  });

  it.each([{ ecs: young }, { ecs: GONE }])('that is of no one revision is for people', ({ ecs }) => {
    const evidence = [aFinding({ meaning: 'image-missing' })];
    const diagnosis = { ...withoutSubject(), cause: 'image-unavailable' as const, evidence };
    expect(inShort(planFor({ ...planningFor('image-unavailable', { ecs }), diagnosis }))).toBe(
      'manual-action-required',
    );
  });
});

describe('what AWS took', () => {
  it.each([
    { minutes: 9.9, comes: 'in-transition' },
    { minutes: 10, comes: 'manual-action-required' },
    { minutes: 10.1, comes: 'manual-action-required' },
  ])('and has not given back for $minutes minutes comes to $comes', ({ minutes, comes }) => {
    expect(inShort(planFor(planningFor('platform-maintenance', { finding: { since: NOW - minutes * MINUTE } })))).toBe(
      comes,
    );
  });
});

describe('the last proven revision', () => {
  const replacedAt = NOW - HOUR;
  const current = aRelease({ createdAt: replacedAt });
  const served = (minutes: number) => anOlderRelease({ finishedAt: replacedAt - minutes * MINUTE });
  const { finishedAt: _, ...unfinished } = anOlderRelease();

  it.each([
    { minutes: 9.9, proven: undefined },
    { minutes: 10, proven: OLDER_REVISION },
    { minutes: 10.1, proven: OLDER_REVISION },
  ])('is one that served for $minutes minutes before it was replaced: $proven', ({ minutes, proven }) => {
    expect(lastProven([current, served(minutes)], REVISION)?.taskDefinition).toBe(proven);
    expect(lastProven([served(minutes), current], REVISION)?.taskDefinition).toBe(proven);
  });

  it.each([
    { why: 'did not end', release: unfinished },
    { why: 'was rolled back', release: anOlderRelease({ status: 'ROLLBACK_SUCCESSFUL' }) },
    { why: 'was stopped', release: anOlderRelease({ status: 'STOPPED' }) },
    { why: 'is the current one again', release: anOlderRelease({ taskDefinition: REVISION }) },
  ])('is never one whose rollout $why', ({ release }) => {
    expect(lastProven([current, release], REVISION)).toBeUndefined();
  });

  describe('after somebody went back to an older one', () => {
    const release = (number: number, hoursAgo: number) =>
      aRelease({
        taskDefinition: `family:${number}`,
        createdAt: NOW - hoursAgo * HOUR,
        finishedAt: NOW - hoursAgo * HOUR + 5 * MINUTE,
      });
    const proven = (...newestFirst: readonly ReturnType<typeof release>[]) =>
      lastProven(newestFirst, newestFirst[0]?.taskDefinition ?? '')?.taskDefinition;

    it('is not the one that was undone, however long it had served', () => {
      expect(proven(release(3, 0), release(1, 1), release(2, 24), release(1, 48))).toBe('family:1');
      expect(proven(release(1, 0), release(2, 24), release(1, 48))).toBeUndefined();
    });

    it('is one that was deployed twice in a row, or replaced by something new', () => {
      expect(proven(release(3, 0), release(2, 1), release(2, 24), release(1, 48))).toBe('family:2');
      expect(proven(release(3, 0), release(2, 24), release(1, 48))).toBe('family:2');
    });
  });

  it('is the newest of several', () => {
    const oldest = anOlderRelease({
      taskDefinition: 'family:40',
      createdAt: NOW - 90 * HOUR,
      finishedAt: NOW - 89 * HOUR,
    });
    expect(lastProven([oldest, current, anOlderRelease()], REVISION)?.taskDefinition).toBe(OLDER_REVISION);
  });

  it('is the only release there is, where it is not the current revision', () => {
    expect(lastProven([anOlderRelease()], REVISION)?.taskDefinition).toBe(OLDER_REVISION);
  });

  it('is shown by family and number', () => {
    expect(lastSegment(REVISION)).toBe('mlflow-registry:42');
  });
});

describe('a stuck breaker', () => {
  const openSince = (seconds: number, failedResets = 0) => ({
    breakers: observed(NOW, [
      { name: 'backend', state: 'open' as const, version: 7, openedAt: NOW - seconds * SECOND, failedResets },
    ]),
  });
  const comesTo = (different: Parameters<typeof planningFor>[1]) =>
    inShort(planFor(planningFor('breaker-stuck-open', { finding: { seen: 3 }, ...different }, 'backend')));

  it.each([
    { seen: 2, comes: 'dependency-not-proven' },
    { seen: 3, comes: 'reset-breaker half-open' },
    { seen: 4, comes: 'reset-breaker half-open' },
  ])('whose dependency answered $seen probes comes to $comes', ({ seen, comes }) => {
    expect(comesTo({ ...openSince(600), finding: { seen } })).toBe(comes);
  });

  it.each([
    { failedResets: 0, seconds: 23, comes: 'breaker-cooling-down' },
    { failedResets: 0, seconds: 37, comes: 'reset-breaker half-open' },
    { failedResets: 1, seconds: 47, comes: 'breaker-cooling-down' },
    { failedResets: 1, seconds: 73, comes: 'reset-breaker half-open' },
    { failedResets: 9, seconds: 719, comes: 'breaker-cooling-down' },
    { failedResets: 9, seconds: 901, comes: 'reset-breaker half-open' },
  ])(
    'that opened $seconds s ago after $failedResets failed resets comes to $comes',
    ({ failedResets, seconds, comes }) => {
      expect(comesTo(openSince(seconds, failedResets))).toBe(comes);
    },
  );

  it.each([
    { cooldownSeconds: 10, seconds: 9, comes: 'breaker-cooling-down' },
    { cooldownSeconds: 10, seconds: 10, comes: 'reset-breaker half-open' },
    { cooldownSeconds: 10, seconds: 11, comes: 'reset-breaker half-open' },
    { cooldownSeconds: 3600, seconds: 3599, comes: 'breaker-cooling-down' },
    { cooldownSeconds: 3600, seconds: 3600, comes: 'reset-breaker half-open' },
    { cooldownSeconds: 3600, seconds: 3601, comes: 'reset-breaker half-open' },
    { cooldownSeconds: 0, seconds: 0, comes: 'reset-breaker half-open' },
  ])(
    'that opened $seconds s ago and states a cool-down of $cooldownSeconds s comes to $comes, however often it failed',
    ({ cooldownSeconds, seconds, comes }) => {
      const [breaker] = openSince(seconds, 4).breakers.value;
      const breakers = observed(NOW, breaker ? [{ ...breaker, cooldownSeconds }] : []);
      expect(comesTo({ breakers })).toBe(comes);
    },
  );

  it('that does not say when it opened has cooled down', () => {
    const breakers = observed(NOW, [{ name: 'backend', state: 'open' as const, version: 7, failedResets: 0 }]);
    expect(comesTo({ breakers })).toBe('reset-breaker half-open');
  });

  it('that cannot be found is for people', () => {
    expect(comesTo({ breakers: GONE })).toBe('insufficient-data');
    const noFinding = planningFor('breaker-stuck-open', openSince(600), 'backend');
    expect(inShort(planFor({ ...noFinding, diagnosis: { ...noFinding.diagnosis, evidence: [] } }))).toBe(
      'insufficient-data',
    );
  });
});

describe('the back-off', () => {
  const wait = (failures: number, key = 'registry:1') => backOffMs({ first: 30_000, longest: 900_000, failures, key });

  it('doubles, stays within a fifth of that, and never exceeds its limit', () => {
    for (let failures = 0; failures < 40; failures += 1) {
      const nominal = 30_000 * 2 ** failures;
      expect(wait(failures)).toBeGreaterThanOrEqual(Math.min(900_000, 0.8 * nominal));
      expect(wait(failures)).toBeLessThanOrEqual(Math.min(900_000, 1.2 * nominal));
    }
  });

  it('is the same for the same key, and spread over the range for others', () => {
    const shares = Array.from({ length: 1_000 }, (_, index) => shareOf(`service-${index}:1`));
    expect(wait(0)).toBe(wait(0));
    expect(Math.min(...shares)).toBeLessThan(0.05);
    expect(Math.max(...shares)).toBeGreaterThan(0.95);
    expect(shares.filter((share) => share < 0.5).length).toBeGreaterThan(400);
    expect(shares.filter((share) => share < 0.5).length).toBeLessThan(600);
  });

  it.each([
    { text: '', hash: 0x811c9dc5 },
    { text: 'a', hash: 0xe40c292c },
    { text: 'foobar', hash: 0xbf9cf968 },
  ])('draws from FNV-1a: "$text"', ({ text, hash }) => {
    expect(shareOf(text)).toBe(hash / 2 ** 32);
  });
});

describe('a plan in one line', () => {
  it('is the same however the plan was put together, and differs with every value', () => {
    const plan = aStopTaskPlan();
    const turned = Object.fromEntries(Object.entries(plan).reverse()) as unknown as typeof plan;
    expect(canonicalPlan(turned)).toBe(canonicalPlan(plan));
    expect(canonicalPlan({ ...plan, desiredCount: 5 })).not.toBe(canonicalPlan(plan));
    expect(canonicalPlan({ ...plan, keep: ['task-2'] })).not.toBe(canonicalPlan(plan));
  });
});

function withoutSubject(): Diagnosed['diagnosis'] {
  const { subject: _, ...diagnosis } = planningFor('instance-grey').diagnosis;
  return diagnosis;
}
