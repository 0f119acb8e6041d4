import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { chunksOf } from '#shared/domain/model/chunks.ts';
import { conflict } from './conflicts.ts';
import { type Address, batchGet, KEYS_PER_CALL, queryAll, queryLast } from './dynamodb-reads.ts';
import { type Row, toItem, toRow, toRowKey } from './dynamodb-row.ts';
import { ABSENT, type Item, type Key, type Table } from './table.ts';

const itemIsAbsent = 'attribute_not_exists(pk)';
const versionIsUnchanged = 'version = :expected';

/** The table in DynamoDB has the keys `pk` and `sk`. Every read is consistent, every write is of one item. */
export const dynamoTable = (client: DynamoDBClient, tableName: string): Table => {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const address: Address = { documents, tableName };
  return {
    get: async <Body>(key: Key) => {
      const answer = await documents.send(
        new GetCommand({ TableName: tableName, Key: toRowKey(key), ConsistentRead: true }),
      );
      return answer.Item && toItem<Body>(answer.Item as Row);
    },
    getMany: async <Body>(keys: readonly Key[]) => {
      const rows = await Promise.all(chunksOf(keys, KEYS_PER_CALL).map((chunk) => batchGet(address, chunk)));
      return rows.flat().map((row) => toItem<Body>(row));
    },
    list: async <Body>(partition: string, prefix: string) =>
      (await queryAll(address, partition, prefix)).map((row) => toItem<Body>(row)),
    last: async <Body>(partition: string, prefix: string) => {
      const row = await queryLast(address, partition, prefix);
      return row && toItem<Body>(row);
    },
    replace: (expected, item) => replaceRow(address, expected, item),
    put: async (item) => {
      await documents.send(new PutCommand({ TableName: tableName, Item: { ...toRow(item) } }));
    },
  };
};

const replaceRow = async <Body>(
  { documents, tableName }: Address,
  expected: number,
  item: Item<Body>,
): Promise<void> => {
  const condition =
    expected === ABSENT
      ? { ConditionExpression: itemIsAbsent }
      : { ConditionExpression: versionIsUnchanged, ExpressionAttributeValues: { ':expected': expected } };
  try {
    await documents.send(new PutCommand({ TableName: tableName, Item: { ...toRow(item) }, ...condition }));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw conflict(item.key, expected, error);
    throw error;
  }
};
