// Unit layer: the verdict on every form of event that ECS sends, and what is stored of a stopped task.
import { changed, sampleOf, signalIn, verdictOn } from '../a-sample.ts';

describe('the state change of a task', () => {
  it.each([
    { what: 'stopped', detail: {}, verdict: 'check' },
    { what: 'stopped without a reason', detail: { stoppedReason: undefined, stopCode: undefined }, verdict: 'check' },
    { what: 'running', detail: { lastStatus: 'RUNNING', stoppedReason: undefined }, verdict: 'reports-no-fault' },
    { what: 'of no service', detail: { group: 'family:batch' }, verdict: 'unknown-service' },
    { what: 'of no group', detail: { group: undefined }, verdict: 'unknown-service' },
    {
      what: 'stopped by scale-in or a deployment',
      detail: { stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' },
      verdict: 'reports-no-fault',
    },
    {
      what: 'stopped by the medic',
      detail: { stoppedReason: 'ecs-medic registry-20261123T100000Z epoch 2' },
      verdict: 'own-echo',
    },
    { what: 'without containers', detail: { containers: [] }, verdict: 'check' },
    { what: 'with strings for numbers', detail: { containers: [{ name: 'guard', cpu: 'null' }] }, verdict: 'check' },
    { what: 'with empty attachments', detail: { attachments: [{ details: [] }] }, verdict: 'check' },
    {
      what: 'stopped by a Spot interruption',
      detail: { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' },
      verdict: 'check',
    },
    { what: 'without a version', detail: { version: undefined }, verdict: 'unknown-shape' },
  ])('$what comes to $verdict', ({ detail, verdict }) => {
    expect(verdictOn(changed('task-state-change', detail))).toBe(verdict);
  });

  it.each(['SpotInterruption', 'TerminationNotice'])('two minutes before a %s is an announcement', (stopCode) => {
    expect(verdictOn(changed('task-spot-warning', { stopCode }))).toBe('announced');
  });

  it('has one id in all versions, and its version', () => {
    const [sixth, seventh] = [6, 7].map((version) => signalIn(changed('task-state-change', { version })));
    expect(sixth).toMatchObject({ id: seventh?.id, version: 6 });
    expect(seventh).toMatchObject({ version: 7 });
  });
});

const INSTANCE = 'arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/a1b2c3d4e5f6';

describe('a stopped task', () => {
  const stoppedTaskIn = (detail: Readonly<Record<string, unknown>>) =>
    signalIn(changed('task-state-change', detail)).stoppedTask;

  it('is stored as ECS lists it', () => {
    expect(stoppedTaskIn({})).toEqual({
      id: '0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80',
      arn: 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80',
      taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/mlflow-registry:42',
      availabilityZone: 'us-east-1b',
      createdAt: Date.parse('2026-11-23T09:58:11.204Z'),
      startedAt: Date.parse('2026-11-23T09:58:40.911Z'),
      stoppedAt: Date.parse('2026-11-23T10:02:03.377Z'),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'registry', exitCode: 1 }],
    });
  });

  it('is stored with its container instance', () => {
    expect(stoppedTaskIn({ containerInstanceArn: INSTANCE })).toMatchObject({ containerInstance: INSTANCE });
  });

  it('is stored without the times and the place that the event lacks', () => {
    const lacking = { availabilityZone: undefined, createdAt: undefined, startedAt: undefined };
    expect(Object.keys(stoppedTaskIn(lacking) ?? {})).toEqual(
      expect.not.arrayContaining(['availabilityZone', 'containerInstance', 'createdAt', 'startedAt']),
    );
  });

  it.each([
    { what: 'no containers', containers: [], read: [] },
    { what: 'a text for containers', containers: 'null', read: [] },
    {
      what: 'a container that never ran',
      containers: [{ name: 'registry', cpu: 'null', exitCode: null, reason: 'CannotPullContainerError: no image' }],
      read: [{ name: 'registry', reason: 'CannotPullContainerError: no image' }],
    },
    {
      what: 'incomplete containers',
      containers: [
        { exitCode: '1', reason: null },
        { name: 'registry', exitCode: 0 },
      ],
      read: [{ name: '' }, { name: 'registry', exitCode: 0 }],
    },
  ])('with $what keeps what is valid', ({ containers, read }) => {
    expect(stoppedTaskIn({ containers })?.containers).toEqual(read);
  });

  it('without code, reason and start has empty ones and no start', () => {
    const task = stoppedTaskIn({ stopCode: undefined, stoppedReason: null, startedAt: undefined });
    expect(task).toMatchObject({ stopCode: '', stoppedReason: '' });
    expect(task).not.toHaveProperty('startedAt');
  });

  it.each(['never', undefined])('whose stop time is %j stopped when the event was sent', (stoppedAt) => {
    expect(stoppedTaskIn({ stoppedAt })?.stoppedAt).toBe(Date.parse('2026-11-23T10:02:03Z'));
  });

  it('without any time is not stored', () => {
    const event = changed('task-state-change', { stoppedAt: undefined });
    expect(signalIn({ ...event, time: undefined }).stoppedTask).toBeUndefined();
  });

  it.each([
    { what: 'is running', detail: { lastStatus: 'RUNNING' } },
    { what: 'is deprovisioning', detail: { lastStatus: 'DEPROVISIONING' } },
    { what: 'has no task definition', detail: { taskDefinitionArn: undefined } },
    { what: 'has an empty task definition', detail: { taskDefinitionArn: '' } },
  ])('that $what is not stored', ({ detail }) => {
    expect(stoppedTaskIn(detail)).toBeUndefined();
  });
});

