import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { pause } from '#local-aws/clock/pause.ts';
import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { mapOperations, type Operations } from '#local-aws/operation.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { readersOver } from '#shared/adapters/readers.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import type { Timing } from '#shared/adapters/transport/pace.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { sum } from '#shared/domain/model/statistics.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { type Observers, observe } from '#shared/procedures/observe.ts';
import { fleetOf } from './fleet.ts';

export interface FleetSize {
  readonly services: number;
  /** Every n-th service is unhealthy; none by default. */
  readonly unhealthyEvery?: number;
}

export interface CountedCheck {
  /** Counts the calls by name: `ecs DescribeServices`. */
  readonly calls: ReadonlyMap<string, number>;
  /** Counts the requested metrics, which CloudWatch charges for. */
  readonly series: number;
  /** Counts the most calls to the load balancers that began within any second. */
  readonly loadBalancerCallsPerSecond: number;
  /** Measures from the first call to the last. An answer takes no time here, so this is the pacing alone. */
  readonly seconds: number;
  readonly observations: ReadonlyMap<string, Observation>;
}

interface Call {
  readonly name: string;
  readonly at: Instant;
  readonly input: unknown;
}

const START = Date.UTC(2026, 10, 23, 10);

/** Observes the fleet twice, a minute apart. The second time the adapters have cached settings. */
export const countCalls = async ({
  services,
  unhealthyEvery,
}: FleetSize): Promise<readonly [CountedCheck, CountedCheck]> => {
  const clock = createVirtualClock(START);
  const isUnhealthy = (number: number): boolean => unhealthyEvery !== undefined && number % unhealthyEvery === 0;
  const { policies, operations } = fleetOf(services, isUnhealthy, START);
  const calls: Call[] = [];
  const observers = observersOver(recordingCalls(operations, clock, calls), clock, policies);

  const check = async (): Promise<CountedCheck> => {
    calls.length = 0;
    const observations = await running(clock, observe(observers)(policies, clock.now()));
    return { ...countsOf(calls), observations };
  };
  const first = await check();
  await clock.runUntil(clock.now() + MINUTE);
  return [first, await check()];
};

const recordingCalls = (operations: Operations, clock: VirtualClock, calls: Call[]): Operations =>
  mapOperations(operations, (run, service, operation) => (input, caller) => {
    calls.push({ name: `${service} ${operation}`, at: clock.now(), input });
    return run(input, caller);
  });

const observersOver = (operations: Operations, clock: VirtualClock, policies: readonly ServicePolicy[]): Observers => ({
  ...memoryStores(),
  policies,
  ...readersOver((service) => inProcessClient(operations, service), clock, timingOf(clock)),
  prober: lambdaProber(inProcessClient(operations, 'lambda'), 'probe-service', clock),
});

const timingOf = (clock: VirtualClock): Timing => ({
  now: clock.now,
  sleep: (milliseconds) => pause(clock, milliseconds),
});

/** Advances the clock second by second until the work is done. */
const running = async <T>(clock: VirtualClock, work: Promise<T>): Promise<T> => {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await clock.track(nextTurn());
    await clock.runUntil(clock.now() + SECOND);
  }
  return done;
};

const countsOf = (calls: readonly Call[]): Omit<CountedCheck, 'observations'> => {
  const times = calls.map(({ at }) => at);
  const toLoadBalancers = calls.filter(({ name }) => name.startsWith('elbv2 ')).map(({ at }) => at);
  return {
    calls: new Map([...Map.groupBy(calls, ({ name }) => name)].map(([name, { length }]) => [name, length])),
    series: sum(calls.map(({ input }) => seriesIn(input))),
    loadBalancerCallsPerSecond: mostWithinASecond(toLoadBalancers),
    seconds: (Math.max(...times) - Math.min(...times)) / SECOND,
  };
};

const seriesIn = (input: unknown): number => (input as GetMetricDataCommandInput).MetricDataQueries?.length ?? 0;

/** Takes the starts in order. */
const mostWithinASecond = (starts: readonly Instant[]): number =>
  Math.max(0, ...starts.map((from, index) => starts.slice(index).filter((at) => at < from + SECOND).length));
