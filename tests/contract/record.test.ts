// Contract: a service of the local world, recorded over the wire by unmodified SDK clients, replays to what was decided live.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { clientSettings } from '#cli/account.ts';
import { recordingServices } from '#cli/record/recording-services.ts';
import { readCase } from '#cli/replay/case-file.ts';
import { type Replayed, replayCase } from '#cli/replay/replay-case.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import { AwsError, type Operations } from '#local-aws/operation.ts';
import { switchKey } from '#shared/adapters/stores/switches.ts';
import { decide } from '#shared/domain/decide.ts';
import { actionsSoFar } from '#shared/domain/incident/transitions.ts';
import type { Assessment } from '#shared/domain/model/decision.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { hungTask } from '#sim/faults/hung-task.ts';
import { exitTask } from '#sim/world/ecs/tasks.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { run } from '#tests/unit/cli/fake-terminal.ts';
import { openRegistryAccount, POLICY, type RegistryAccount } from './record-harness.ts';

let folder: string;
let opened: RegistryAccount | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
  writeFileSync(join(folder, 'medic.yml'), MEDIC_YML);
});

afterEach(async () => {
  await opened?.close();
  opened = undefined;
  rmSync(folder, { recursive: true });
});

/** YAML as a person would write it; the same as the policy of the harness, but for another service beside it. */
const MEDIC_YML = `
defaults: { mode: auto }
services:
  - name: tracking
    cluster: ml-platform
    service: mlflow-tracking
  - name: registry # the one that is recorded
    cluster: ml-platform
    service: mlflow-registry
    profile: mlflow
    cadenceSeconds: 15
    dependencies: [{ name: database, kind: postgres, host: db.internal, port: 5432, critical: true }]
    breakers: [{ name: backend, kind: shared, dependency: database }]
`;

const open = async (...given: Parameters<typeof openRegistryAccount>): Promise<RegistryAccount> => {
  opened = await openRegistryAccount(...given);
  await opened.stores.breakers.write('registry', { name: 'backend', state: 'closed', version: 3, failedResets: 0 }, 0);
  return opened;
};

const record = (account: RegistryAccount, ...more: readonly string[]) =>
  run([
    ...['record', 'registry', '--endpoint-url', account.url, '--config', join(folder, 'medic.yml')],
    ...['--output', join(folder, 'case.json'), ...more],
  ]);

const textOfCase = (): string => readFileSync(join(folder, 'case.json'), 'utf8');
const replay = async (): Promise<Replayed> => (await replayCase(readCase(join(folder, 'case.json')))).replayed;

/** What the medic would decide now, by its own adapters over the wire. */
const assessLive = async ({ url: endpointUrl, now }: RegistryAccount): Promise<Assessment> => {
  const account = { stage: 'dev', endpointUrl };
  const [policy] = POLICY;
  if (policy === undefined) throw new Error('the harness has no policy');
  const settings = clientSettings(account, {});
  const services = recordingServices({ account, settings, policy, now: now(), note: () => undefined });
  const observation = await observeOne(services)(policy, now());
  const { incident, pastActions } = await services.incidents.read(policy.name);
  return decide(observation, { incident, pastActions: actionsSoFar(incident, pastActions) }, policy, now());
};

/** Looks once, keeps the report, and looks again some seconds later, as the medic does before it believes soft evidence. */
const lookTwice = async (account: RegistryAccount): Promise<Assessment> => {
  await account.stores.reports.save((await assessLive(account)).report, []);
  await account.runFor(6_000);
  return assessLive(account);
};

const essence = ({ score, confidence, cause, decision }: Replayed) => ({ score, confidence, cause, decision });
const essenceOf = ({ report, decision, gates }: Assessment) => ({
  score: report.score,
  confidence: report.confidence,
  cause: report.cause,
  decision: {
    kind: decision.kind,
    reason: decision.reason,
    ...(decision.kind === 'act' && { action: decision.plan.action, target: decision.plan.target }),
    ...('would' in decision && { would: { action: decision.would?.action, target: decision.would?.target } }),
    gates,
  },
});

