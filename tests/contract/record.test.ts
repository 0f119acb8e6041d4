// Contract: a service of the local world, recorded over the wire by unmodified SDK clients, replays to the live decision.
import { writeFileSync } from 'node:fs';
import { readCase } from '#cli/replay/case-file.ts';
import { createRandom } from '#local-aws/clock/random.ts';
import { switchKey } from '#shared/adapters/stores/switches.ts';
import { EMPTY_BASELINE } from '#shared/domain/model/baseline.ts';
import { hungTask } from '#sim/faults/hung-task.ts';
import { exitTask } from '#sim/world/ecs/tasks.ts';
import { anIncident } from '#tests/builders/an-incident.ts';
import { deny, live, type RegistryAccount, recordHarness } from './record-harness.ts';

const { open, record, liveConfirmed, replay, caseFile, caseText } = recordHarness();

const hangTask = async (account: RegistryAccount): Promise<void> => {
  hungTask.plan(createRandom(3)).inject(account.world, 'mlflow-registry');
  await account.runFor(120_000);
};

const stopOneTask = async ({ world, service, runFor }: RegistryAccount): Promise<void> => {
  const [task] = world.tasks.values();
  if (task === undefined) throw new Error('the world has no task');
  exitTask(world, service, task, 137);
  await runFor(40_000);
};

/** Selects what a replay must have in common with the live decision. */
const expectedReplay = ({ report, decision, gates }: Awaited<ReturnType<typeof live>>): object => {
  const { score, confidence, cause, findings, why } = report;
  const target = decision.kind === 'act' && { action: decision.plan.action, target: decision.plan.target };
  const common = { kind: decision.kind, reason: decision.reason, ...target, gates };
  return { score, confidence, cause, findings, why, decision: common };
};

describe('a recorded service replays to the live score, findings, cause and decision', () => {
  it.each([
    ['with a hung task', hangTask, 'instance-grey', 'act'],
    ['with a task that has just stopped', stopOneTask, 'none', 'none'],
  ])('%s', async (_, breakService, cause, kind) => {
    const account = await open();
    await breakService(account);
    const expected = expectedReplay(await liveConfirmed(account));
    expect(expected).toMatchObject({ cause, decision: { kind } });

    expect(await record(account)).toMatchObject({ exitCode: 0, err: '' });
    expect(await replay()).toMatchObject(expected);
    expect(JSON.parse(caseText()).events).toEqual([]);
  });
});

describe('the case of a healthy service', () => {
  it('contains the details that a check reads only if something is wrong', async () => {
    await record(await open());
    const { answers, metrics, probes, breakers } = JSON.parse(caseText());
    const operations = answers.map(({ operation }: { readonly operation: string }) => operation);
    expect(operations).toEqual(
      expect.arrayContaining(['DescribeTaskDefinition', 'ListServiceDeployments', 'DescribeServiceRevisions']),
    );
    expect(metrics.length).toBeGreaterThan(5);
    expect(probes).toHaveLength(5);
    expect(breakers).toEqual([{ name: 'backend', state: 'closed', version: 3, failedResets: 0 }]);
    expect(await replay()).toMatchObject({ state: 'healthy', decision: { kind: 'none' } });
  });

  it('contains the defaults of medic.yml and the settings of this service, unchanged', async () => {
    await record(await open());
    const { case: name, service, config } = JSON.parse(caseText());
    expect({ name, service }).toEqual({ name: 'registry-20261123T101000Z', service: 'registry' });
    expect(config).toMatchObject({ defaults: { mode: 'auto' }, services: [{ name: 'registry', profile: 'mlflow' }] });
    expect(config.services).toHaveLength(1);
    expect(config.services[0]).not.toHaveProperty('mode');
  });

  it('contains the last report, the incident, the baseline, switches, and stopped tasks that ECS no longer lists', async () => {
    const account = await open();
    const { report } = await live(account);
    await account.stores.reports.save(report, []);
    const { incident } = await account.stores.incidents.open(anIncident({ service: 'registry' }));
    const baseline = { ...EMPTY_BASELINE, starts: [{ task: 'task-1', at: account.now(), tookMs: 42_000 }] };
    await account.stores.baselines.save('registry', baseline, account.now());
    const stopped = stoppedTask(account.now() - 2 * 3_600_000);
    await account.stores.stoppedTasks.store('registry', stopped);
    const times = { from: account.now(), until: account.now() + 60_000 };
    const pause = { scope: 'service', owner: 'ada', reason: 'upgrade', ...times };
    await account.table.put({ key: switchKey('registry', 'upgrade'), version: 1, body: pause });
    await record(account, '--no-mask-account');

    const recorded = readCase(caseFile());
    expect(recorded.previous).toEqual({ report, incident, baseline });
    expect(recorded.switches).toEqual([pause]);
    expect(recorded.events.flat()).toMatchObject([{ stoppedTask: stopped }]);
  });
});

