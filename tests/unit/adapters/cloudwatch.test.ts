// Unit layer: what the metric reader makes of sparse series, refusals, pages and nonsense, and what it asks for.
import type { GetMetricDataCommandInput, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Operation } from '#local-aws/operation.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { missing, observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import { clock, NOW, recordedClient, refusing, unchecked } from './recorded.ts';

const TEN = NOW - (NOW % MINUTE);
const policyFor = (name: string): ServicePolicy =>
  ({ name, service: `${name}-service`, cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/main' }) as ServicePolicy;

const aGroup = (given: Partial<BalancedTargetGroup> = {}): BalancedTargetGroup => ({
  arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/registry/73e2d6bc24d8a067',
  port: 5000,
  healthCheck: {
    path: '/health',
    port: 'traffic-port',
    intervalSeconds: 5,
    timeoutSeconds: 2,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    codes: '200',
  },
  targets: [],
  loadBalancerNames: ['app/registry/50dc6c495c0c9188'],
  ...given,
});

/** Values per metric, one a minute, the newest last and ending with the last whole minute. */
type Values = Readonly<Record<string, readonly number[]>>;

const pointsOf = (values: readonly number[]) => ({
  Timestamps: values.map((_, index) => new Date(TEN - (values.length - index) * MINUTE)).reverse(),
  Values: values.toReversed(),
});

const answering =
  (values: Values, status: MetricDataResult['StatusCode'] = 'Complete'): Operation =>
  ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => ({
      Id,
      StatusCode: status,
      ...pointsOf(values[MetricStat?.Metric?.MetricName ?? ''] ?? []),
    })),
  });

const read = async (
  operation: Operation,
  targetGroups: Part<readonly BalancedTargetGroup[]> = observed(NOW, [aGroup()]),
) => {
  const { client, calls } = recordedClient('cloudwatch', { GetMetricData: operation }, unchecked);
  const metrics = await metricReader(client, clock).read([{ policy: policyFor('registry'), targetGroups }]);
  const found = metrics.get('registry');
  if (!found) throw new Error('the reader left the service out');
  return { ...found, calls };
};

