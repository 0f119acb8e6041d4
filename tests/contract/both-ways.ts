// Contract layer: SDK clients over the same operations, once in process and once over the wire.
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { OPERATOR, type Operations } from '#local-aws/operation.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';
import type { ReaderClients } from '#shared/adapters/readers.ts';
import { NOW } from '#tests/builders/constants.ts';
import { clientOf, gatewayOver } from './local-aws/gateway-harness.ts';

export interface Clients extends ReaderClients {
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly stepfunctions: Pick<SFNClient, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly sqs: Pick<SQSClient, 'send'>;
}

type Settings = ReturnType<typeof clientOf>;

const SDK: {
  readonly [Name in keyof Clients]: (settings: Settings) => Clients[Name] & { readonly destroy: () => void };
} = {
  ecs: (settings) => new ECSClient(settings),
  elbv2: (settings) => new ElasticLoadBalancingV2Client(settings),
  cloudwatch: (settings) => new CloudWatchClient(settings),
  'application-autoscaling': (settings) => new ApplicationAutoScalingClient(settings),
  logs: (settings) => new CloudWatchLogsClient(settings),
  cloudtrail: (settings) => new CloudTrailClient(settings),
  lambda: (settings) => new LambdaClient(settings),
  stepfunctions: (settings) => new SFNClient(settings),
  sns: (settings) => new SNSClient(settings),
  // The operations of a test make up the digests of messages.
  sqs: (settings) => new SQSClient({ ...settings, md5: false }),
};

/** Opens clients of the services that the operations belong to; they call as the role, by default the operator's. */
export type Connect = <Offered extends Operations>(
  operations: Offered,
  now?: () => number,
) => Promise<Pick<Clients, keyof Offered & keyof Clients> & { readonly as: (role: string) => Clients }>;

const clientsFrom = (
  operations: Operations,
  open: <Name extends keyof Clients>(name: Name) => Clients[Name],
): Clients =>
  Object.fromEntries(
    Object.keys(SDK)
      .filter((name) => name in operations)
      .map((name) => [name, open(name as keyof Clients)]),
  ) as never;

const connectInProcess: Connect = async (operations) => {
  const checked = checkedOperations(operations);
  const as = (role: string) => clientsFrom(operations, (name) => inProcessClient(checked, name, { role }));
  return { ...as(OPERATOR.role), as };
};

/**
 * Runs the suite in process and over the wire. Every input and output is held to AWS's schemas, and after each test all
 * clients and gateways are closed.
 */
export const bothWays = (suite: (connect: Connect) => void): void => {
  describe('in process', () => suite(connectInProcess));

  describe('over the wire', () => {
    const closings: (() => unknown)[] = [];
    afterEach(async () => {
      for (const close of closings.splice(0).reverse()) await close();
    });
    suite(async (operations, now = () => NOW) => {
      const gateway = await gatewayOver(operations, { now, roleOf: (accessKeyId) => accessKeyId });
      closings.push(gateway.close);
      const as = (role: string) =>
        clientsFrom(operations, (name) => {
          const client = SDK[name](clientOf(gateway, role));
          closings.push(() => client.destroy());
          return client;
        });
      return { ...as(OPERATOR.role), as };
    });
  });
};