const stoppedTask = (stoppedAt: number) => ({
  id: 'fedcba9876543210fedcba9876543210',
  arn: 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/fedcba9876543210fedcba9876543210',
  taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/mlflow-registry:41',
  availabilityZone: 'us-east-1b',
  containerInstance: 'arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/a1b2c3d4e5f6',
  createdAt: stoppedAt - 240_000,
  stoppedAt,
  stopCode: 'EssentialContainerExited' as const,
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'mlflow', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
});

describe('a failed read', () => {
  it('is recorded as the error that it was, printed, and missing in the replay', async () => {
    const account = await open(({ elbv2, ...others }) => ({
      ...others,
      elbv2: { ...elbv2, DescribeTargetHealth: deny },
    }));
    const { out } = await record(account);
    expect(out).toMatch(/^ {2}not read {2}(.*\n {12})*elbv2 DescribeTargetHealth: AccessDeniedException$/m);
    expect(out).toMatch(/^ {12}task probes: AccessDeniedException: no identity-based policy allows it$/m);
    expect(await replay()).toMatchObject({ state: 'unknown' });
  });

  it('of the medic’s table or prober is printed, and the case is written without these parts', async () => {
    const { exitCode, out } = await record(await open(), '--stage undeployed');
    expect(exitCode).toBe(0);
    for (const part of ['task probes', 'dependency probes', 'breakers', 'switches', 'baseline', 'incident'])
      expect(out).toMatch(new RegExp(`^ {12}${part}: ResourceNotFoundException: `, 'm'));
    expect(await replay()).toMatchObject({ report: { service: 'registry' } });
  });

  it('of everything fails the command, and no file is written', async () => {
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
    expect(err).toMatch(/^medic: AWS returned nothing about registry \(.*; check AWS_PROFILE/);
    expect(() => caseText()).toThrow('ENOENT');
  });
});

describe('medic record', () => {
  it('overwrites an existing file only with --force', async () => {
    const account = await open();
    writeFileSync(caseFile(), 'mine');
    expect(await record(account)).toMatchObject({ exitCode: 1, err: expect.stringContaining('--force') });
    expect(caseText()).toBe('mine');
    expect(await record(account, '--force')).toMatchObject({ exitCode: 0 });
    expect(await replay()).toMatchObject({ state: 'healthy' });
  });

  it('fails with one line if the file cannot be written', async () => {
    const err = 'medic: Cannot write /nowhere/case.json: ENOENT.\n';
    expect(await record(await open(), '--output /nowhere/case.json')).toMatchObject({ exitCode: 1, err });
  });

  it('prints the file, its contents, what was masked, and the command to replay it', async () => {
    const { out } = await record(await open());
    expect(out.split('\n')).toEqual([
      'registry-20261123T101000Z',
      `  file      ${caseFile()}`,
      expect.stringMatching(/^ {2}contents {2}answers \d+, series \d+, probes 5, breakers 1, events 0$/),
      '  masked    account number: 1',
      ...out.split('\n').filter((line) => /^ {2}not read| {12}/.test(line)),
      `  next      medic replay ${caseFile()}`,
      '',
    ]);
  });
});