describe('traffic', () => {
  it('has no 5xx where requests flow and CloudWatch has none', async () => {
    const { traffic } = await read(answering({ RequestCount: [60, 40], TargetResponseTime: [0.25, 0.125] }));
    expect(traffic).toEqual(
      observed(TEN, {
        windowSeconds: 120,
        requests: 100,
        target5xx: 0,
        elb502: 0,
        elb503: 0,
        elb504: 0,
        latencyP95Ms: 250,
      }),
    );
  });

  it('adds up what each minute counted, and the refusals of the load balancer to the requests', async () => {
    const { traffic } = await read(
      answering({
        RequestCount: [10, 20, 30],
        HTTPCode_Target_5XX_Count: [1, 2],
        HTTPCode_ELB_502_Count: [3],
        HTTPCode_ELB_503_Count: [4, 5],
        HTTPCode_ELB_504_Count: [6],
      }),
    );
    expect(valueIn(traffic)).toEqual({
      windowSeconds: 300,
      requests: 69,
      target5xx: 3,
      elb502: 3,
      elb503: 9,
      elb504: 6,
    });
  });

  it.each([
    { requests: [500, 500, 101], windowSeconds: 60, pluralize: 101 },
    { requests: [500, 500, 100], windowSeconds: 60, pluralize: 100 },
    { requests: [500, 500, 99], windowSeconds: 120, pluralize: 599 },
    { requests: [60, 30, 0, 20], windowSeconds: 240, pluralize: 110 },
    { requests: [90, 2, 2, 2, 2, 2], windowSeconds: 300, pluralize: 10 },
    { requests: [7], windowSeconds: 300, pluralize: 7 },
  ])(
    'is that of the newest minutes with 100 requests, five at most: of $requests a minute the last $windowSeconds s',
    async ({ requests, windowSeconds, pluralize }) => {
      const { traffic } = await read(answering({ RequestCount: requests }));
      expect(valueIn(traffic)).toMatchObject({ windowSeconds, requests: pluralize });
    },
  );

  it('forgets what is over as soon as the newest minute has enough requests to show it', async () => {
    const over = {
      RequestCount: [500, 500],
      HTTPCode_Target_5XX_Count: [400, 0],
      HTTPCode_ELB_503_Count: [9, 0],
      TargetResponseTime: [9, 0.125],
    };
    expect(valueIn((await read(answering(over))).traffic)).toMatchObject({
      requests: 500,
      target5xx: 0,
      elb503: 0,
      latencyP95Ms: 125,
    });
  });

  it('counts refusals for want of a target as requests that are enough', async () => {
    const { traffic } = await read(answering({ RequestCount: [500, 1], HTTPCode_ELB_503_Count: [0, 99] }));
    expect(valueIn(traffic)).toMatchObject({ windowSeconds: 60, requests: 100, elb503: 99 });
  });

  it.each([
    { what: 'nothing at all', values: {}, state: 'frozen' },
    { what: 'zero requests', values: { RequestCount: [0, 0] }, state: 'frozen' },
    { what: 'one request', values: { RequestCount: [1] }, state: 'observed' },
    { what: 'no request but a 502', values: { HTTPCode_ELB_502_Count: [1] }, state: 'observed' },
    { what: 'no request but a 503', values: { HTTPCode_ELB_503_Count: [1] }, state: 'observed' },
    { what: 'no request but a 504', values: { HTTPCode_ELB_504_Count: [1] }, state: 'observed' },
  ])('of which CloudWatch has $what is $state', async ({ values, state }) => {
    expect((await read(answering(values))).traffic.state).toBe(state);
  });

  it('was true at the end of the newest minute that there is a point of', async () => {
    const late: Operation = (input, caller) => {
      const { MetricDataResults } = answering({ RequestCount: [7] })(input, caller) as {
        MetricDataResults: MetricDataResult[];
      };
      return {
        MetricDataResults: MetricDataResults.map((result) => ({
          ...result,
          Timestamps: result.Timestamps?.map((at) => new Date(at.getTime() - MINUTE)),
        })),
      };
    };
    expect((await read(late)).traffic).toMatchObject({ state: 'observed', at: TEN - MINUTE });
  });

  it.each([
    { groups: missing('throttled', 'Rate exceeded'), reason: 'throttled' },
    { groups: observed(NOW, []), reason: 'not-configured' },
    { groups: observed(NOW, [aGroup({ loadBalancerNames: [] })]), reason: 'not-configured' },
  ])('of target groups $groups is missing as $reason, the utilisation is read', async ({ groups, reason }) => {
    const { traffic, utilisation } = await read(answering({ CPUUtilization: [50] }), groups);
    expect(traffic).toMatchObject({ state: 'missing', reason });
    expect(utilisation.state).toBe('observed');
  });

  it.each([
    ['AccessDeniedException', 'access-denied'],
    ['ThrottlingException', 'throttled'],
    ['InternalServiceFault', 'unavailable'],
  ])('is missing when the call is refused with %s', async (name, reason) => {
    const { traffic, utilisation } = await read(refusing(name));
    expect(traffic).toMatchObject({ state: 'missing', reason });
    expect(utilisation).toMatchObject({ state: 'missing', reason });
  });

  it.each([
    ['PartialData', 'unavailable'],
    ['InternalError', 'unavailable'],
    ['Forbidden', 'access-denied'],
  ] as const)('is missing when CloudWatch closes with %s: no data would not mean none', async (status, reason) => {
    expect((await read(answering({ RequestCount: [9] }, status))).traffic).toMatchObject({ state: 'missing', reason });
  });

  it.each([{ MetricDataResults: [] }, {}])('is missing when a series is left out of the answer: %j', async (answer) => {
    expect((await read(() => answer)).traffic).toMatchObject({ reason: 'unavailable' });
  });

  it('is frozen when every series is there and none has a point', async () => {
    const bare: Operation = ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, StatusCode: 'Complete' })),
    });
    expect((await read(bare)).traffic).toEqual({ state: 'frozen', at: TEN });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('with a value of %p is missing as invalid', async (value) => {
    const { traffic } = await read(answering({ RequestCount: [5, value] }));
    expect(traffic).toMatchObject({ state: 'missing', reason: 'invalid' });
  });

  it('with a value that has no time is missing as invalid', async () => {
    const untimed: Operation = ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, StatusCode: 'Complete', Values: [1] })),
    });
    expect((await read(untimed)).traffic).toMatchObject({ state: 'missing', reason: 'invalid' });
  });

  it('is put together from pages', async () => {
    const paged: Operation = (input: GetMetricDataCommandInput, caller) =>
      input.NextToken === undefined
        ? { ...(answering({ RequestCount: [5] }, 'PartialData')(input as never, caller) as object), NextToken: 'more' }
        : answering({ RequestCount: [6] })(input as never, caller);
    expect(valueIn((await read(paged)).traffic)?.requests).toBe(11);
  });
});

describe('utilisation', () => {
  it('is the newest minute as a share, and more than whole where a task bursts', async () => {
    const { utilisation } = await read(answering({ CPUUtilization: [20, 130], MemoryUtilization: [80, 40] }));
    expect(utilisation).toEqual(observed(TEN, { cpu: 1.3, memory: 0.4 }));
  });

  it('lacks what CloudWatch lacks', async () => {
    const { utilisation } = await read(answering({ MemoryUtilization: [50] }));
    expect(utilisation).toEqual(observed(TEN, { memory: 0.5 }));
  });

  it('of which there is nothing is missing, never zero', async () => {
    expect((await read(answering({}))).utilisation).toMatchObject({ state: 'missing', reason: 'no-data' });
  });
});

