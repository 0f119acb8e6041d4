// Unit layer: the decision table, part three. What keeps tasks from starting.
import type { Observation } from '#shared/domain/model/observation.ts';
import { observed } from '#shared/domain/model/part.ts';
import { NOW, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import { aStoppedTask, tasks } from '#tests/builders/parts.ts';
import { itDecides, lookAt, rollingOut, saying, short, stopped } from './decision-table.ts';

const LEFT_TO_PEOPLE = 'escalate: manual-action-required';
const STOPPED = 'act: roll-back stop-deployment d42';

describe('tasks that never start', () => {
  const failing = (stoppedReason: string, taskDefinition = REVISION) =>
    stopped(2, { stopCode: 'TaskFailedToStart', stoppedReason, taskDefinition, containers: [] });
  const established = (reason: string) => ({ ...short(3), ...failing(reason) });
  /** None of the new revision ever ran. */
  const released = (reason: string): Partial<Observation> => ({
    ...rollingOut(failing(reason)),
    tasks: observed(
      NOW,
      tasks(4).map((task) => ({ ...task, taskDefinition: OLDER_REVISION })),
    ),
  });
  const texts = [
    {
      what: 'an image that does not exist',
      cause: 'image-unavailable',
      reason:
        'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref registry:43: not found',
    },
    {
      what: 'an image that the role may not pull',
      cause: 'image-unavailable',
      reason:
        'CannotPullContainerError: pull access denied for registry, repository does not exist or may require authorization',
    },
    {
      what: 'a disk that is full',
      cause: 'image-unavailable',
      reason: 'CannotPullContainerError: failed to extract layer: write /opt: no space left on device',
    },
    {
      what: 'a secret that is not there',
      cause: 'initialization-failure',
      reason:
        "ResourceInitializationError: unable to pull secrets or registry auth: ResourceNotFoundException: Secrets Manager can't find the specified secret",
    },
    {
      what: 'a file system that cannot be mounted',
      cause: 'initialization-failure',
      reason: 'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes',
    },
  ] as const;

  itDecides(
    texts.flatMap(({ what, cause, reason }) => [
      {
        evidence: `of a revision that has served for long, for ${what}`,
        given: established(reason),
        cause,
        decision: LEFT_TO_PEOPLE,
      },
      {
        evidence: `of the newest revision, for ${what}`,
        given: released(reason),
        cause,
        decision: STOPPED,
        only: ['roll-back'],
      },
    ]),
  );

  itDecides(
    [
      {
        what: 'a registry that cannot be reached',
        reason: 'CannotPullContainerError: dial tcp 10.0.1.7:443: i/o timeout',
        cause: 'network-path',
      },
      {
        what: 'a subnet without free addresses',
        reason: 'Unexpected EC2 error while attempting to Create Network Interface: InsufficientFreeAddressesInSubnet',
        cause: 'capacity-shortage',
      },
    ].map(({ what, reason, cause }) => ({
      evidence: `even of the newest revision, for ${what}`,
      given: released(reason),
      cause: cause as 'network-path' | 'capacity-shortage',
      decision: LEFT_TO_PEOPLE,
    })),
  );
});

describe('tasks of both revisions of a rollout that never start', () => {
  const stoppedReason = 'ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException';
  const ofEach = [REVISION, OLDER_REVISION].map((taskDefinition, index) =>
    aStoppedTask({ id: `gone-${index}`, stopCode: 'TaskFailedToStart', stoppedReason, taskDefinition, containers: [] }),
  );
  itDecides([
    {
      evidence: 'the execution role may not read their secrets any more',
      given: rollingOut({ stoppedTasks: observed(NOW, ofEach) }),
      cause: 'initialization-failure',
      decision: LEFT_TO_PEOPLE,
    },
  ]);
});

describe('tasks for which there is no room', () => {
  itDecides(
    [
      'unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently',
      "unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently",
      'was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 1 encountered error "RESOURCE:MEMORY"',
      'was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone',
    ].map((message) => ({
      evidence: message,
      given: saying(`(service mlflow-registry) ${message}`),
      cause: 'capacity-shortage' as const,
      decision: LEFT_TO_PEOPLE,
    })),
  );
});

describe('tasks that ECS is "unable to consistently start"', () => {
  const loop = saying('(service mlflow-registry) is unable to consistently start tasks successfully.');
  itDecides([
    { evidence: 'for no reason yet', given: loop, cause: 'unknown', decision: 'wait: cause-unknown' },
    {
      evidence: 'for no reason in three minutes',
      given: loop,
      cause: 'unknown',
      seenForSeconds: 180,
      decision: 'escalate: cause-unknown',
    },
    {
      evidence: 'for the reason that the tasks give themselves',
      given: {
        ...loop,
        ...stopped(2, {
          stopCode: 'TaskFailedToStart',
          stoppedReason: 'CannotPullContainerError: manifest for registry:43 not found',
          containers: [],
        }),
      },
      cause: 'image-unavailable',
      decision: LEFT_TO_PEOPLE,
    },
  ]);
});

describe('tasks that failed in words that no rule knows', () => {
  const stoppedReason = 'FrobnicationError: the flux is misaligned';
  itDecides([
    {
      evidence: 'a stopped task says something new',
      given: { ...short(3), ...stopped(1, { stopCode: 'TaskFailedToStart', stoppedReason, containers: [] }) },
      cause: 'unknown',
      seenForSeconds: 180,
      decision: 'escalate: cause-unknown',
    },
  ]);

  it('quotes them', () => {
    const given = { ...short(3), ...stopped(1, { stopCode: 'TaskFailedToStart', stoppedReason, containers: [] }) };
    const { diagnosis } = lookAt({ given });
    expect(diagnosis.evidence.map(({ message }) => message).join()).toContain(stoppedReason);
  });
});
