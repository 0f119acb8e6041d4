// Unit layer: the decision table, on what keeps tasks from starting.
import { minutesAgo, OLDER_REVISION, REVISION } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { itDecides, lastCheck, MANUAL, ROLLING_OUT, type Row, stoppedTasks } from './decision-table.ts';

const failing = (stoppedReason: string, count = 2): ServiceState =>
  stoppedTasks(count, { stopCode: 'TaskFailedToStart', stoppedReason });

/** The new revision rolls out, and none of its tasks has ever run. */
const RELEASED: ServiceState = { ...ROLLING_OUT, older: [1, 2, 3, 4], task: {} };

itDecides(
  'tasks that fail to start',
  [
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
      what: 'a full disk',
      cause: 'image-unavailable',
      reason: 'CannotPullContainerError: failed to extract layer: write /opt: no space left on device',
    },
    {
      what: 'a missing secret',
      cause: 'initialization-failure',
      reason:
        "ResourceInitializationError: unable to pull secrets or registry auth: ResourceNotFoundException: Secrets Manager can't find the specified secret",
    },
    {
      what: 'a file system that cannot be mounted',
      cause: 'initialization-failure',
      reason: 'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes',
    },
  ].flatMap(({ what, reason, ...row }): readonly Row[] => {
    const cause = row.cause as Row['cause'];
    const decision = 'act: roll-back stop-deployment d42';
    return [
      { what: `of an established revision, ${what}`, tasks: 3, ...failing(reason), cause, decision: MANUAL },
      { what: `of a new revision, ${what}`, ...RELEASED, ...failing(reason), cause, decision, only: ['roll-back'] },
    ];
  }),
);

const subnetFull =
  'Unexpected EC2 error while attempting to Create Network Interface: InsufficientFreeAddressesInSubnet';
const unreachable = 'CannotPullContainerError: dial tcp 10.0.1.7:443: i/o timeout';
const ofBothRevisions = [REVISION, OLDER_REVISION].map((taskDefinition, index) => ({
  id: `gone-${index}`,
  stopCode: 'TaskFailedToStart',
  stoppedReason: 'ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException',
  taskDefinition,
}));
const manual = { ...RELEASED, decision: MANUAL };
itDecides('tasks of a new revision that fail to start', [
  { ...manual, what: 'a registry that cannot be reached', ...failing(unreachable), cause: 'network-path' },
  { ...manual, what: 'a subnet without free addresses', ...failing(subnetFull), cause: 'capacity-shortage' },
  {
    what: 'secrets that the role may not read any more, as tasks of the older revision show',
    ...ROLLING_OUT,
    stopped: ofBothRevisions,
    cause: 'initialization-failure',
    decision: MANUAL,
  },
]);

const saying = (message: string): ServiceState => ({
  tasks: 3,
  events: [{ at: minutesAgo(1), message: `(service mlflow-registry) ${message}` }],
});

itDecides(
  'tasks without capacity',
  [
    'unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently',
    "unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently",
    'was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 1 encountered error "RESOURCE:MEMORY"',
    'was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone',
  ].map((what) => ({ what, ...saying(what), cause: 'capacity-shortage', decision: MANUAL })),
);

const loop = saying('is unable to consistently start tasks successfully.');
const explained = { ...loop, ...failing('CannotPullContainerError: manifest for registry:43 not found') };
const unknown = { cause: 'unknown', seenForSeconds: 180, decision: 'escalate: cause-unknown' } as const;
itDecides('tasks that ECS is unable to consistently start', [
  { what: 'without a reason for ten seconds', ...loop, cause: 'unknown', decision: 'wait: cause-unknown' },
  { ...unknown, what: 'without a reason for three minutes', ...loop },
  { what: 'for the reason of the stopped tasks', ...explained, cause: 'image-unavailable', decision: MANUAL },
]);

const FROBNICATION = 'FrobnicationError: the flux is misaligned';
const unheardOf = { tasks: 3, ...failing(FROBNICATION, 1) };
itDecides('tasks that fail with an unknown message', [{ ...unknown, what: 'for three minutes', ...unheardOf }]);

it('a diagnosis quotes an unknown message', () => {
  const { evidence } = lastCheck(unheardOf).diagnosis;
  expect(evidence.map(({ message }) => message).join()).toContain(FROBNICATION);
});
