// Unit layer: what each kind of event means, with AWS's oddities, and that nothing that arrives is a crash.
import { toSignals } from '#events/kinds/catalogue.ts';
import { changed, sampleOf, signalIn, verdictOn } from './a-sample.ts';

describe('an alarm', () => {
  it.each([
    { sample: 'alarm-state-change', verdict: 'check' },
    { sample: 'alarm-math', verdict: 'check' },
    { sample: 'alarm-anomaly', verdict: 'check' },
    { sample: 'alarm-composite', verdict: 'check' },
    { sample: 'alarm-log', verdict: 'check' },
    { sample: 'alarm-contributor', verdict: 'check' },
    { sample: 'alarm-hand-set', verdict: 'check' },
    { sample: 'alarm-action', verdict: 'check' },
    { sample: 'alarm-action-after-suppression', verdict: 'check' },
    { sample: 'sns-notification', verdict: 'check' },
    { sample: 'alarm-message', verdict: 'check' },
    { sample: 'alarm-composite-suppressed', verdict: 'suppressed' },
    { sample: 'alarm-muted', verdict: 'suppressed' },
    { sample: 'alarm-actions-disabled', verdict: 'suppressed' },
    { sample: 'alarm-resolved', verdict: 'not-in-alarm' },
  ])('as in $sample: $verdict', ({ sample, verdict }) => {
    expect(verdictOn(sampleOf(sample))).toBe(verdict);
  });

  it.each(['OK', 'INSUFFICIENT_DATA', 'RESOLVED', ''])('in state "%s" is no reason to look', (value) => {
    const state = { value, timestamp: '2026-11-23T10:04:52.118+0000' };
    expect(verdictOn(changed('alarm-state-change', { state }))).toBe('not-in-alarm');
  });

  it('that was in ALARM before is a reason to look again, as at the end of a mute', () => {
    const previousState = { value: 'ALARM', timestamp: '2026-11-23T09:00:00.000+0000' };
    expect(verdictOn(changed('alarm-state-change', { previousState, muteDetail: null }))).toBe('check');
  });

  it('has one id on each of the ways that it may come', () => {
    const ways = ['alarm-state-change', 'alarm-action', 'sns-notification'].map((sample) => signalIn(sampleOf(sample)));
    expect(new Set(ways.map(({ id }) => id)).size).toBe(1);
  });

  it('has another id for each series that changes', () => {
    const other = changed('alarm-contributor', { alarmContributor: { id: 'another', attributes: {} } });
    expect(signalIn(other).id).not.toBe(signalIn(sampleOf('alarm-contributor')).id);
  });

  it.each(['not JSON', '{}', '{"triggeringAlarms":7}', ''])(
    'is understood whatever its reason data: %s',
    (reasonData) => {
      const state = { value: 'ALARM', timestamp: '2026-11-23T10:04:52.118+0000', reasonData };
      expect(verdictOn(changed('alarm-state-change', { state }))).toBe('check');
    },
  );

  it('without a configuration goes by its name', () => {
    expect(verdictOn(changed('alarm-log', { configuration: undefined }))).toBe('check');
    expect(verdictOn(changed('alarm-math', { configuration: undefined }))).toBe('unknown-service');
  });

  it('on a math expression that comes through SNS is placed by the metrics of the expression', () => {
    const Dimensions = [{ name: 'LoadBalancer', value: 'app/ml-platform/50dc6c495c0c9188' }];
    const Metrics = [
      { Id: 'e1', Expression: 'm1*1' },
      { Id: 'm1', MetricStat: { Metric: { Dimensions } } },
    ];
    expect(verdictOn({ ...sampleOf('alarm-message'), AlarmName: 'errors', Trigger: { Metrics } })).toBe('check');
    expect(verdictOn({ ...sampleOf('alarm-message'), AlarmName: 'errors' })).toBe('unknown-service');
  });

  it.each(['date', '', undefined])('whose time is %j is undated', (timestamp) => {
    expect(verdictOn(changed('alarm-state-change', { state: { value: 'ALARM', timestamp } }))).toBe('undated');
    expect(verdictOn({ ...sampleOf('alarm-message'), StateChangeTime: timestamp })).toBe('undated');
  });

  it('through SNS leaves the other messages of the delivery alone', () => {
    const { Records } = sampleOf('sns-notification') as unknown as { readonly Records: readonly unknown[] };
    const strange = ['Hello', '{}'].map((Message) => ({ Sns: { Message } }));
    const signals = toSignals({ Records: [strange[0], ...Records, strange[1]] });
    expect(signals.map(({ harmless = 'check' }) => harmless)).toEqual(['unknown-shape', 'check', 'unknown-shape']);
  });
});

