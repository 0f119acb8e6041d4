// Contract layer: the demo's table is the one that the stack deploys, over DynamoDB's wire protocol.
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { WriteConflict } from '#shared/domain/model/errors.ts';
import { createLocalTable, type LocalTable } from '#sim/demo/local-table.ts';
import { tableNamed } from './every-table.ts';

const NAME = 'ecs-medic-test';
const KEY = { partition: 'SERVICE#registry', sort: 'LEASE' };

let local: LocalTable;
beforeEach(async () => {
  local = await createLocalTable({ name: NAME, definition: tableNamed(NAME) });
});
afterEach(() => local.close());

it('any SDK client finds the table under its deployed name', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: local.url, region: 'us-east-1', credentials });
  const { Table } = await client.send(new DescribeTableCommand({ TableName: NAME }));
  client.destroy();
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: tableNamed(NAME).KeySchema });
});

it('the table stores items, and refuses a write over another version', async () => {
  await local.table.replace(0, { key: KEY, version: 1, body: { epoch: 7 } });
  expect(await local.table.get(KEY)).toMatchObject({ version: 1, body: { epoch: 7 } });
  await expect(local.table.replace(0, { key: KEY, version: 1, body: { epoch: 8 } })).rejects.toThrow(WriteConflict);
});

it('a closed table refuses connections', async () => {
  const closed = await createLocalTable({ name: NAME, definition: tableNamed(NAME) });
  await closed.close();
  await expect(fetch(closed.url)).rejects.toThrow();
});
