// Contract layer: adapters over hand-written operations, once through the in-process client and once over the wire.
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import type { Operations } from '#local-aws/operation.ts';
import { startGateway } from '#local-aws/wire/gateway.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';

interface Clients {
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly stepfunctions: Pick<SFNClient, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly sqs: Pick<SQSClient, 'send'>;
}

type Connect = (operations: Operations, closeLater: (close: () => unknown) => void) => Promise<Clients>;

const inProcess: Connect = async (operations) => {
  const checked = checkedOperations(operations);
  return {
    lambda: inProcessClient(checked, 'lambda'),
    stepfunctions: inProcessClient(checked, 'stepfunctions'),
    sns: inProcessClient(checked, 'sns'),
    sqs: inProcessClient(checked, 'sqs'),
  };
};

const overTheWire: Connect = async (operations, closeLater) => {
  const gateway = await startGateway({ operations, port: 0, now: Date.now });
  const settings = {
    endpoint: gateway.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const clients = {
    lambda: new LambdaClient(settings),
    stepfunctions: new SFNClient(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient({ ...settings, md5: false }),
  };
  for (const client of Object.values(clients)) closeLater(() => client.destroy());
  closeLater(gateway.close);
  return clients;
};

/** Lets each test of the suite offer operations and get clients of them, one way and then the other. */
export const bothWays = (suite: (offer: (operations: Operations) => Promise<Clients>) => void): void => {
  describe.each([
    { way: 'in process', connect: inProcess },
    { way: 'over the wire', connect: overTheWire },
  ])('$way', ({ connect }) => {
    const closers: (() => unknown)[] = [];
    afterEach(async () => {
      for (const close of closers.splice(0)) await close();
    });
    suite((operations) => connect(operations, (close) => closers.push(close)));
  });
};
