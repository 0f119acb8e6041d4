import { createAuthorizer } from '#sim/gateway/iam.ts';
import { ACCOUNT_ID, REGION } from '#sim/platform/account.ts';
import type { QueryMetrics } from '#sim/platform/alarms.ts';
import type { DeployedStack } from '#sim/platform/deployed-stack.ts';
import { createEnvelopeMaker, type EventContents } from '#sim/platform/event-envelope.ts';
import { createPlatform } from '#sim/platform/platform.ts';
import { readTemplate } from '#sim/platform/template.ts';
import { createRandom } from '#sim/world/random.ts';
import { createVirtualClock } from '#sim/world/virtual-clock.ts';
import { aTemplate, type Resources } from './a-template.ts';
import { aRuntime, START, type Stub, someIds } from './parts.ts';

interface Wishes {
  readonly changes?: Resources;
  readonly stubs?: Readonly<Record<string, Stub>>;
  readonly deliveries?: number;
  readonly query?: QueryMetrics;
  readonly stack?: Partial<DeployedStack>;
}

/** What the template of the tests deploys, on a virtual clock, with functions of one line each. */
export const aPlatform = ({
  changes = {},
  stubs = {},
  query = () => [],
  stack: different = {},
  ...rest
}: Wishes = {}) => {
  const clock = createVirtualClock(START);
  const stack = { ...readTemplate(aTemplate(changes)), ...different };
  const runtime = aRuntime(clock.now, stubs);
  const authorize = createAuthorizer({
    policies: Object.fromEntries(stack.roles.map(({ name, statements }) => [name, statements])),
    account: ACCOUNT_ID,
    region: REGION,
  });
  const ids = someIds();
  const platform = createPlatform({ stack, clock, random: createRandom(1), ids, runtime, query, authorize, ...rest });
  const envelope = createEnvelopeMaker(clock, ids);
  const emit = (contents: Partial<EventContents>): void =>
    platform.emit(envelope({ detailType: 'x', source: 'aws.ecs', resources: [], detail: {}, ...contents }));
  return { clock, stack, platform, runtime, emit };
};