describe('a service action', () => {
  it.each([
    { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE', verdict: 'reports-no-fault' },
    { eventType: 'INFO', eventName: 'TASKSET_STEADY_STATE', verdict: 'reports-no-fault' },
    { eventType: 'INFO', eventName: 'CAPACITY_PROVIDER_STEADY_STATE', verdict: 'reports-no-fault' },
    { eventType: 'INFO', eventName: 'SERVICE_DESIRED_COUNT_UPDATED', verdict: 'reports-no-fault' },
    { eventType: 'INFO', eventName: 'TASKS_STOPPED', verdict: 'reports-no-fault' },
    { eventType: 'WARN', eventName: 'SERVICE_TASK_START_IMPAIRED', verdict: 'check' },
    { eventType: 'WARN', eventName: 'SERVICE_DISCOVERY_INSTANCE_UNHEALTHY', verdict: 'check' },
    { eventType: 'WARN', eventName: 'VPC_LATTICE_TARGET_UNHEALTHY', verdict: 'check' },
    { eventType: 'ERROR', eventName: 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED', verdict: 'check' },
    { eventType: 'ERROR', eventName: 'ECS_OPERATION_THROTTLED', verdict: 'check' },
    { eventType: 'ERROR', eventName: 'SERVICE_TASK_PLACEMENT_FAILURE', verdict: 'check' },
    { eventType: 'ERROR', eventName: 'SERVICE_TASK_CONFIGURATION_FAILURE', verdict: 'check' },
    { eventType: 'ERROR', eventName: 'SERVICE_HEALTH_UNKNOWN', verdict: 'check' },
    { eventType: 'NOTICE', eventName: 'OF_A_FUTURE_TYPE', verdict: 'check' },
  ])('$eventType $eventName comes to $verdict', ({ eventType, eventName, verdict }) => {
    expect(verdictOn(changed('service-action', { eventType, eventName }))).toBe(verdict);
  });

  it('without a cluster is assigned by the ARN of the service', () => {
    expect(verdictOn(changed('service-action', { clusterArn: undefined }))).toBe('check');
  });

  it('with an ARN of the old format is assigned by its cluster', () => {
    const resources = ['arn:aws:ecs:us-east-1:123456789012:service/mlflow-registry'];
    const { about } = signalIn({ ...sampleOf('service-action'), resources });
    expect(about).toEqual([{ kind: 'service', cluster: 'ml-platform', name: 'mlflow-registry' }]);
  });
});

it.each(['service-action', 'deployment-state-change'])(
  'a %s is identified by its name and its own time, and by the event id without one',
  (sample) => {
    const again = { ...sampleOf(sample), id: 'of the second delivery' };
    expect(signalIn(again).id).toBe(signalIn(sampleOf(sample)).id);
    const undated = changed(sample, { createdAt: undefined, updatedAt: undefined });
    expect(signalIn({ ...undated, id: 'of the second delivery' }).id).not.toBe(signalIn(undated).id);
  },
);

it.each([
  { eventType: 'INFO', reason: 'ECS deployment ecs-svc/1 in progress.', verdict: 'reports-no-fault' },
  { eventType: 'INFO', reason: 'ECS deployment ecs-svc/1 completed.', verdict: 'reports-no-fault' },
  { eventType: 'INFO', reason: undefined, verdict: 'reports-no-fault' },
  { eventType: 'INFO', reason: 'ECS deployment circuit breaker: rolling back to ecs-svc/1.', verdict: 'check' },
  { eventType: 'ERROR', reason: 'ECS deployment circuit breaker: task failed to start.', verdict: 'check' },
])('a deployment state change of type $eventType, "$reason", comes to $verdict', ({ eventType, reason, verdict }) => {
  expect(verdictOn(changed('deployment-state-change', { eventType, reason }))).toBe(verdict);
});