describe('medic record', () => {
  it('of a service with a hung task writes a case that replays to the same cause, decision, action and score', async () => {
    const account = await open();
    hungTask.plan(createRandom(3)).inject(account.world, 'mlflow-registry');
    await account.runFor(120_000);
    const live = await lookTwice(account);
    expect(live).toMatchObject({ diagnosis: { cause: 'instance-grey' }, decision: { kind: 'act' } });

    const { exitCode, err } = await record(account);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(essence(await replay())).toEqual(essenceOf(live));
  });

  it('of a service whose task has just stopped does so too, and tells of it once', async () => {
    const account = await open();
    const [task] = account.world.tasks.values();
    if (task === undefined) throw new Error('the world has no task');
    exitTask(account.world, account.service, task, 137);
    await account.runFor(40_000);
    const live = await lookTwice(account);
    expect(live.report.findings.length).toBeGreaterThan(0);

    await record(account);
    expect(essence(await replay())).toEqual(essenceOf(live));
    expect(JSON.parse(textOfCase()).events).toEqual([]);
  });

  it('of a service that is well reads also what is only read of one in which something is found', async () => {
    const account = await open();
    await record(account);
    const { answers, metrics, probes, breakers } = JSON.parse(textOfCase());
    const asked = answers.map((each: { readonly operation: string }) => each.operation);
    expect(asked).toEqual(
      expect.arrayContaining(['DescribeTaskDefinition', 'ListServiceDeployments', 'DescribeServiceRevisions']),
    );
    expect(metrics.length).toBeGreaterThan(5);
    expect(probes).toHaveLength(5);
    expect(breakers).toEqual([{ name: 'backend', state: 'closed', version: 3, failedResets: 0 }]);
    expect(await replay()).toMatchObject({ state: 'healthy', decision: { kind: 'none' } });
  });

  it('writes of medic.yml the defaults and that service alone, as they stand there', async () => {
    await record(await open());
    const { case: name, service, config } = JSON.parse(textOfCase());
    expect({ name, service }).toEqual({ name: 'registry-20261123T101000Z', service: 'registry' });
    expect(config.defaults).toEqual({ mode: 'auto' });
    expect(config.services.map((each: { readonly name: string }) => each.name)).toEqual(['registry']);
    expect(config.services[0]).not.toHaveProperty('mode');
  });

  it('hands on the newest report, the incident, the switches, and the tasks that ECS has forgotten, as events', async () => {
    const account = await open();
    const { report } = await assessLive(account);
    await account.stores.reports.save(report, []);
    const { incident } = await account.stores.incidents.open(anIncident({ service: 'registry' }));
    const stopped = aStoppedTask({ stoppedAt: account.now() - 2 * 3_600_000 });
    await account.stores.stoppedTasks.store('registry', stopped);
    const pause = {
      scope: 'service',
      owner: 'ada',
      reason: 'upgrade',
      from: account.now(),
      until: account.now() + 60_000,
    };
    await account.table.put({ key: switchKey('registry', 'upgrade'), version: 1, body: pause });
    await record(account, '--no-mask-account');

    const recorded = readCase(join(folder, 'case.json'));
    expect(recorded.previous).toEqual({ report, incident });
    expect(recorded.switches).toEqual([pause]);
    expect(recorded.events.flat()).toMatchObject([{ stoppedTask: stopped }]);
  });

  it('notes a refusal as the error that it was, says so, and replays as blind there', async () => {
    const account = await open(({ elbv2, ...others }) => ({
      ...others,
      elbv2: { ...elbv2, DescribeTargetHealth: deny },
    }));
    const { out } = await record(account);
    expect(out).toMatch(/^ {2}not read {2}(.*\n {12})*elbv2 DescribeTargetHealth: AccessDeniedException$/m);
    expect(out).toMatch(/^ {12}probes of tasks: AccessDeniedException: no identity-based policy allows it$/m);
    expect(await replay()).toMatchObject({ state: 'unknown' });
  });

  it('writes nothing where nobody answers anything, and says what to do', async () => {
    const account = await open((operations) =>
      Object.fromEntries(
        Object.entries(operations).map(([service, each]) => [
          service,
          Object.fromEntries(Object.keys(each).map((operation) => [operation, deny])),
        ]),
      ),
    );
    const { exitCode, err } = await record(account);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^medic: AWS answers nothing about registry \(.*; sign in or set AWS_PROFILE/);
    expect(() => textOfCase()).toThrow('ENOENT');
  });

  it('never writes over a file, unless told to', async () => {
    const account = await open();
    writeFileSync(join(folder, 'case.json'), 'mine');
    expect(await record(account)).toMatchObject({ exitCode: 1, err: expect.stringContaining('--force') });
    expect(textOfCase()).toBe('mine');
    expect(await record(account, '--force')).toMatchObject({ exitCode: 0 });
    expect(await replay()).toMatchObject({ state: 'healthy' });
  });

  it('tells where the case is, what it holds, what was masked, and how to replay it', async () => {
    const file = join(folder, 'case.json');
    const { out } = await record(await open());
    expect(out.split('\n')).toEqual([
      'registry-20261123T101000Z',
      `  file      ${file}`,
      expect.stringMatching(/^ {2}holds {5}answers \d+, series \d+, probes 5, breakers 1, events 0$/),
      '  masked    account number: 1',
      ...out.split('\n').filter((line) => /^ {2}not read| {12}/.test(line)),
      `  next      medic replay ${file}`,
      '',
    ]);
  });
});

