import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { type Row, toRowKey } from './dynamodb-row.ts';
import type { Key } from './table.ts';

export interface Address {
  readonly documents: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const KEYS_PER_CALL = 100;

type RequestItems = NonNullable<BatchGetCommandInput['RequestItems']>;

/**
 * Asks again for the keys that DynamoDB did not process (over 16 MB, or throttled). The SDK retries only a failed call.
 */
export const batchGet = async ({ documents, tableName }: Address, keys: readonly Key[]): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let unprocessed: RequestItems | undefined = { [tableName]: { Keys: keys.map(toRowKey), ConsistentRead: true } };
  while (unprocessed && Object.keys(unprocessed).length > 0) {
    const answer: { Responses?: Record<string, unknown[]> | undefined; UnprocessedKeys?: RequestItems | undefined } =
      await documents.send(new BatchGetCommand({ RequestItems: unprocessed }));
    rows.push(...((answer.Responses?.[tableName] ?? []) as Row[]));
    unprocessed = answer.UnprocessedKeys;
  }
  return rows;
};

export const queryAll = async (address: Address, partition: string, prefix: string): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = { ...toQuery(address, partition, prefix), ...(from && { ExclusiveStartKey: from }) };
    const answer = await address.documents.send(new QueryCommand(page));
    rows.push(...((answer.Items ?? []) as Row[]));
    from = answer.LastEvaluatedKey;
  } while (from);
  return rows;
};

export const queryLast = async (address: Address, partition: string, prefix: string): Promise<Row | undefined> => {
  const descending = { ...toQuery(address, partition, prefix), ScanIndexForward: false, Limit: 1 };
  const [row] = ((await address.documents.send(new QueryCommand(descending))).Items ?? []) as Row[];
  return row;
};

const toQuery = ({ tableName }: Address, partition: string, prefix: string) => ({
  TableName: tableName,
  ConsistentRead: true,
  KeyConditionExpression: 'pk = :partition AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':partition': partition, ':prefix': prefix },
});
