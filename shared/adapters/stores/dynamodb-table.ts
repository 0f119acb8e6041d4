import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { SECOND } from '#shared/domain/model/time.ts';
import { chunksOf } from '../transport/batches.ts';
import { conflict, type Item, type Key, NOTHING, type Table } from './table.ts';

/** An item as DynamoDB holds it. `expiresAt`, the TTL attribute, is in seconds. */
interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  readonly body: unknown;
  readonly expiresAt?: number;
}

const nothingIsThere = 'attribute_not_exists(pk)';
const nobodyWroteSince = 'version = :seen';

/** BatchGetItem takes at most 100 keys: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_PER_CALL = 100;

/** The table in DynamoDB, keyed by `pk` and `sk`; every read is consistent, every write is of one item. */
export const dynamoTable = (client: DynamoDBClient, tableName: string): Table => {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const put = (
    row: Row,
    condition?: { ConditionExpression: string; ExpressionAttributeValues?: { ':seen': number } },
  ) => documents.send(new PutCommand({ TableName: tableName, Item: { ...row }, ...condition }));

  return {
    get: async <Body>(key: Key) => {
      const answer = await documents.send(
        new GetCommand({ TableName: tableName, Key: toRowKey(key), ConsistentRead: true }),
      );
      return answer.Item && toItem<Body>(answer.Item as Row);
    },

    getMany: async <Body>(keys: readonly Key[]) => {
      const rows = await Promise.all(
        chunksOf(keys, KEYS_PER_CALL).map((chunk) => batchGet(documents, tableName, chunk)),
      );
      return rows.flat().map((row) => toItem<Body>(row));
    },

    list: async <Body>(partition: string, prefix: string) =>
      (await queryAll(documents, tableName, partition, prefix)).map((row) => toItem<Body>(row)),

    last: async <Body>(partition: string, prefix: string) => {
      const newestFirst = { ...beginningWith(tableName, partition, prefix), ScanIndexForward: false, Limit: 1 };
      const [row] = ((await documents.send(new QueryCommand(newestFirst))).Items ?? []) as Row[];
      return row && toItem<Body>(row);
    },

    replace: async (seen, item) => {
      try {
        await put(
          toRow(item),
          seen === NOTHING
            ? { ConditionExpression: nothingIsThere }
            : { ConditionExpression: nobodyWroteSince, ExpressionAttributeValues: { ':seen': seen } },
        );
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) throw conflict(item.key, seen, error);
        throw error;
      }
    },

    put: async (item) => {
      await put(toRow(item));
    },
  };
};

const toRowKey = ({ partition, sort }: Key) => ({ pk: partition, sk: sort });

const toRow = <Body>({ key, version, body, expiresAt }: Item<Body>): Row => ({
  ...toRowKey(key),
  version,
  body,
  ...(expiresAt !== undefined && { expiresAt: Math.ceil(expiresAt / SECOND) }),
});

const toItem = <Body>({ pk, sk, version, body, expiresAt }: Row): Item<Body> => ({
  key: { partition: pk, sort: sk },
  version,
  body: body as Body,
  ...(expiresAt !== undefined && { expiresAt: expiresAt * SECOND }),
});

const beginningWith = (tableName: string, partition: string, prefix: string) => ({
  TableName: tableName,
  ConsistentRead: true,
  KeyConditionExpression: 'pk = :partition AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':partition': partition, ':prefix': prefix },
});

type Documents = Pick<DynamoDBDocumentClient, 'send'>;
type RowKeys = NonNullable<BatchGetCommandInput['RequestItems']>;

const queryAll = async (
  documents: Documents,
  tableName: string,
  partition: string,
  prefix: string,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = { ...beginningWith(tableName, partition, prefix), ...(from && { ExclusiveStartKey: from }) };
    const answer = await documents.send(new QueryCommand(page));
    rows.push(...((answer.Items ?? []) as Row[]));
    from = answer.LastEvaluatedKey;
  } while (from);
  return rows;
};

/** Asks again for what DynamoDB left out of its answer (over 16 MB, or throttled); the SDK retries the call itself. */
const batchGet = async (documents: Documents, tableName: string, keys: readonly Key[]): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let wanted: RowKeys | undefined = { [tableName]: { Keys: keys.map(toRowKey), ConsistentRead: true } };
  while (wanted && Object.keys(wanted).length > 0) {
    const answer: { Responses?: Record<string, unknown[]> | undefined; UnprocessedKeys?: RowKeys | undefined } =
      await documents.send(new BatchGetCommand({ RequestItems: wanted }));
    rows.push(...((answer.Responses?.[tableName] ?? []) as Row[]));
    wanted = answer.UnprocessedKeys;
  }
  return rows;
};