const aStoppedTask = (given: Partial<StoppedTask>): StoppedTask => ({
  id: 'fedcba9876543210fedcba9876543210',
  arn: 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/fedcba9876543210fedcba9876543210',
  taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/mlflow-registry:41',
  stoppedAt: 0,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'mlflow', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
  ...given,
});

const deny = () => {
  throw new AwsError('AccessDeniedException', 'no identity-based policy allows it');
};

const SECRETS = {
  environment: 'correct-horse-battery',
  argument: 'hunter2hunter2',
  url: 'p4ss/w0rd@here',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyZWdpc3RyeSJ9.c2lnbmF0dXJlLXZhbHVl',
  key: 'AKIAQ6ZT3WKXBPLRMN4D',
} as const;
const OTHER_ACCOUNT = '998877665544';

/** The world's answers with secrets in them where services have them. */
const withSecrets = ({ ecs = {}, ...others }: Operations, now: () => number): Operations => ({
  ...others,
  logs: {
    FilterLogEvents: () => ({
      events: [
        {
          timestamp: now() - 1_000,
          logStreamName: 'ecs/mlflow/0123456789abcdef0123456789abcdef',
          message: `QueuePool limit of size 5 reached, authorization: Bearer ${SECRETS.token} key ${SECRETS.key}`,
        },
      ],
    }),
  },
  ecs: {
    ...ecs,
    DescribeServices: async (input: DescribeServicesCommandInput, caller) => {
      const output = (await ecs.DescribeServices?.(input as never, caller)) as DescribeServicesCommandOutput;
      const message = `(task) failed: cannot connect to postgresql://mlflow:${SECRETS.url}@db.internal/mlflow`;
      const services = output.services?.map((service) => ({
        ...service,
        events: [{ id: 'e1', createdAt: new Date(now() - 5_000), message }],
      }));
      return { ...output, services };
    },
    DescribeTaskDefinition: ({ taskDefinition: taskDefinitionArn }: DescribeTaskDefinitionCommandInput) => ({
      taskDefinition: {
        taskDefinitionArn,
        family: 'mlflow-registry',
        revision: 41,
        containerDefinitions: [
          {
            name: 'mlflow',
            image: `${OTHER_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/mlflow:2.41.0`,
            command: ['mlflow', 'server', '--db-password', SECRETS.argument, `--api-token=${SECRETS.argument}`],
            environment: [{ name: 'GREETING', value: SECRETS.environment }],
            secrets: [
              { name: 'DB', valueFrom: `arn:aws:secretsmanager:us-east-1:${OTHER_ACCOUNT}:secret:registry-AbCdEf` },
            ],
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/mlflow-registry' } },
          },
        ],
      },
    }),
  },
});

