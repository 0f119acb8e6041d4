import type { Gateway } from '#local-aws/wire/gateway.ts';
import { aPlatform } from '#tests/unit/local-aws/a-platform.ts';
import { clientOf, gatewayOver } from './gateway-harness.ts';

/** The stack of the test template behind a gateway for all tests of a file, with one SDK client of it. */
export const servedPlatform = <Client extends { readonly destroy: () => void }>(
  createClient: (settings: ReturnType<typeof clientOf>) => Client,
  options: Parameters<typeof aPlatform>[0] = {},
) => {
  const made = aPlatform(options);
  let gateway: Gateway | undefined;
  let client: Client | undefined;
  beforeAll(async () => {
    gateway = await gatewayOver(made.platform.operations);
    client = createClient(clientOf(gateway));
  });
  afterAll(async () => {
    client?.destroy();
    await gateway?.close();
  });
  return {
    ...made,
    client: (): Client => {
      if (client === undefined) throw new Error('the client exists in tests only');
      return client;
    },
  };
};
