// Unit layer: good releases are never rolled back, however slowly they start and however much work each task gets.
import { DAY, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { minutesAgo, NEWEST, NOW, OLDER_REVISION, REVISION, secondsAgo } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease, aTarget, aTargetGroup } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { aStory } from '../story.ts';
import { each, lastCheck } from './decision-table.ts';

const check = (intervalSeconds: number, healthyThreshold: number) =>
  aTargetGroup({
    healthCheck: { ...aTargetGroup().healthCheck, intervalSeconds, healthyThreshold },
    targets: [1, 2, 3, 4].map((number) =>
      aTarget(number, number < 3 ? {} : { state: 'unhealthy', reason: 'Target.FailedHealthChecks' }),
    ),
  });

/** A rollout that began at the start of the story; its tasks 3 and 4 are red until they have started. */
const booting = (graceSeconds: number, targetGroup = check(30, 5)): ServiceState => ({
  ecs: {
    healthCheckGracePeriodSeconds: graceSeconds,
  },
  deployments: [
    { createdAt: NOW, rolloutState: 'IN_PROGRESS' },
    { id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION },
  ],
  releases: [aRelease({ status: 'IN_PROGRESS', createdAt: NOW }), anOlderRelease()],
  older: [1, 2],
  desired: 2,
  targetGroups: [targetGroup],
  task: each([3, 4], { createdAt: NOW + 20 * SECOND, startedAt: NOW + 50 * SECOND }),
});

describe('a rollout whose tasks boot for four minutes', () => {
  it.each([
    { what: 'the defaults of AWS', state: booting(0) },
    { what: 'grace 0 and checks of 5 s x 2', state: booting(0, check(5, 2)) },
    { what: 'grace 0 and checks of 10 s x 3', state: booting(0, check(10, 3)) },
    { what: 'a grace period of 300 s', state: booting(300, check(10, 2)) },
  ])('is not rolled back, with $what', ({ state }) => {
    const story = aStory();
    const answers = Array.from({ length: 18 }, () => story.check(state, { afterSeconds: 15 }));
    expect(answers.filter((answer) => answer.includes('roll-back'))).toEqual([]);
  });
});

describe('a completed release after which each task has more work', () => {
  const createdAt = NEWEST - 7 * MINUTE;
  const workingAfter = (before: number, left: number, state: ServiceState): ServiceState => ({
    deployments: [{ createdAt }],
    releases: [aRelease({ createdAt, finishedAt: createdAt + 2 * MINUTE }), anOlderRelease()],
    tasks: left,
    stopped: Array.from({ length: before - left }, (_, index) => ({
      id: `gone-${index}`,
      startedAt: NOW - DAY,
      stoppedAt: createdAt + MINUTE / 2,
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/42)',
    })),
    utilisation: { cpu: 0.97, memory: 0.4 },
    traffic: { requests: 2_400, target5xx: 120, latencyP95Ms: 10_000 },
    metrics: {
      requests: level(23, 2_400),
      failed: [...level(15, 0), ...level(8, 120)],
      latencyP95Ms: [...level(15, 120), ...level(8, 10_000)],
      cpu: [...level(15, 0.4), ...level(8, 0.97)],
    },
    ...state,
  });

  it.each([
    { what: 'Spot takes five of eight tasks', state: workingAfter(8, 3, { desired: 8 }) },
    { what: 'a scale-in from nine to three', state: workingAfter(9, 3, { desired: 3 }) },
    { what: 'a deploy resets the count from eight to one', state: workingAfter(8, 1, { desired: 1 }) },
  ])('is not rolled back: $what', ({ state }) => {
    const { diagnosis, decision } = lastCheck({ ...state, seenForSeconds: 300 });
    expect(diagnosis.cause).not.toBe('bad-release');
    expect(decision).not.toMatchObject({ plan: { action: 'roll-back' } });
  });

  it('is rolled back where the work is as before', () => {
    const { cpu: _, ...metrics } = workingAfter(3, 3, {}).metrics ?? {};
    const state = workingAfter(3, 3, { desired: 3, metrics, utilisation: { cpu: 0.4, memory: 0.4 } });
    expect(lastCheck(state).decision).toMatchObject({ plan: { action: 'roll-back' } });
  });
});

describe('the return to a proven revision', () => {
  const createdAt = minutesAgo(7);
  const kill = {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Task failed ELB health checks in (target-group x)',
  };
  const killed = (taskDefinition: string, ...seconds: readonly number[]) =>
    seconds.map((stopped) => ({
      ...kill,
      id: `${taskDefinition}-${stopped}`,
      taskDefinition,
      createdAt: secondsAgo(stopped + 130),
      stoppedAt: secondsAgo(stopped),
    }));

  it('is not stopped, though its tasks fail as those of the revision before', () => {
    const state: ServiceState = {
      deployments: [
        { taskDefinition: OLDER_REVISION, createdAt, rolloutState: 'IN_PROGRESS', failedTasks: 3 },
        { id: 'ecs-svc/42', status: 'ACTIVE', runningCount: 0 },
      ],
      releases: [
        anOlderRelease({ status: 'IN_PROGRESS', createdAt, before: [REVISION] }),
        aRelease({ createdAt: minutesAgo(40), finishedAt: minutesAgo(36) }),
        anOlderRelease(),
        anOlderRelease({
          taskDefinition: OLDER_REVISION.replace(':41', ':40'),
          createdAt: NOW - 9 * DAY,
          finishedAt: NOW - 9 * DAY,
        }),
      ],
      tasks: 2,
      older: [1, 2],
      unhealthy: [1, 2],
      task: each([1, 2], { createdAt: minutesAgo(2), startedAt: minutesAgo(1.5) }),
      stopped: [...killed(OLDER_REVISION, 70, 160, 240), ...killed(REVISION, 430, 530, 600)],
    };
    for (const seenForSeconds of [10, 120, 600]) {
      expect(lastCheck({ ...state, seenForSeconds }).decision).not.toMatchObject({ plan: { action: 'roll-back' } });
    }
  });
});

describe('a deployment that failed over an hour ago, while old tasks leave', () => {
  it('is replaced by the proven revision', () => {
    const createdAt = minutesAgo(65);
    const state: ServiceState = {
      deployments: [
        { createdAt, rolloutState: 'FAILED', runningCount: 0, failedTasks: 4 },
        { id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION, runningCount: 2 },
      ],
      releases: [aRelease({ status: 'STOPPED', createdAt, finishedAt: createdAt + 4 * MINUTE }), anOlderRelease()],
      tasks: 2,
      older: [1, 2],
      stopped: [{ stoppedAt: minutesAgo(57) }, { id: 'b', stoppedAt: minutesAgo(54) }],
    };
    const { diagnosis, decision } = lastCheck(state);
    expect(diagnosis.cause).toBe('bad-release');
    expect(decision).toMatchObject({
      kind: 'act',
      plan: { action: 'roll-back', step: 'redeploy', to: OLDER_REVISION },
    });
  });
});