describe('a case from a service with secrets', () => {
  it.each(Object.entries({ ...SECRETS, account: OTHER_ACCOUNT }))('holds none of its %s', async (_, secret) => {
    const account = await open(withSecrets);
    const { exitCode } = await record(account);
    expect(exitCode).toBe(0);
    expect(textOfCase()).not.toContain(secret);
  });

  it('still tells what happened, and counts what was masked', async () => {
    const account = await open(withSecrets);
    const { out } = await record(account, '--json');
    expect(JSON.parse(out).masked).toEqual({
      'environment value': 1,
      'secret by its name': 2,
      'password in a URL': expect.any(Number),
      token: expect.any(Number),
      'AWS key': 1,
      'account number': 2,
    });
    expect(textOfCase()).toContain('postgresql://mlflow:MASKED@db.internal/mlflow');
    expect(textOfCase()).toContain('QueuePool limit of size 5 reached');
    expect(textOfCase()).toContain('secret:registry-AbCdEf');
  });

  it('keeps the numbers of accounts where it is told to', async () => {
    await record(await open(withSecrets), '--no-mask-account');
    expect(textOfCase()).toContain(OTHER_ACCOUNT);
  });
});

const ALICE = 'arn:aws:sts::123456789012:assumed-role/operator/alice';

/** An account in which alice changes two services, and an alarm of each is firing; none of them is the medic's own. */
const withNeighbours = ({ cloudwatch = {}, ...others }: Operations, now: () => number): Operations => {
  const changeOf = (service: string) => ({
    EventId: `change-of-${service}`,
    EventName: 'UpdateService',
    EventTime: new Date(now() - 60_000),
    CloudTrailEvent: JSON.stringify({
      eventSource: 'ecs.amazonaws.com',
      eventName: 'UpdateService',
      sourceIPAddress: '203.0.113.7',
      userIdentity: { type: 'AssumedRole', arn: ALICE },
      requestParameters: { cluster: 'ml-platform', service },
      responseElements: {},
    }),
  });
  const alarmOn = (service: string) => ({
    AlarmName: `slow-${service}`,
    StateTransitionedTimestamp: new Date(now() - 60_000),
    StateReason: 'above 2 s',
    MetricName: 'CPUUtilization',
    Dimensions: [
      { Name: 'ClusterName', Value: 'ml-platform' },
      { Name: 'ServiceName', Value: service },
    ],
  });
  const both = ['mlflow-registry', 'billing-ledger'];
  return {
    ...others,
    cloudtrail: { LookupEvents: () => ({ Events: both.map(changeOf) }) },
    cloudwatch: {
      ...cloudwatch,
      DescribeAlarms: () => ({
        MetricAlarms: both.map(alarmOn),
        CompositeAlarms: [{ AlarmName: 'billing-ledger-any', StateTransitionedTimestamp: new Date(now()) }],
      }),
    },
  };
};

describe('a case from an account with other services', () => {
  it('holds nothing of them, says how much was left out, and replays to the same', async () => {
    const account = await open(withNeighbours);
    hungTask.plan(createRandom(3)).inject(account.world, 'mlflow-registry');
    await account.runFor(120_000);
    const live = await lookTwice(account);
    expect(live.report.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['alarm-firing', 'recent-change']));
    const { out } = await record(account);
    expect(textOfCase()).not.toContain('billing-ledger');
    expect(out).toMatch(/^ {2}left out {2}calls recorded by CloudTrail about others: 1\n {12}alarms about others: 2$/m);
    expect(essence(await replay())).toEqual(essenceOf(live));
  });

  it('tells who changed the service, and not from where', async () => {
    const { out } = await record(await open(withNeighbours), '--json', '--no-mask-account');
    expect(JSON.parse(out)).toMatchObject({
      masked: { 'source IP address': 4 },
      leftOut: { 'calls recorded by CloudTrail': 1, alarms: 2 },
    });
    expect(textOfCase()).toContain(ALICE);
    expect(textOfCase()).not.toContain('203.0.113.7');
  });
});
