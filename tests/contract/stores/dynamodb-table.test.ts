// Contract layer: DynamoDB's own limits: pages, unprocessed keys, and the unit of its TTL.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoTable } from '#shared/adapters/stores/dynamodb-table.ts';
import { SECOND } from '#shared/domain/model/time.ts';
import { withDynamo } from './every-table.ts';

const KEY = { partition: 'SERVICE#registry', sort: 'LEASE' };

const { client, createTable } = withDynamo();

/** Items of 390 kB: three fill a page of a query, 43 an answer of BatchGetItem. */
const bigItems = (count: number, partitionOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => ({
    key: { partition: partitionOf(index), sort: `BIG#${String(index).padStart(2, '0')}` },
    version: 1,
    body: { index, padding: 'x'.repeat(390 * 1_024) },
  }));

it('a list is read over several pages, in order', async () => {
  const table = dynamoTable(client(), await createTable());
  await Promise.all(bigItems(7, () => 'SERVICE#registry').map(table.put));
  const items = await table.list<{ readonly index: number }>('SERVICE#registry', 'BIG#');
  expect(items.map(({ body }) => body.index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(await table.last('SERVICE#registry', 'BIG#')).toMatchObject({ body: { index: 6 } });
});

it('keys that DynamoDB does not process at first are read again', async () => {
  const table = dynamoTable(client(), await createTable());
  const items = bigItems(45, (index) => `SERVICE#${index}`);
  for (const item of items) await table.put(item);
  expect(await table.getMany(items.map(({ key }) => key))).toHaveLength(45);
});

it.each([
  { expiresAt: 5 * SECOND, stored: '5' },
  { expiresAt: 5 * SECOND + 1, stored: '6' },
])('the expiry $expiresAt ms is stored as $stored seconds', async ({ expiresAt, stored }) => {
  const TableName = await createTable();
  await dynamoTable(client(), TableName).put({ key: KEY, version: 1, body: {}, expiresAt });
  const Key = { pk: { S: KEY.partition }, sk: { S: KEY.sort } };
  const { Item } = await client().send(new GetItemCommand({ TableName, Key }));
  expect(Item?.expiresAt?.N).toBe(stored);
});

it('an error other than a conflict keeps the name that AWS gives it', async () => {
  const table = dynamoTable(client(), 'no-such-table');
  const refused = { name: 'ResourceNotFoundException' };
  await expect(table.get(KEY)).rejects.toMatchObject(refused);
  await expect(table.replace(0, { key: KEY, version: 1, body: {} })).rejects.toMatchObject(refused);
});