describe('the calls', () => {
  const queriesOf = (input: unknown): readonly MetricDataQuery[] =>
    (input as GetMetricDataCommandInput).MetricDataQueries ?? [];

  it('ask for the last thirty whole minutes, each metric with the dimensions that AWS publishes it under', async () => {
    const { calls } = await read(answering({}));
    expect(calls[0]?.input).toMatchObject({ StartTime: new Date(TEN - 30 * MINUTE), EndTime: new Date(TEN) });
    const asked = queriesOf(calls[0]?.input).map(({ MetricStat }) => [
      MetricStat?.Metric?.MetricName,
      MetricStat?.Stat,
      ...(MetricStat?.Metric?.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`),
    ]);
    const both = ['TargetGroup=targetgroup/registry/73e2d6bc24d8a067', 'LoadBalancer=app/registry/50dc6c495c0c9188'];
    const names = ['ClusterName=main', 'ServiceName=registry-service'];
    expect(asked).toEqual([
      ['RequestCount', 'Sum', ...both],
      ['HTTPCode_Target_5XX_Count', 'Sum', ...both],
      ['TargetResponseTime', 'p95', ...both],
      ['HTTPCode_ELB_502_Count', 'Sum', 'LoadBalancer=app/registry/50dc6c495c0c9188'],
      ['HTTPCode_ELB_503_Count', 'Sum', 'LoadBalancer=app/registry/50dc6c495c0c9188'],
      ['HTTPCode_ELB_504_Count', 'Sum', 'LoadBalancer=app/registry/50dc6c495c0c9188'],
      ['CPUUtilization', 'Average', ...names],
      ['MemoryUtilization', 'Average', ...names],
    ]);
  });

  const requestsFor = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      policy: policyFor(`s${index}`),
      targetGroups: observed(NOW, [
        aGroup({ arn: `a:b:targetgroup/s${index}/1`, loadBalancerNames: [`app/s${index}/1`] }),
      ]),
    }));

  it.each([
    { services: 0, sizes: [] },
    { services: 62, sizes: [496] },
    { services: 63, sizes: [500, 4] },
    { services: 130, sizes: [500, 500, 40] },
  ])('for $services services ask for $sizes series', async ({ services, sizes }) => {
    const { client, calls } = recordedClient('cloudwatch', { GetMetricData: answering({ RequestCount: [1] }) });
    const metrics = await metricReader(client, clock).read(requestsFor(services));
    expect(calls.map(({ input }) => queriesOf(input).length)).toEqual(sizes);
    expect([...metrics.values()].every(({ traffic }) => valueIn(traffic)?.requests === 1)).toBe(true);
    expect(metrics.size).toBe(services);
  });

  it('that fail cost the services whose series they were to bring', async () => {
    let call = 0;
    const { client } = recordedClient('cloudwatch', {
      GetMetricData: (input, caller) => {
        call += 1;
        if (call === 2) throw new AwsError('ThrottlingException', 'Rate exceeded');
        return answering({ RequestCount: [1], CPUUtilization: [1] })(input, caller);
      },
    });
    const metrics = await metricReader(client, clock).read(requestsFor(63));
    expect(metrics.get('s61')?.traffic.state).toBe('observed');
    expect(metrics.get('s61')?.utilisation.state).toBe('observed');
    expect(metrics.get('s62')?.traffic).toMatchObject({ state: 'missing', reason: 'throttled' });
    expect(metrics.get('s62')?.utilisation).toMatchObject({ state: 'missing', reason: 'throttled' });
  });

  it('ask once for the load balancer that services share', async () => {
    const { client, calls } = recordedClient('cloudwatch', {
      GetMetricData: answering({ HTTPCode_ELB_503_Count: [2] }),
    });
    const shared = ['a', 'b'].map((name) => ({
      policy: policyFor(name),
      targetGroups: observed(NOW, [aGroup({ arn: `a:b:targetgroup/${name}/1` })]),
    }));
    const metrics = await metricReader(client, clock).read(shared);
    expect(queriesOf(calls[0]?.input)).toHaveLength(2 * 5 + 3);
    expect(['a', 'b'].map((name) => metrics.get(name)?.traffic)).toMatchObject([
      { value: { elb503: 2 } },
      { value: { elb503: 2 } },
    ]);
  });

  it('are added up over the target groups of a service', async () => {
    const groups = ['x', 'y'].map((name) => aGroup({ arn: `a:b:targetgroup/${name}/1` }));
    const { traffic } = await read(answering({ RequestCount: [3] }), observed(NOW, groups));
    expect(valueIn(traffic)?.requests).toBe(6);
  });
});
