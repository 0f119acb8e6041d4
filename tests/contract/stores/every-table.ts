// Contract layer: the two tables over which every store has to behave the same.
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { dynamoTable } from '#shared/adapters/stores/dynamodb-table.ts';
import { memoryTable } from '#shared/adapters/stores/memory-table.ts';
import { type Stores, storesOver } from '#shared/adapters/stores/stores.ts';
import type { Table } from '#shared/adapters/stores/table.ts';

/** The definition of the deployed table, under any name. */
export const tableNamed = (TableName: string) => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
});

/** Runs DynamoDB on a free port during the suite. */
export const withDynamo = () => {
  const server = dynalite({ createTableMs: 0 });
  let connected: DynamoDBClient | undefined;
  let tables = 0;
  const client = (): DynamoDBClient => {
    if (!connected) throw new Error('DynamoDB runs only during tests');
    return connected;
  };
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    connected = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    client().destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return {
    client,
    /** Creates an empty table and answers its name. */
    createTable: async () => {
      tables += 1;
      const TableName = `medic-${tables}`;
      await client().send(new CreateTableCommand(tableNamed(TableName)));
      const delays = { minDelay: 0.02, maxDelay: 0.1, maxWaitTime: 30 };
      await waitUntilTableExists({ client: client(), ...delays }, { TableName });
      return TableName;
    },
  };
};

type Given = () => Stores & { readonly table: Table };

/**
 * Runs the suite over each kind of table; `given` answers the empty table of the running test and the stores over it.
 */
export const overEveryTable = (suite: (given: Given) => void): void => {
  const over = (emptyTable: () => Promise<Table>): void => {
    let table: Table;
    beforeEach(async () => {
      table = await emptyTable();
    });
    suite(() => ({ ...storesOver(table), table }));
  };

  describe('over memory', () => over(async () => memoryTable()));

  describe('over DynamoDB', () => {
    const { client, createTable } = withDynamo();
    over(async () => dynamoTable(client(), await createTable()));
  });
};

/** Collects the errors of the calls that failed. */
export const errorsOf = async (calls: readonly Promise<unknown>[]): Promise<readonly unknown[]> =>
  (await Promise.allSettled(calls)).flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
