// Contract layer: one SDK client over hand-picked operations, once in process and once over the wire.
import type { Operations } from '#local-aws/operation.ts';
import { checkedOperations } from '#local-aws/wire/validate.ts';
import { clientOf, gatewayOver } from './gateway-harness.ts';

interface Makers<Client> {
  readonly inProcess: (operations: Operations) => Client;
  readonly overTheWire: (settings: ReturnType<typeof clientOf>) => Client & { readonly destroy: () => void };
}

/** Runs the suite both ways; every input and output is held to AWS's schemas, and what was opened is closed after each test. */
export const eachWay = <Client>(
  { inProcess, overTheWire }: Makers<Client>,
  suite: (connect: (operations: Operations) => Promise<Client>) => void,
): void => {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(closings.splice(0).map((close) => close()));
  });

  describe('in process', () => {
    suite(async (operations) => inProcess(checkedOperations(operations)));
  });

  describe('over the wire', () => {
    suite(async (operations) => {
      const gateway = await gatewayOver(operations);
      const client = overTheWire(clientOf(gateway));
      closings.push(async () => {
        client.destroy();
        await gateway.close();
      });
      return client;
    });
  });
};
