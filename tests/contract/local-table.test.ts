// Contract layer: the demo's table is the one that the stack deploys, spoken to as DynamoDB.
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { createLocalTable, type LocalTable } from '#sim/demo/local-table.ts';

const DEPLOYED = {
  name: 'ecs-medic-test',
  definition: {
    TableName: 'ecs-medic-test',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  },
};
const KEY = { partition: 'SERVICE#registry', sort: 'LEASE' };

let local: LocalTable;
beforeAll(async () => {
  local = await createLocalTable(DEPLOYED);
});
afterAll(() => local.close());

describe('the local table', () => {
  it('is there under its deployed name, for any SDK client', async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new DynamoDBClient({ endpoint: local.url, region: 'us-east-1', credentials });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: DEPLOYED.name }));
    client.destroy();
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: DEPLOYED.definition.KeySchema });
  });

  it('keeps what is written and refuses a write over a version that is no more', async () => {
    await local.table.replace(0, { key: KEY, version: 1, body: { epoch: 7 } });
    expect(await local.table.get(KEY)).toMatchObject({ version: 1, body: { epoch: 7 } });
    await expect(local.table.replace(0, { key: KEY, version: 1, body: { epoch: 8 } })).rejects.toThrow(WriteConflict);
  });

  it('answers nobody once it is closed', async () => {
    const closed = await createLocalTable(DEPLOYED);
    await closed.close();
    await expect(fetch(closed.url)).rejects.toThrow();
  });
});