describe('the change of a task', () => {
  it.each([
    { what: 'stopped', detail: {}, verdict: 'check' },
    { what: 'stopped without a reason', detail: { stoppedReason: undefined, stopCode: undefined }, verdict: 'check' },
    { what: 'running', detail: { lastStatus: 'RUNNING', stoppedReason: undefined }, verdict: 'reports-no-fault' },
    { what: 'of no service', detail: { group: 'family:batch' }, verdict: 'unknown-service' },
    { what: 'of no group', detail: { group: undefined }, verdict: 'unknown-service' },
    {
      what: 'taken by scale-in or a deployment',
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
    { what: 'with attachments that say nothing', detail: { attachments: [{ details: [] }] }, verdict: 'check' },
    {
      what: 'stopped when Spot took its place',
      detail: { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' },
      verdict: 'check',
    },
    { what: 'without a version', detail: { version: undefined }, verdict: 'unknown-shape' },
  ])('$what: $verdict', ({ detail, verdict }) => {
    expect(verdictOn(changed('task-state-change', detail))).toBe(verdict);
  });

  it.each(['SpotInterruption', 'TerminationNotice'])('two minutes before %s is an announcement', (stopCode) => {
    expect(verdictOn(changed('task-spot-warning', { stopCode }))).toBe('announced');
  });

  it('has one id in all versions, and its version', () => {
    const [sixth, seventh] = [6, 7].map((version) => signalIn(changed('task-state-change', { version })));
    expect(sixth).toMatchObject({ id: seventh?.id, version: 6 });
    expect(seventh).toMatchObject({ version: 7 });
  });
});

describe('what ECS says about a service', () => {
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
    { eventType: 'NOTICE', eventName: 'OF_A_TYPE_TO_COME', verdict: 'check' },
  ])('$eventType $eventName: $verdict', ({ eventType, eventName, verdict }) => {
    expect(verdictOn(changed('service-action', { eventType, eventName }))).toBe(verdict);
  });

  it('is placed by the ARN where it names no cluster', () => {
    expect(verdictOn(changed('service-action', { clusterArn: undefined }))).toBe('check');
  });

  it('in the old form of ARN is placed by the cluster that it names', () => {
    const resources = ['arn:aws:ecs:us-east-1:123456789012:service/mlflow-registry'];
    const event = { ...sampleOf('service-action'), resources };
    expect(signalIn(event).about).toEqual([{ kind: 'service', cluster: 'ml-platform', name: 'mlflow-registry' }]);
  });

  it.each(['service-action', 'deployment-state-change'])(
    'as in %s is told apart by its name and its own time, and by its id where it has no time',
    (sample) => {
      const again = { ...sampleOf(sample), id: 'of the second delivery' };
      expect(signalIn(again).id).toBe(signalIn(sampleOf(sample)).id);
      const timeless = changed(sample, { createdAt: undefined, updatedAt: undefined });
      expect(signalIn({ ...timeless, id: 'of the second delivery' }).id).not.toBe(signalIn(timeless).id);
    },
  );
});

describe('a deployment', () => {
  it.each([
    { eventType: 'INFO', reason: 'ECS deployment ecs-svc/1 in progress.', verdict: 'reports-no-fault' },
    { eventType: 'INFO', reason: 'ECS deployment ecs-svc/1 completed.', verdict: 'reports-no-fault' },
    { eventType: 'INFO', reason: undefined, verdict: 'reports-no-fault' },
    {
      eventType: 'INFO',
      reason: 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.',
      verdict: 'check',
    },
    { eventType: 'ERROR', reason: 'ECS deployment circuit breaker: task failed to start.', verdict: 'check' },
  ])('$eventType "$reason": $verdict', ({ eventType, reason, verdict }) => {
    expect(verdictOn(changed('deployment-state-change', { eventType, reason }))).toBe(verdict);
  });
});

describe('an execution', () => {
  it.each([
    { status: 'FAILED', verdict: 'check' },
    { status: 'TIMED_OUT', verdict: 'check' },
    { status: 'ABORTED', verdict: 'check' },
    { status: 'RUNNING', verdict: 'reports-no-fault' },
    { status: 'SUCCEEDED', verdict: 'reports-no-fault' },
    { status: 'PENDING_REDRIVE', verdict: 'reports-no-fault' },
  ])('of the recovery workflow that is $status: $verdict', ({ status, verdict }) => {
    expect(verdictOn(changed('recovery-failed', { status }))).toBe(verdict);
  });

  it.each([undefined, 'not JSON', '{}'])('whose input is %j is placed by its name', (input) => {
    expect(verdictOn(changed('recovery-failed', { input }))).toBe('check');
  });

  it("of somebody else's workflow is about no service", () => {
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:nightly-recovery';
    expect(verdictOn(changed('recovery-failed', { stateMachineArn }))).toBe('unknown-service');
  });
});

