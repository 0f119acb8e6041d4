// Contract layer: what only the table in DynamoDB has to get right: pages, left-over keys, and the unit of its TTL.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoTable } from '#shared/adapters/stores/dynamodb-table.ts';
import { signalLog } from '#shared/adapters/stores/signals.ts';
import { HOUR, SECOND } from '#shared/domain/model/time.ts';
import { NOON, startDynamo } from './stores-harness.ts';

const KILOBYTE = 1_024;

describe('the table in DynamoDB', () => {
  const dynamo = startDynamo();
  beforeAll(dynamo.start);
  afterAll(dynamo.stop);

  const bigItems = (count: number, partition: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => ({
      key: { partition: partition(index), sort: `BIG#${String(index).padStart(2, '0')}` },
      version: 1,
      body: { index, padding: 'x'.repeat(390 * KILOBYTE) },
    }));

  it('lists more than fits on a page of one megabyte, in order', async () => {
    const table = dynamoTable(dynamo.client(), await dynamo.createTable());
    await Promise.all(bigItems(7, () => 'SERVICE#registry').map(table.put));
    const items = await table.list<{ readonly index: number }>('SERVICE#registry', 'BIG#');
    expect(items.map(({ body }) => body.index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect((await table.last<{ readonly index: number }>('SERVICE#registry', 'BIG#'))?.body.index).toBe(6);
  });

  it('gets more at once than fits into an answer of sixteen megabytes', async () => {
    const table = dynamoTable(dynamo.client(), await dynamo.createTable());
    const items = bigItems(45, (index) => `SERVICE#${index}`);
    for (const item of items) await table.put(item);
    expect(await table.getMany(items.map(({ key }) => key))).toHaveLength(45);
  });

  it('tells DynamoDB in seconds when an item may go', async () => {
    const TableName = await dynamo.createTable();
    await signalLog(dynamoTable(dynamo.client(), TableName)).remember({ id: 'event-1' }, NOON + 1);
    const Key = { pk: { S: 'SIGNAL#event-1' }, sk: { S: 'SEEN' } };
    const { Item } = await dynamo.client().send(new GetItemCommand({ TableName, Key }));
    expect(Item?.expiresAt?.N).toBe(String((NOON + HOUR) / SECOND + 1));
  });

  it('passes on the name under which AWS refuses', async () => {
    const table = dynamoTable(dynamo.client(), 'no-such-table');
    const key = { partition: 'SERVICE#registry', sort: 'LEASE' };
    const refused = { name: 'ResourceNotFoundException' };
    await expect(table.get(key)).rejects.toMatchObject(refused);
    await expect(table.replace(0, { key, version: 1, body: {} })).rejects.toMatchObject(refused);
  });
});
