// Contract: a case recorded over the wire contains no secrets, no account numbers, and nothing about other services.
import type {
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import type { Operations } from '#local-aws/operation.ts';
import { recordHarness } from './record-harness.ts';

const { open, record, liveConfirmed, replay, caseText } = recordHarness();

const SECRETS = {
  environment: 'correct-horse-battery',
  argument: 'hunter2hunter2',
  url: 'p4ss/w0rd@here',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyZWdpc3RyeSJ9.c2lnbmF0dXJlLXZhbHVl',
  key: 'AKIAQ6ZT3WKXBPLRMN4D',
} as const;
const OTHER_ACCOUNT = '998877665544';
const SECRET_ARN = `arn:aws:secretsmanager:us-east-1:${OTHER_ACCOUNT}:secret:registry-AbCdEf`;

const LOG_LINE = `QueuePool limit of size 5 reached, authorization: Bearer ${SECRETS.token} key ${SECRETS.key}`;
const EVENT = `(task) failed: cannot connect to postgresql://mlflow:${SECRETS.url}@db.internal/mlflow`;
const CONTAINER = {
  name: 'mlflow',
  image: `${OTHER_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/mlflow:2.41.0`,
  command: ['mlflow', 'server', '--db-password', SECRETS.argument, `--api-token=${SECRETS.argument}`],
  environment: [{ name: 'GREETING', value: SECRETS.environment }],
  secrets: [{ name: 'DB', valueFrom: SECRET_ARN }],
  logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/mlflow-registry' } },
};

/** Puts secrets into the answers of the world where services have them. */
const withSecrets = ({ ecs = {}, ...others }: Operations, now: () => number): Operations => ({
  ...others,
  logs: {
    FilterLogEvents: () => ({
      events: [
        { eventId: '1', timestamp: now() - 1_000, logStreamName: `ecs/mlflow/${'0'.repeat(32)}`, message: LOG_LINE },
      ],
    }),
  },
  ecs: {
    ...ecs,
    DescribeServices: async (input: DescribeServicesCommandInput, caller) => {
      const output = (await ecs.DescribeServices?.(input as never, caller)) as DescribeServicesCommandOutput;
      const events = [{ id: 'e1', createdAt: new Date(now() - 5_000), message: EVENT }];
      return { ...output, services: output.services?.map((service) => ({ ...service, events })) };
    },
    DescribeTaskDefinition: ({ taskDefinition: taskDefinitionArn }: DescribeTaskDefinitionCommandInput) => ({
      taskDefinition: { taskDefinitionArn, family: 'mlflow-registry', revision: 41, containerDefinitions: [CONTAINER] },
    }),
  },
});

describe('a case of a service with secrets', () => {
  it('contains none of them and no account number, but everything around them, and counts what was masked', async () => {
    const { exitCode, out } = await record(await open(withSecrets), '--json');
    expect(exitCode).toBe(0);
    for (const secret of [...Object.values(SECRETS), OTHER_ACCOUNT]) expect(caseText()).not.toContain(secret);
    expect(caseText()).toContain('postgresql://mlflow:MASKED@db.internal/mlflow');
    expect(caseText()).toContain('QueuePool limit of size 5 reached');
    expect(caseText()).toContain('secret:registry-AbCdEf');
    expect(JSON.parse(out).masked).toEqual({
      'environment value': 1,
      'secret by name': 2,
      'password in a URL': expect.any(Number),
      token: expect.any(Number),
      'AWS key': 1,
      'account number': 2,
    });
  });

  it('keeps account numbers with --no-mask-account', async () => {
    await record(await open(withSecrets), '--no-mask-account');
    expect(caseText()).toContain(OTHER_ACCOUNT);
  });
});

const ALICE = 'arn:aws:sts::123456789012:assumed-role/operator/alice';
const SERVICES = ['mlflow-registry', 'billing-ledger'];

/** Adds a change by alice and an alarm for each of two services; one of them is not in medic.yml. */
const withOtherServices = ({ cloudwatch = {}, ...others }: Operations, now: () => number): Operations => {
  const aMinuteAgo = () => new Date(now() - 60_000);
  const changeOf = (service: string) => ({
    ...{ EventId: `change-of-${service}`, EventName: 'UpdateService', EventTime: aMinuteAgo() },
    CloudTrailEvent: JSON.stringify({
      ...{ eventSource: 'ecs.amazonaws.com', eventName: 'UpdateService', sourceIPAddress: '203.0.113.7' },
      userIdentity: { type: 'AssumedRole', arn: ALICE },
      requestParameters: { cluster: 'ml-platform', service },
      responseElements: {},
    }),
  });
  const alarmOn = (service: string) => ({
    ...{ AlarmName: `slow-${service}`, StateValue: 'ALARM', StateReason: 'above 2 s', MetricName: 'CPUUtilization' },
    StateTransitionedTimestamp: aMinuteAgo(),
    Dimensions: [
      { Name: 'ClusterName', Value: 'ml-platform' },
      { Name: 'ServiceName', Value: service },
    ],
  });
  const CompositeAlarms = [
    { AlarmName: 'billing-ledger-any', StateValue: 'ALARM', StateTransitionedTimestamp: aMinuteAgo() },
  ];
  return {
    ...others,
    cloudtrail: { LookupEvents: () => ({ Events: SERVICES.map(changeOf) }) },
    cloudwatch: {
      ...cloudwatch,
      DescribeAlarms: () => ({ MetricAlarms: SERVICES.map(alarmOn), CompositeAlarms }),
    },
  };
};

describe('a case from an account with other services', () => {
  it('contains nothing about them, and replays to the live findings', async () => {
    const account = await open(withOtherServices);
    const { report } = await liveConfirmed(account);
    const ids = report.findings.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['alarm-firing', 'recent-change']));
    const { out } = await record(account);
    expect(caseText()).not.toContain('billing-ledger');
    expect(out).toMatch(/^ {2}left out {2}calls recorded by CloudTrail of other services: 1\n {12}alarms of .*: 2$/m);
    expect((await replay()).findings.map(({ id }) => id)).toEqual(ids);
  });

  it('contains who changed the service, but not their IP address', async () => {
    const { out } = await record(await open(withOtherServices), '--json --no-mask-account');
    expect(JSON.parse(out)).toMatchObject({
      masked: { 'source IP address': expect.any(Number) },
      leftOut: { 'calls recorded by CloudTrail': 1, alarms: 2 },
    });
    expect(caseText()).toContain(ALICE);
    expect(caseText()).not.toContain('203.0.113.7');
  });
});
