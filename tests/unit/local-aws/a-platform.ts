import { createRandom } from '#local-aws/clock/random.ts';
import { createVirtualClock } from '#local-aws/clock/virtual-clock.ts';
import type { QueryMetrics } from '#local-aws/cloudwatch/evaluate.ts';
import { createEnvelopeMaker, type EventContents } from '#local-aws/eventbridge/event-envelope.ts';
import { createAuthorizer } from '#local-aws/iam/iam.ts';
import { createPlatform } from '#local-aws/platform.ts';
import { ACCOUNT_ID, REGION } from '#local-aws/stack/account.ts';
import type { DeployedStack } from '#local-aws/stack/deployed-stack.ts';
import { readTemplate } from '#local-aws/stack/template.ts';
import { aTemplate, type Resources } from './a-template.ts';
import { START, someIds } from './builders.ts';
import { type Stub, stubRuntime } from './stub-runtime.ts';

interface Options {
  readonly changes?: Resources;
  readonly stubs?: Readonly<Record<string, Stub>>;
  readonly deliveries?: number;
  readonly query?: QueryMetrics;
  readonly stack?: Partial<DeployedStack>;
}

/** The stack of the test template on a virtual clock, with stub functions. */
export const aPlatform = ({
  changes = {},
  stubs = {},
  query = () => [],
  stack: different = {},
  ...rest
}: Options = {}) => {
  const clock = createVirtualClock(START);
  const stack = { ...readTemplate(aTemplate(changes)), ...different };
  const runtime = stubRuntime(clock.now, stubs);
  const authorize = createAuthorizer({
    policies: Object.fromEntries(stack.roles.map(({ name, statements }) => [name, statements])),
    account: ACCOUNT_ID,
    region: REGION,
  });
  const ids = someIds();
  const platform = createPlatform({ stack, clock, random: createRandom(1), ids, runtime, query, authorize, ...rest });
  const envelope = createEnvelopeMaker(clock, ids);
  const emit = (contents: Partial<EventContents> = {}): void =>
    platform.emit(envelope({ detailType: 'x', source: 'aws.ecs', resources: [], detail: {}, ...contents }));
  return { clock, stack, platform, runtime, emit };
};
