import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { DeployedTable } from '#local-aws/stack/deployed-stack.ts';
import { dynamoTable } from '#shared/adapters/stores/dynamodb-table.ts';
import type { Table } from '#shared/adapters/stores/table.ts';

export interface LocalTable {
  /** Endpoint of the DynamoDB API. */
  readonly url: string;
  readonly table: Table;
  readonly close: () => Promise<void>;
}

/** Starts DynamoDB in memory (dynalite) and creates the stack's table. */
export const createLocalTable = async ({ name, definition }: DeployedTable): Promise<LocalTable> => {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
  });
  await client.send(new CreateTableCommand(definition as unknown as CreateTableCommandInput));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 }, { TableName: name });
  return {
    url,
    table: dynamoTable(client, name),
    close: () => {
      client.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
