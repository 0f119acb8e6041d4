// Unit layer: findings about the service event messages of the ECS scheduler.
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import type { Deployment } from '#shared/domain/model/observation.ts';
import { minutesAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const NO_ROOM =
  '(service registry) was unable to place a task because no container instance met all of its requirements.';
const THROTTLED = '(service registry) operations are being throttled. Will try again later.';
const NO_IMAGE = 'was unable to place a task. Reason: CannotPullContainerError: registry:42: not found';
const VAGUE = '(service registry) is unable to consistently start tasks successfully.';

type Event = readonly [minutes: number, message: string];

/** Three of four desired tasks run, and the scheduler reported this, newest first. */
const reporting = (...events: readonly Event[]): ServiceState => ({
  tasks: 3,
  events: events.map(([minutes, message]) => ({ at: minutesAgo(minutes), message })),
});

const meaningIn = (state: ServiceState) => found('scheduler-message', state)[0]?.meaning;

describe('scheduler-message', () => {
  it('quotes the newest trouble, with its frequency and beginning', () => {
    expect(found('scheduler-message', reporting([1, NO_ROOM], [5, NO_ROOM]))).toMatchObject([
      {
        strength: 'hard',
        meaning: 'capacity-missing',
        at: minutesAgo(1),
        since: minutesAgo(5),
        numbers: { times: 2 },
        message: `there is no capacity for the task: "${NO_ROOM}"`,
      },
    ]);
  });

  it.each([
    { minutes: 29, meaning: 'capacity-missing' },
    { minutes: 30, meaning: undefined },
    { minutes: 31, meaning: undefined },
  ])('gives a message of $minutes minutes ago the meaning $meaning', ({ minutes, meaning }) => {
    expect(meaningIn(reporting([minutes, NO_ROOM]))).toBe(meaning);
  });

  it.each<{ why: string; events: readonly Event[]; state?: ServiceState; meaning?: MeaningId }>([
    {
      why: 'reached a steady state since',
      events: [
        [1, 'has reached a steady state.'],
        [2, NO_ROOM],
      ],
    },
    {
      why: 'was in a steady state before',
      events: [
        [1, NO_ROOM],
        [2, 'has reached a steady state.'],
      ],
      meaning: 'capacity-missing',
    },
    {
      why: 'placed a task since',
      events: [
        [1, 'has started 1 tasks: (task 1).'],
        [2, NO_ROOM],
      ],
    },
    {
      why: 'was rolled back since',
      events: [
        [1, 'rolling back to deployment x'],
        [2, NO_ROOM],
      ],
    },
    {
      why: 'stopped tasks since',
      events: [
        [1, 'has stopped 1 running tasks'],
        [2, NO_ROOM],
      ],
      meaning: 'capacity-missing',
    },
    { why: 'was throttled once', events: [[1, THROTTLED]] },
    {
      why: 'was throttled twice',
      events: [
        [1, THROTTLED],
        [2, THROTTLED],
      ],
      meaning: 'operations-throttled',
    },
    { why: 'has all desired tasks serving', events: [[1, NO_ROOM]], state: { tasks: 4 } },
    { why: 'cannot be read', events: [[1, NO_ROOM]], state: { missing: { ecs: 'throttled' } } },
    { why: 'only reports that starts fail', events: [[1, 'is unable to consistently start tasks successfully']] },
    {
      why: 'could not start a task and began another',
      events: [
        [1, 'has started 1 tasks: (task 2).'],
        [2, NO_IMAGE],
      ],
      meaning: 'image-missing',
    },
  ])('means $meaning when the service $why', ({ events, state, meaning }) => {
    expect(meaningIn({ ...reporting(...events), ...state })).toBe(meaning);
  });

  it.each<{ why: string; deployment: Partial<Deployment>; expected: boolean }>([
    { why: 'in this deployment', deployment: { createdAt: minutesAgo(3) }, expected: true },
    { why: 'in the deployment before', deployment: { createdAt: minutesAgo(1) }, expected: false },
    { why: 'while no deployment is primary', deployment: { status: 'ACTIVE' }, expected: true },
  ])('counts a message $why: $expected', ({ deployment, expected }) => {
    expect(isFound('scheduler-message', { ...reporting([2, NO_ROOM]), deployments: [deployment] })).toBe(expected);
  });
});

describe('failure-unexplained', () => {
  it.each<{ why: string; events: readonly Event[]; quoted: object[] }>([
    {
      why: 'softly quotes a message that is not in the catalogue',
      events: [[0, 'the moon']],
      quoted: [{ strength: 'soft', message: 'the scheduler gives no reason: "the moon"' }],
    },
    {
      why: 'quotes that starts fail where no message is more specific',
      events: [
        [0, VAGUE],
        [1, 'the moon'],
      ],
      quoted: [{ strength: 'hard', message: `the scheduler gives no reason: "${VAGUE}"` }],
    },
    {
      why: 'quotes nothing where a message names the reason',
      events: [
        [0, VAGUE],
        [1, NO_IMAGE],
      ],
      quoted: [],
    },
  ])('$why', ({ events, quoted }) => {
    expect(found('failure-unexplained', reporting(...events))).toMatchObject(quoted);
  });
});
