// Contract layer: the two tables that every store has to behave the same over.
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { dynamoTable } from '#shared/adapters/stores/dynamodb-table.ts';
import { memoryTable } from '#shared/adapters/stores/memory-table.ts';
import { type Stores, storesOver } from '#shared/adapters/stores/stores.ts';
import type { Table } from '#shared/adapters/stores/table.ts';
import type { Attempt, AttemptStep, Incident } from '#shared/domain/model/incident.ts';
import type { Instant } from '#shared/domain/model/time.ts';
import type { StepReference } from '#shared/ports/stores.ts';

interface Engine {
  readonly name: string;
  readonly start: () => Promise<void>;
  /** A new table with nothing in it. */
  readonly emptyTable: () => Promise<Table>;
  readonly stop: () => Promise<void>;
}

const inMemory = (): Engine => ({
  name: 'memory',
  start: async () => {},
  emptyTable: async () => memoryTable(),
  stop: async () => {},
});

/** DynamoDB on a free port; tables are empty when created. */
export const startDynamo = () => {
  const server = dynalite({ createTableMs: 0 });
  let connected: DynamoDBClient | undefined;
  let tables = 0;
  const client = (): DynamoDBClient => {
    if (!connected) throw new Error('start DynamoDB first');
    return connected;
  };
  return {
    client,
    start: async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      connected = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
    },
    createTable: async () => {
      tables += 1;
      const tableName = `medic-${tables}`;
      await createTable(client(), tableName);
      return tableName;
    },
    stop: async () => {
      client().destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

const inDynamo = (): Engine => {
  const { start, stop, client, createTable } = startDynamo();
  return {
    name: 'DynamoDB',
    start,
    stop,
    emptyTable: async () => dynamoTable(client(), await createTable()),
  };
};

const createTable = async (client: DynamoDBClient, TableName: string): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  await waitUntilTableExists({ client, minDelay: 0.02, maxDelay: 0.1, maxWaitTime: 5 }, { TableName });
};

const ENGINES: readonly Engine[] = [inMemory(), inDynamo()];

/** Runs the suite over each table; `given` answers the table of the running test and the stores over it. */
export const overEveryTable = (suite: (given: () => Stores & { readonly table: Table }) => void): void => {
  describe.each(ENGINES)('over $name', (engine) => {
    let table: Table;
    beforeAll(engine.start);
    afterAll(engine.stop);
    beforeEach(async () => {
      table = await engine.emptyTable();
    });
    suite(() => ({ ...storesOver(table), table }));
  });
};

export const NOON: Instant = Date.parse('2026-11-23T12:00:00Z');

export const anIncident = (given: Partial<Incident> = {}): Incident => ({
  id: 'registry-20261123T120000Z',
  service: 'registry',
  status: 'open',
  openedAt: NOON,
  trigger: { kind: 'scheduled' },
  cause: 'instance-grey',
  attempts: [],
  healthyObservations: 0,
  alerts: [],
  version: 0,
  ...given,
});

export const anAttempt = (given: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  action: 'reset-breaker',
  cause: 'breaker-stuck-open',
  target: 'backend',
  startedAt: NOON,
  steps: [aStep()],
  verdict: 'pending',
  ...given,
});

export const aStep = (given: Partial<AttemptStep> = {}): AttemptStep => ({
  plan: {
    action: 'reset-breaker',
    step: 'half-open',
    cause: 'breaker-stuck-open',
    target: 'backend',
    expectedVersion: 7,
    capacityDip: 0,
    message: 'opens the door of breaker backend',
  },
  digest: 'c0ffee',
  epoch: 3,
  reservedAt: NOON,
  outcome: { kind: 'reserved' },
  ...given,
});

export const aStepReference = (given: Partial<StepReference> = {}): StepReference => ({
  service: 'registry',
  incident: 'registry-20261123T120000Z',
  attempt: 1,
  step: 1,
  epoch: 3,
  ...given,
});
