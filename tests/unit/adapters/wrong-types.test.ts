// Unit layer: live answers whose values have a type that AWS does not promise, in the fields that expressions read.
import { join } from 'node:path';
import { readCase } from '#cli/replay/case-file.ts';
import { recordedServices } from '#cli/replay/recorded-services.ts';
import { isObject } from '#local-aws/wire/convert.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';

const FOLDER = join('tests', 'fixtures', 'public-incidents', 'open');
/** A file is validated when it is read, so the values are put into the answers afterwards: as they would arrive from AWS. */
const recorded = readCase(join(FOLDER, 'inc-terraform-apply-put-the-desired-count-back-to-two.json'));
const withStoppedTasks = readCase(join(FOLDER, 'inc-efs-mount-times-out-and-the-only-task-is-gone.json'));

/** The step `*` leads to every item of a list. */
type Path = readonly string[];

const withValue = (whole: unknown, [step, ...rest]: Path, value: unknown): unknown => {
  if (step === undefined) return value;
  if (Array.isArray(whole)) return whole.map((item) => withValue(item, rest, value));
  const fields = isObject(whole) ? whole : {};
  return { ...fields, [step]: withValue(fields[step], rest, value) };
};

const observeWith = async ({ part, operation, path, add }: Row, value: unknown): Promise<Observation> => {
  const of = part === 'stoppedTasks' ? withStoppedTasks : recorded;
  const answers = of.answers.map((answer) => {
    const output = add ?? answer.output;
    if (answer.operation !== operation || output === undefined) return answer;
    return { ...answer, output: withValue(output, path, value) as Record<string, unknown> };
  });
  return observeOne(recordedServices({ ...of, answers }))(policyNamed(of.policies, of.service), of.now);
};

const AT = new Date(recorded.now);
const ALARMS = {
  MetricAlarms: [
    { AlarmName: 'a', StateValue: 'ALARM', StateUpdatedTimestamp: AT, MetricName: 'm', Dimensions: own() },
  ],
};
const LINES = { events: [{ timestamp: recorded.now - 1_000, message: 'ERROR', logStreamName: 's' }] };
const TRAIL = { Events: [{ EventId: '1', EventTime: AT, Username: 'alice', CloudTrailEvent: callRecord() }] };

interface Row {
  readonly part: keyof Observation;
  readonly operation: string;
  readonly path: Path;
  readonly add?: object;
  /** A value of this type may stand here. */
  readonly accepts?: 'number' | 'list';
}

const FIELDS: readonly Row[] = [
  { part: 'ecs', operation: 'DescribeServices', path: ['services', '*', 'events', '*', 'message'] },
  { part: 'ecs', operation: 'DescribeServices', path: ['services', '*', 'deployments', '*', 'rolloutStateReason'] },
  { part: 'ecs', operation: 'DescribeServices', path: ['services', '*', 'deployments', '*', 'taskDefinition'] },
  { part: 'ecs', operation: 'DescribeServices', path: ['services', '*', 'currentServiceRevisions'], accepts: 'list' },
  { part: 'ecs', operation: 'DescribeServices', path: ['services', '*', 'status'] },
  { part: 'stoppedTasks', operation: 'DescribeTasks', path: ['tasks', '*', 'stoppedReason'] },
  { part: 'stoppedTasks', operation: 'DescribeTasks', path: ['tasks', '*', 'stopCode'] },
  { part: 'stoppedTasks', operation: 'DescribeTasks', path: ['tasks', '*', 'containers', '*', 'reason'] },
  {
    part: 'stoppedTasks',
    operation: 'DescribeTasks',
    path: ['tasks', '*', 'containers', '*', 'exitCode'],
    accepts: 'number',
  },
  { part: 'stoppedTasks', operation: 'DescribeTasks', path: ['tasks', '*', 'containers'], accepts: 'list' },
  { part: 'stoppedTasks', operation: 'DescribeTasks', path: ['tasks', '*', 'stoppedAt'], accepts: 'number' },
  { part: 'tasks', operation: 'DescribeTasks', path: ['tasks'], accepts: 'list' },
  { part: 'tasks', operation: 'DescribeTasks', path: ['tasks', '*', 'attachments'], accepts: 'list' },
  { part: 'tasks', operation: 'DescribeTasks', path: ['tasks', '*', 'containers', '*', 'healthStatus'] },
  { part: 'tasks', operation: 'DescribeTasks', path: ['tasks', '*', 'availabilityZone'] },
  {
    part: 'targetGroups',
    operation: 'DescribeTargetHealth',
    path: ['TargetHealthDescriptions', '*', 'TargetHealth', 'Description'],
  },
  {
    part: 'targetGroups',
    operation: 'DescribeTargetHealth',
    path: ['TargetHealthDescriptions', '*', 'TargetHealth', 'Reason'],
  },
  { part: 'targetGroups', operation: 'DescribeTargetHealth', path: ['TargetHealthDescriptions'], accepts: 'list' },
  {
    part: 'targetGroups',
    operation: 'DescribeTargetGroups',
    path: ['TargetGroups', '*', 'HealthCheckTimeoutSeconds'],
    accepts: 'number',
  },
  { part: 'alarms', operation: 'DescribeAlarms', path: ['MetricAlarms', '*', 'StateReason'], add: ALARMS },
  {
    part: 'scaling',
    operation: 'DescribeScalableTargets',
    path: ['ScalableTargets', '*', 'MaxCapacity'],
    accepts: 'number',
  },
  { part: 'logs', operation: 'FilterLogEvents', path: ['events', '*', 'message'], add: LINES },
  { part: 'logs', operation: 'FilterLogEvents', path: ['events', '*', 'timestamp'], add: LINES, accepts: 'number' },
  { part: 'changes', operation: 'LookupEvents', path: ['Events', '*', 'Username'], add: TRAIL },
  { part: 'changes', operation: 'LookupEvents', path: ['Events', '*', 'EventTime'], add: TRAIL, accepts: 'number' },
];

describe.each([5, { nested: [] }, [5], true])('%j in a live answer', (value) => {
  const fields = FIELDS.filter(({ accepts }) => accepts !== (Array.isArray(value) ? 'list' : typeof value));
  it.each(fields)('makes $part missing as invalid in $operation at $path', async (field) => {
    const observation = await observeWith(field, value);
    expect(observation[field.part]).toMatchObject({ state: 'missing', reason: 'invalid' });
  });
});

describe('a text of 200 kB in a live answer', () => {
  const texts = FIELDS.filter(({ path }) => /reason$|message|cause|description$|username/i.test(String(path.at(-1))));
  it.each(texts)('enters $part as 1 kB at most from $operation at $path', async (field) => {
    const observation = await observeWith(field, `ERROR ${'x'.repeat(200_000)}`);
    const part = JSON.stringify(observation[field.part]);
    expect(part).toContain('ERROR xxxx');
    expect(part).not.toContain('x'.repeat(1_025));
  });
});

function own() {
  const { cluster, service } = policyNamed(recorded.policies, recorded.service);
  return [
    { Name: 'ClusterName', Value: cluster },
    { Name: 'ServiceName', Value: service },
  ];
}

/** A call by an identity without an ARN, so that the name of the user tells who it was. */
function callRecord() {
  const { cluster, service } = policyNamed(recorded.policies, recorded.service);
  const requestParameters = { cluster, service };
  return JSON.stringify({
    ...{ eventSource: 'ecs.amazonaws.com', eventName: 'UpdateService', userIdentity: { type: 'IAMUser' } },
    requestParameters,
  });
}
