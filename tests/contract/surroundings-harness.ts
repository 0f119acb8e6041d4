// Contract layer: the readers of logs and changes over the local world, once through the in-process client and once over the wire.
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { OPERATOR, type Operations } from '#local-aws/operation.ts';
import { startGateway } from '#local-aws/wire/gateway.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';
import { cloudtrailOperations } from '#sim/operations/cloudtrail.ts';
import { ecsOperations } from '#sim/operations/ecs.ts';
import { logsOperations } from '#sim/operations/logs.ts';
import { recorded } from '#sim/operations/record-calls.ts';
import { type AWorld, aWorld } from '#tests/unit/sim/a-world.ts';
import { clientOf } from './gateway-harness.ts';

interface Clients {
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  readonly cloudtrail: Pick<CloudTrailClient, 'send'>;
  /** Calls ECS as the role. */
  readonly ecsAs: (role: string) => Pick<ECSClient, 'send'>;
}

type Close = () => Promise<void>;

const inProcess = async (operations: Operations): Promise<Clients & { close: Close }> => {
  const checked = checkedOperations(operations);
  return {
    logs: inProcessClient(checked, 'logs'),
    cloudtrail: inProcessClient(checked, 'cloudtrail'),
    ecsAs: (role) => inProcessClient(checked, 'ecs', { role }),
    close: async () => {},
  };
};

const overTheWire = async (operations: Operations, now: () => number): Promise<Clients & { close: Close }> => {
  const gateway = await startGateway({ operations, port: 0, now, roleOf: (accessKeyId) => accessKeyId });
  const settings = (role: string) => clientOf(gateway, role);
  const opened: { destroy: () => void }[] = [];
  const open = <Client extends { destroy: () => void }>(client: Client): Client => {
    opened.push(client);
    return client;
  };
  return {
    logs: open(new CloudWatchLogsClient(settings(OPERATOR.role))),
    cloudtrail: open(new CloudTrailClient(settings(OPERATOR.role))),
    ecsAs: (role) => open(new ECSClient(settings(role))),
    close: async () => {
      for (const client of opened) client.destroy();
      await gateway.close();
    },
  };
};

export type Setting = AWorld & Clients;

/** Lets each test of the suite set up worlds, one way and then the other; what they opened is closed after each test. */
export const bothWays = (suite: (settle: () => Promise<Setting>) => void): void => {
  describe.each([
    { way: 'in process', connect: inProcess },
    { way: 'over the wire', connect: overTheWire },
  ])('$way', ({ connect }) => {
    const opened: Close[] = [];
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((close) => close()));
    });
    suite(async () => {
      const a = aWorld();
      const { close, ...clients } = await connect(
        {
          ecs: recorded(a.world, ecsOperations(a.world)),
          logs: logsOperations(a.world),
          cloudtrail: cloudtrailOperations(a.world),
        },
        a.clock.now,
      );
      opened.push(close);
      return { ...a, ...clients };
    });
  });
};
