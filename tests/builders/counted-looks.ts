import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { createVirtualClock, type VirtualClock } from '#local-aws/clock/virtual-clock.ts';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import type { Operation, Operations } from '#local-aws/operation.ts';
import { scalingReader } from '#shared/adapters/application-auto-scaling/scaling-limits.ts';
import { changeReader } from '#shared/adapters/cloudtrail/changes.ts';
import { alarmReader } from '#shared/adapters/cloudwatch/alarms.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { logReader } from '#shared/adapters/cloudwatch-logs/log-lines.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { targetGroupReader } from '#shared/adapters/elbv2/target-groups.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import type { Timing } from '#shared/adapters/transport/pace.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { type Instant, MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { type Observers, observe } from '#shared/procedures/observe.ts';
import { aFleet } from './a-fleet.ts';

export interface FleetSize {
  readonly services: number;
  /** Every n-th service is in trouble; none unless given. */
  readonly troubledEvery?: number;
}

export interface Look {
  /** By name: `ecs DescribeServices`. */
  readonly calls: ReadonlyMap<string, number>;
  /** Metrics that were asked for: what CloudWatch charges for. */
  readonly series: number;
  /** The most calls to the load balancers that began within any second. */
  readonly loadBalancerCallsPerSecond: number;
  /** From the first call to the last; an answer takes no time here, so only what was paced counts. */
  readonly seconds: number;
  readonly observations: ReadonlyMap<string, Observation>;
}

interface Call {
  readonly name: string;
  readonly at: Instant;
  readonly input: unknown;
}

const START = Date.UTC(2026, 10, 23, 10);

/** Looks at the fleet twice, a minute apart, through the adapters that run in AWS: the second time settings are known. */
export const lookTwice = async ({ services, troubledEvery }: FleetSize): Promise<readonly [Look, Look]> => {
  const clock = createVirtualClock(START);
  const isTroubled = (number: number): boolean => troubledEvery !== undefined && number % troubledEvery === 0;
  const { policies, operations } = aFleet(services, isTroubled, START);
  const calls: Call[] = [];
  const observers = observersOver(noting(operations, clock, calls), clock, policies);

  const look = async (): Promise<Look> => {
    calls.length = 0;
    const observations = await running(clock, observe(observers)(policies, clock.now()));
    return { ...countsOf(calls), observations };
  };
  const first = await look();
  await clock.runUntil(clock.now() + MINUTE);
  return [first, await look()];
};

const noting = (operations: Operations, clock: VirtualClock, calls: Call[]): Operations =>
  mapValues(operations, (offered, service) =>
    mapValues(
      offered,
      (run, operation): Operation =>
        (input, caller) => {
          calls.push({ name: `${service} ${operation}`, at: clock.now(), input });
          return run(input, caller);
        },
    ),
  );

const mapValues = <T>(record: Readonly<Record<string, T>>, to: (value: T, key: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));

const observersOver = (operations: Operations, clock: VirtualClock, policies: readonly ServicePolicy[]): Observers => ({
  ...memoryStores(),
  policies,
  ecs: ecsReader(inProcessClient(operations, 'ecs'), clock),
  targetGroups: targetGroupReader(inProcessClient(operations, 'elbv2'), clock, timingOf(clock)),
  metrics: metricReader(inProcessClient(operations, 'cloudwatch'), clock),
  alarms: alarmReader(inProcessClient(operations, 'cloudwatch'), clock),
  scaling: scalingReader(inProcessClient(operations, 'application-autoscaling'), clock),
  logs: logReader(inProcessClient(operations, 'logs'), clock),
  changes: changeReader(inProcessClient(operations, 'cloudtrail'), clock),
  prober: lambdaProber(inProcessClient(operations, 'lambda'), 'probe-service', clock),
});

/** Sleep of the virtual clock, which stands still until whoever woke has done all that it can at once. */
const timingOf = (clock: VirtualClock): Timing => ({
  now: clock.now,
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      clock.after(milliseconds, () => {
        clock.track(nextTurn());
        resolve();
      });
    }),
});

/** Lets time go by, second by second, until the work is done. */
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

const countsOf = (calls: readonly Call[]): Omit<Look, 'observations'> => {
  const times = calls.map(({ at }) => at);
  const toLoadBalancers = calls.filter(({ name }) => name.startsWith('elbv2 ')).map(({ at }) => at);
  return {
    calls: new Map([...Map.groupBy(calls, ({ name }) => name)].map(([name, { length }]) => [name, length])),
    series: calls.reduce((sum, { input }) => sum + seriesIn(input), 0),
    loadBalancerCallsPerSecond: mostWithinASecond(toLoadBalancers),
    seconds: (Math.max(...times) - Math.min(...times)) / SECOND,
  };
};

const seriesIn = (input: unknown): number => (input as GetMetricDataCommandInput).MetricDataQueries?.length ?? 0;

/** In the order of their beginning. */
const mostWithinASecond = (begins: readonly Instant[]): number =>
  Math.max(0, ...begins.map((from, index) => begins.slice(index).filter((at) => at < from + SECOND).length));
