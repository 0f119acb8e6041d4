// Contract layer: an AWS account with the registry behind a gateway, the medic's table and prober, and `medic record` against it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import { clientSettings } from '#cli/account.ts';
import { recordingServices } from '#cli/record/recording-services.ts';
import { readCase } from '#cli/replay/case-file.ts';
import { type Replayed, replayCase } from '#cli/replay/replay-case.ts';
import { ProbeMessage } from '#events/schemas/probe-request.ts';
import { probeService } from '#functions/probe-service/probe-service.ts';
import { signOfLife } from '#functions/probe-service/sign-of-life.ts';
import { remediate } from '#functions/remediate/remediate.ts';
import { AwsError, type Operation, type Operations } from '#local-aws/operation.ts';
import { startGateway } from '#local-aws/wire/gateway.ts';
import { type Stores, storesOver } from '#shared/adapters/stores/stores.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import { parseMedicYaml } from '#shared/runtime/config.ts';
import { createLocalTable } from '#sim/demo/local-table.ts';
import { cloudwatchMetricsOperations } from '#sim/operations/cloudwatch-metrics.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { elbv2Operations } from '#sim/operations/elbv2.ts';
import { worldNetwork } from '#sim/virtual/world-network.ts';
import type { ServiceState } from '#sim/world/state.ts';
import type { World } from '#sim/world/world.ts';
import { type Run, run } from '#tests/unit/cli/run-medic.ts';
import { aWorld } from '#tests/unit/sim/a-world.ts';
import { tableNamed } from './stores/every-table.ts';

const TABLE = 'ecs-medic-dev';

const MEDIC_YML = `
defaults: { mode: auto }
services:
  - name: tracking
    cluster: ml-platform
    service: mlflow-tracking
  - name: registry # the recorded service
    cluster: ml-platform
    service: mlflow-registry
    profile: mlflow
    cadenceSeconds: 15
    dependencies: [{ name: database, kind: postgres, host: db.internal, port: 5432, critical: true }]
    breakers: [{ name: backend, kind: shared, dependency: database }]
`;

const POLICIES = parseMedicYaml(MEDIC_YML, 'medic.yml');

/** Changes the operations of an account. */
export type Change = (operations: Operations, now: () => number) => Operations;

export interface RegistryAccount {
  readonly url: string;
  readonly world: World;
  readonly service: ServiceState;
  readonly stores: Stores;
  readonly table: Table;
  readonly now: () => number;
  readonly runFor: (milliseconds: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Gives each test a folder with a medic.yml, accounts that are closed after it, and `medic record` into a case of that folder. */
export const recordHarness = () => {
  let folder = '';
  let accounts: RegistryAccount[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'record-'));
    writeFileSync(join(folder, 'medic.yml'), MEDIC_YML);
  });
  afterEach(async () => {
    for (const account of accounts) await account.close();
    accounts = [];
    rmSync(folder, { recursive: true });
  });

  const caseFile = (): string => join(folder, 'case.json');
  return {
    open: async (change?: Change): Promise<RegistryAccount> => {
      const account = await openAccount(change);
      accounts.push(account);
      return account;
    },
    record: ({ url }: RegistryAccount, options = ''): Promise<Run> =>
      run(
        `record registry --endpoint-url ${url} --config ${join(folder, 'medic.yml')} --output ${caseFile()} ${options}`,
      ),
    /** Checks twice, six seconds apart, because soft evidence counts once it is confirmed. */
    liveConfirmed: async (account: RegistryAccount) => {
      const { report } = await live(account);
      await account.stores.reports.save(report, []);
      await account.runFor(6_000);
      return live(account);
    },
    replay: async (): Promise<Replayed> => (await replayCase(readCase(caseFile()))).replayed,
    caseFile,
    caseText: (): string => readFileSync(caseFile(), 'utf8'),
  };
};

/** Decides on the live service through the adapters that run in AWS, by a dry run of `remediate`. */
export const live = async ({ url: endpointUrl, stores, now }: RegistryAccount) => {
  const account = { stage: 'dev', endpointUrl };
  const [policy] = POLICIES.filter(({ name }) => name === 'registry');
  if (policy === undefined) throw new Error('medic.yml has no registry');
  const settings = clientSettings(account, {});
  const observing = recordingServices({ account, settings, policy, now: now(), note: () => undefined });
  const services = { ...observing, clock: { now }, recovery: { start: async () => {} }, journal: stores.journal };
  const answer = await remediate(services)({ service: 'registry', reason: 'test', dryRun: true });
  if (answer.kind !== 'dry-run') throw new Error(`${answer.kind} is no dry run`);
  return answer;
};

/** Answers an operation with a denial. */
export const deny: Operation = () => {
  throw new AwsError('AccessDeniedException', 'no identity-based policy allows it');
};

/** Opens the account after ten minutes without a fault. */
const openAccount = async (change: Change = (operations) => operations): Promise<RegistryAccount> => {
  const { world, clock, service } = aWorld({ seed: 7 });
  const table = await createLocalTable({ name: TABLE, definition: tableNamed(TABLE) });
  const operations = {
    ecs: ecsOperations(world),
    elbv2: elbv2Operations(world),
    cloudwatch: cloudwatchMetricsOperations(world),
    lambda: { Invoke: invokeProber(world, clock.now) },
  };
  const gateway = await startGateway({
    operations: change(operations, clock.now),
    port: 0,
    now: clock.now,
    dynamodb: table.url,
  });
  const runFor = (milliseconds: number) => clock.runUntil(clock.now() + milliseconds);
  await runFor(600_000);
  const stores = storesOver(table.table);
  await stores.breakers.write('registry', { name: 'backend', state: 'closed', version: 3, failedResets: 0 }, 0);
  const close = async () => {
    await gateway.close();
    await table.close();
  };
  return { url: gateway.url, world, service, stores, table: table.table, now: clock.now, runFor, close };
};

const invokeProber = (world: World, now: () => number): Operation => {
  const services = { network: worldNetwork(world, POLICIES), clock: { now } };
  const probe = probeService(services, signOfLife(services, { region: 'us-east-1' }));
  return async ({ FunctionName, Payload }: InvokeCommandInput) => {
    if (FunctionName !== 'ecs-medic-dev-probe-service')
      throw new AwsError('ResourceNotFoundException', `Function not found: ${FunctionName}`);
    const message = ProbeMessage.parse(JSON.parse(Buffer.from(Payload as Uint8Array).toString()));
    return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(await probe(message))) };
  };
};
