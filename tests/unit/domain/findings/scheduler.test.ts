// Unit layer: findings about the service event messages of the ECS scheduler.
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import type { Deployment, ServiceEvent } from '#shared/domain/model/observation.ts';
import { minutesAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const NO_ROOM =
  '(service registry) was unable to place a task because no container instance met all of its requirements.';
const THROTTLED = '(service registry) operations are being throttled. Will try again later.';
const NO_IMAGE = 'was unable to place a task. Reason: CannotPullContainerError: registry:42: not found';
const VAGUE = '(service registry) is unable to consistently start tasks successfully.';

const STEADY = 'has reached a steady state.';

const said = (minutes: number, message: string): ServiceEvent => ({ at: minutesAgo(minutes), message });

/** Three of four desired tasks run, and the scheduler reported this, newest first. */
const reporting = (...events: readonly ServiceEvent[]): ServiceState => ({ tasks: 3, events });

const meaningIn = (state: ServiceState) => found('scheduler-message', state)[0]?.meaning;

describe('scheduler-message', () => {
  it('quotes the newest trouble, with its frequency and beginning', () => {
    expect(found('scheduler-message', reporting(said(1, NO_ROOM), said(5, NO_ROOM)))).toMatchObject([
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

  it('counts only the messages with the meaning of the newest problem', () => {
    const state = reporting(said(1, NO_ROOM), said(2, THROTTLED), said(3, THROTTLED));
    expect(found('scheduler-message', state)).toMatchObject([{ since: minutesAgo(1), numbers: { times: 1 } }]);
  });

  it.each([
    { minutes: 29, meaning: 'capacity-missing' },
    { minutes: 30, meaning: undefined },
    { minutes: 31, meaning: undefined },
  ])('gives a message of $minutes minutes ago the meaning $meaning', ({ minutes, meaning }) => {
    expect(meaningIn(reporting(said(minutes, NO_ROOM)))).toBe(meaning);
  });

  it.each<[why: string, meaning: MeaningId | undefined, events: readonly ServiceEvent[], state?: ServiceState]>([
    ['reached a steady state since', undefined, [said(1, STEADY), said(2, NO_ROOM)]],
    ['was in a steady state before', 'capacity-missing', [said(1, NO_ROOM), said(2, STEADY)]],
    ['placed a task since', undefined, [said(1, 'has started 1 tasks: (task 1).'), said(2, NO_ROOM)]],
    ['placed a task before', 'capacity-missing', [said(1, NO_ROOM), said(2, 'has started 1 tasks: (task 1).')]],
    ['placed a task then', 'capacity-missing', [said(2, 'has started 1 tasks: (task 1).'), said(2, NO_ROOM)]],
    ['was rolled back since', undefined, [said(1, 'rolling back to deployment x'), said(2, NO_ROOM)]],
    ['stopped tasks since', 'capacity-missing', [said(1, 'has stopped 1 running tasks'), said(2, NO_ROOM)]],
    ['was throttled once', undefined, [said(1, THROTTLED)]],
    ['was throttled twice', 'operations-throttled', [said(1, THROTTLED), said(2, THROTTLED)]],
    ['has all desired tasks serving', undefined, [said(1, NO_ROOM)], { tasks: 4 }],
    ['cannot be read', undefined, [said(1, NO_ROOM)], { missing: { ecs: 'throttled' } }],
    ['only reports that starts fail', undefined, [said(1, VAGUE)]],
    ['failed to start a task and began another', 'image-missing', [said(1, 'has started 1 tasks'), said(2, NO_IMAGE)]],
  ])('of a service that %s means %s', (_, meaning, events, ...[state]) => {
    expect(meaningIn({ ...reporting(...events), ...state })).toBe(meaning);
  });

  it.each<{ why: string; deployment: Partial<Deployment>; expected: boolean }>([
    { why: 'in this deployment', deployment: { createdAt: minutesAgo(3) }, expected: true },
    { why: 'in the deployment before', deployment: { createdAt: minutesAgo(1) }, expected: false },
    { why: 'while no deployment is primary', deployment: { status: 'ACTIVE' }, expected: true },
  ])('counts a message $why: $expected', ({ deployment, expected }) => {
    expect(isFound('scheduler-message', { ...reporting(said(2, NO_ROOM)), deployments: [deployment] })).toBe(expected);
  });
});

describe('failure-unexplained', () => {
  const quoting = (strength: string, text: string) => [
    { strength, message: `the scheduler gives no reason: "${text}"` },
  ];

  it.each<[title: string, events: readonly ServiceEvent[], quoted: object[]]>([
    ['softly quotes a message that is not in the catalogue', [said(0, 'the moon')], quoting('soft', 'the moon')],
    ['quotes that starts fail, if need be', [said(0, VAGUE), said(1, 'the moon')], quoting('hard', VAGUE)],
    ['quotes no message about a start', [said(0, 'has started 1 tasks: (task 1).')], []],
    ['passes over a start', [said(0, 'has started 1 tasks: (task 1).'), said(1, VAGUE)], quoting('hard', VAGUE)],
    ['quotes nothing where a message names the reason', [said(0, VAGUE), said(1, NO_IMAGE)], []],
  ])('%s', (_, events, quoted) => {
    expect(found('failure-unexplained', reporting(...events))).toMatchObject(quoted);
  });
});
