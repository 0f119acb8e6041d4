// Unit layer: a release whose tasks are killed for memory, while those of the earlier revision never were.
import { HOUR, MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { level } from '#tests/builders/metrics.ts';
import { anOlderRelease, aRelease } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const RELEASED = minutesAgo(40);

const killed = (minutes: number, different: object = {}) => ({
  id: `killed-${minutes}`,
  taskDefinition: REVISION,
  startedAt: minutesAgo(minutes + 8),
  stoppedAt: minutesAgo(minutes),
  containers: [{ name: 'web', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
  ...different,
});

const earlier = (different: object = {}) => ({
  id: 'earlier',
  taskDefinition: OLDER_REVISION,
  startedAt: RELEASED - HOUR,
  stoppedAt: RELEASED,
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/42)',
  containers: [{ name: 'web', exitCode: 0 }],
  ...different,
});

const released = (state: ServiceState = {}): ServiceState => ({
  deployments: [{ createdAt: RELEASED }],
  releases: [aRelease({ createdAt: RELEASED, finishedAt: RELEASED + MINUTE }), anOlderRelease()],
  stopped: [killed(20), killed(12), killed(4), earlier()],
  ...state,
});

const FAILED = [{ name: 'web', exitCode: 1 }];

/** Each of five tasks had 1,000 requests in a minute before the release, and each of six has so many when the kills begin. */
const working = (perTask: number): ServiceState =>
  released({
    deployments: [{ createdAt: minutesAgo(18) }],
    releases: [aRelease({ createdAt: minutesAgo(18) }), anOlderRelease()],
    stopped: [killed(12), killed(8), killed(4), earlier({ startedAt: minutesAgo(300), stoppedAt: minutesAgo(18) })],
    metrics: { requests: [...level(12, 5_000), ...level(18, 6 * perTask)] },
  });

describe('release-out-of-memory', () => {
  it('counts the kills since the first of them', () => {
    expect(found('release-out-of-memory', released())).toMatchObject([
      {
        strength: 'hard',
        subject: REVISION,
        at: minutesAgo(4),
        since: minutesAgo(20),
        numbers: { kills: 3 },
        message:
          'since mlflow-registry:42 was deployed, 3 tasks were killed for memory, the last with "OutOfMemoryError: Container killed due to memory usage", and none of the earlier revision was',
      },
    ]);
  });

  it.each<{ what: string; state: ServiceState; found: boolean }>([
    { what: 'three kills of the new revision', state: {}, found: true },
    { what: 'two kills', state: { stopped: [killed(20), killed(12), earlier()] }, found: false },
    {
      what: 'three exits for another reason',
      state: { stopped: [...[20, 12, 4].map((at) => killed(at, { containers: FAILED })), earlier()] },
      found: false,
    },
    {
      what: 'an earlier revision that was killed as well',
      state: { stopped: [killed(20), killed(12), killed(4), killed(60, { taskDefinition: OLDER_REVISION })] },
      found: false,
    },
    { what: 'no task of an earlier revision', state: { stopped: [killed(20), killed(12), killed(4)] }, found: false },
    {
      what: 'an earlier task that ran a minute less than an hour',
      state: { stopped: [killed(20), killed(12), killed(4), earlier({ startedAt: RELEASED - HOUR + MINUTE })] },
      found: false,
    },
    {
      what: 'an earlier task that never ran',
      state: { stopped: [killed(20), killed(12), killed(4), earlier({ startedAt: undefined })] },
      found: false,
    },
    {
      what: 'a release of more than an hour ago',
      state: { deployments: [{ createdAt: minutesAgo(61) }] },
      found: false,
    },
    {
      what: 'a return to the earlier revision',
      state: {
        deployments: [{ createdAt: RELEASED, taskDefinition: OLDER_REVISION }],
        releases: [
          aRelease({ createdAt: RELEASED, taskDefinition: OLDER_REVISION, before: [REVISION] }),
          anOlderRelease(),
        ],
      },
      found: false,
    },
    {
      what: 'an earlier revision of which one task was killed and another ran for long',
      state: {
        stopped: [killed(20), killed(12), killed(4), killed(60, { taskDefinition: OLDER_REVISION }), earlier()],
      },
      found: false,
    },
    {
      what: 'twice the work for each task',
      state: {
        deployments: [{ createdAt: minutesAgo(18) }],
        releases: [aRelease({ createdAt: minutesAgo(18) }), anOlderRelease()],
        stopped: [killed(12), killed(8), killed(4), earlier({ startedAt: minutesAgo(300), stoppedAt: minutesAgo(18) })],
        traffic: { requests: 8_000 },
        metrics: { requests: [...level(12, 4_000), ...level(18, 8_000)] },
      },
      found: false,
    },
    { what: 'as much work as before', state: { metrics: { requests: level(45, 4_000) } }, found: true },
  ])('with $what is found: $found', ({ state, found }) => {
    expect(isFound('release-out-of-memory', released(state))).toBe(found);
  });

  it.each([
    { minutes: 29, found: true },
    { minutes: 30, found: true },
    { minutes: 31, found: false },
  ])('whose first kill came $minutes minutes after the release is found: $found', ({ minutes, found }) => {
    const first = 50 - minutes;
    const state = released({
      deployments: [{ createdAt: minutesAgo(50) }],
      releases: [aRelease({ createdAt: minutesAgo(50) }), anOlderRelease()],
      stopped: [
        killed(first),
        killed(first - 1),
        killed(first - 2),
        earlier({ startedAt: minutesAgo(200), stoppedAt: minutesAgo(50) }),
      ],
    });
    expect(isFound('release-out-of-memory', state)).toBe(found);
  });

  it.each([
    { perTask: 1_499, found: true },
    { perTask: 1_500, found: false },
    { perTask: 1_501, found: false },
  ])('with $perTask requests to each task after 1,000, half more, is found: $found', ({ perTask, found }) => {
    expect(isFound('release-out-of-memory', working(perTask))).toBe(found);
  });
});