describe('the scaling of a service', () => {
  it.each([
    { what: 'to its most', detail: {}, verdict: 'check' },
    { what: 'to less', detail: { scaledToMax: false }, verdict: 'reports-no-fault' },
    { what: 'of a table', detail: { serviceNamespace: 'dynamodb', resourceId: 'table/t' }, verdict: 'unknown-service' },
  ])('$what: $verdict', ({ detail, verdict }) => {
    expect(verdictOn(changed('scaled-to-max', detail))).toBe(verdict);
  });
});

describe('what AWS says about itself', () => {
  it.each([
    { what: 'an open issue', detail: {}, verdict: 'check' },
    { what: 'an issue without a status', detail: { statusCode: undefined }, verdict: 'check' },
    { what: 'an issue in another region', detail: { eventRegion: 'us-west-2', backupEvent: 'true' }, verdict: 'check' },
    { what: 'an issue for another persona', detail: { personas: ['OPERATIONAL'] }, verdict: 'check' },
    { what: 'an issue that is over', detail: { statusCode: 'closed' }, verdict: 'reports-no-fault' },
    { what: 'a change to come', detail: { eventTypeCategory: 'scheduledChange' }, verdict: 'announced' },
    { what: 'a notice', detail: { eventTypeCategory: 'accountNotification' }, verdict: 'announced' },
    { what: 'an issue of a whole region', detail: { affectedEntities: undefined }, verdict: 'unknown-service' },
    {
      what: 'an issue of an instance',
      detail: { affectedEntities: [{ entityValue: 'i-0f1e2d3c4b5a69788' }] },
      verdict: 'unknown-service',
    },
    {
      what: 'an issue of a service by its short name',
      detail: { affectedEntities: [{ entityValue: 'ml-platform | mlflow-registry' }] },
      verdict: 'check',
    },
  ])('$what: $verdict', ({ detail, verdict }) => {
    expect(verdictOn(changed('health-issue', detail))).toBe(verdict);
  });

  it('is one and the same in both regions, and a signal of its own on each page', () => {
    const elsewhere = { ...sampleOf('health-issue'), id: 'of the other region', region: 'us-west-2' };
    expect(signalIn(elsewhere).id).toBe(signalIn(sampleOf('health-issue')).id);
    expect(signalIn(changed('health-issue', { page: '2' })).id).not.toBe(signalIn(sampleOf('health-issue')).id);
    const unnumbered = changed('health-issue', { communicationId: undefined, page: undefined });
    expect(signalIn({ ...unnumbered, id: 'another' }).id).not.toBe(signalIn(unnumbered).id);
  });
});

it.each([
  'alarm-configuration-change',
  'container-instance',
  'scheduled-event',
  'instance-launch-unsuccessful',
  'spot-instance-warning',
])('%s is ignored', (sample) => {
  expect(verdictOn(sampleOf(sample))).toBe('not-watched');
});

it('an event of a kind that nobody has heard of is ignored under its own name', () => {
  const event = { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: {} };
  expect(signalIn(event)).toMatchObject({ kind: 'other', name: event['detail-type'], harmless: 'not-watched' });
});

it('an event that only bears the name of another source is not taken for it', () => {
  expect(verdictOn({ ...sampleOf('task-state-change'), source: 'my.tests' })).toBe('not-watched');
});

it.each([
  { what: 'nothing', event: undefined },
  { what: 'null', event: null },
  { what: 'a number', event: 7 },
  { what: 'a list', event: [] },
  { what: 'an empty object', event: {} },
  { what: 'an empty list of records', event: { Records: [] } },
  { what: 'an alarm without its detail', event: { ...sampleOf('alarm-state-change'), detail: undefined } },
  { what: 'an alarm without a name', event: changed('alarm-state-change', { alarmName: '' }) },
  { what: 'a task without its ARN', event: changed('task-state-change', { taskArn: undefined }) },
  { what: 'a service action about nothing', event: { ...sampleOf('service-action'), resources: [] } },
  { what: 'an execution without a name', event: changed('recovery-failed', { name: undefined }) },
])('an event that is $what has an unknown shape, and is no crash', ({ event }) => {
  expect(verdictOn(event)).toBe('unknown-shape');
});
