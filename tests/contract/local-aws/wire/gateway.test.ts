// Contract: the gateway around the protocols: port, time, callers, authorization, the DynamoDB endpoint.
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ECSClient, StopTaskCommand } from '@aws-sdk/client-ecs';
import dynalite from 'dynalite';
import { AwsError, type Call, type Caller } from '#local-aws/operation.ts';
import { clientOf, errorOf, gatewaysPerTest, recording } from '../gateway-harness.ts';

const { serve, open } = gatewaysPerTest();

it('a gateway on a port in use fails with the reason', async () => {
  const port = Number(new URL((await open({})).url).port);
  await expect(open({}, { port })).rejects.toThrow(
    `The gateway cannot listen on 127.0.0.1:${port}: the port is in use; choose another one`,
  );
});

it('every answer has the time of the clock in its Date header', async () => {
  const { headers } = await fetch((await open({})).url);
  expect(headers.get('date')).toBe('Mon, 23 Nov 2026 10:00:00 GMT');
});

it('the caller is the role of the access key, and the operator for an unknown key', async () => {
  const callers: Caller[] = [];
  const StopTask = (_: never, caller: Caller) => void callers.push(caller);
  const roleOf = (key: string) => (key === 'AKIASTOP' ? 'stop-task' : undefined);
  const gateway = await open({ ecs: { StopTask } }, { roleOf });
  for (const key of ['AKIASTOP', 'AKIAOTHER'])
    await new ECSClient(clientOf(gateway, key)).send(new StopTaskCommand({ task: 't' }));
  expect(callers).toEqual([{ role: 'stop-task' }, { role: 'operator' }]);
});

it('a call is authorized with its decoded input before the operation runs', async () => {
  const calls: Call[] = [];
  const authorize = (call: Call) => {
    calls.push(call);
    throw new AwsError('AccessDeniedException', 'User: x is not authorized to perform: ecs:StopTask');
  };
  const { inputs, operation } = recording({});
  const ecs = new ECSClient(await serve({ ecs: { StopTask: operation } }, { authorize }));
  const error = await errorOf(ecs.send(new StopTaskCommand({ task: 't' })));
  expect(error).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
  expect(calls).toEqual([
    { caller: { role: 'operator' }, service: 'ecs', operation: 'StopTask', input: { task: 't' } },
  ]);
  expect(inputs).toEqual([]);
});

it('DynamoDB calls are authorized and then forwarded, except for operations of the gateway’s own', async () => {
  const store = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  const calls: unknown[] = [];
  const settings = await serve(
    { dynamodb: { ListTables: () => ({ TableNames: ['answered-here'] }) } },
    {
      dynamodb: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
      authorize: ({ operation, input }) => void calls.push([operation, input]),
    },
  );
  const dynamodb = new DynamoDBClient(settings);
  const TableName = 'incidents';
  const Item = { id: { S: 'one' }, seen: { N: '3' }, raw: { B: new Uint8Array([1, 2, 255]) } };
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  // dynalite answers CREATING once; it accepts the item from the next turn on.
  await new Promise((resolve) => setImmediate(resolve));
  await dynamodb.send(new PutItemCommand({ TableName, Item }));
  expect((await dynamodb.send(new GetItemCommand({ TableName, Key: { id: { S: 'one' } } }))).Item).toEqual(Item);
  expect(calls[1]).toEqual(['PutItem', { TableName, Item }]);
  expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual(['answered-here']);
  await new Promise((resolve) => store.close(resolve));
});
