// Unit layer: the history, minute by minute, of sparse series, several target groups and refusals.
import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Operation } from '#local-aws/operation.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { missing, observed, type Part, valueIn } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/services.ts';
import { aTargetGroup } from '#tests/builders/parts.ts';
import { clock, NOW, recordedClient, unchecked } from './recorded.ts';

const END = NOW - (NOW % MINUTE);
const policyFor = (name: string): ServicePolicy => ({ name, service: name, cluster: 'main' }) as ServicePolicy;

const aGroup = (name: string): BalancedTargetGroup => ({
  ...aTargetGroup(),
  arn: `a:b:targetgroup/${name}/1`,
  loadBalancerNames: ['app/main/1'],
});

/** A value, and the minute that it is of: 1 is the newest. */
type Values = Readonly<Record<string, Readonly<Record<number, number>>>>;

const resultOf = (Id: string | undefined, values: Readonly<Record<number, number>>): MetricDataResult => ({
  Id,
  StatusCode: 'Complete',
  Timestamps: Object.keys(values).map((minute) => new Date(END - Number(minute) * MINUTE)),
  Values: Object.values(values),
});

const answering =
  (values: Values): Operation =>
  ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) =>
      resultOf(Id, values[MetricStat?.Metric?.MetricName ?? ''] ?? {}),
    ),
  });

const read = async (
  operation: Operation,
  targetGroups: Part<readonly BalancedTargetGroup[]> = observed(NOW, [aGroup('web')]),
) => {
  const { client } = recordedClient('cloudwatch', { GetMetricData: operation }, unchecked);
  const found = (await metricReader(client, clock).read([{ policy: policyFor('web'), targetGroups }])).get('web');
  if (!found) throw new Error('the reader left the service out');
  return found;
};

const minutes = (values: Readonly<Record<number, number>>) =>
  Object.entries(values)
    .map(([minute, value]) => ({ at: END - Number(minute) * MINUTE, value }))
    .reverse();

const EMPTY = { cpu: [], memory: [], requests: [], failed: [], latencyP95Ms: [] };

describe('the history', () => {
  it('has each series by the minute, oldest first, in the units of the observation', async () => {
    const { history } = await read(
      answering({
        CPUUtilization: { 1: 57, 2: 20, 30: 10 },
        MemoryUtilization: { 30: 29 },
        RequestCount: { 1: 50, 3: 60 },
        TargetResponseTime: { 1: 0.25, 3: 0.125 },
      }),
    );
    expect(history).toEqual(
      observed(END, {
        cpu: minutes({ 1: 0.57, 2: 0.2, 30: 0.1 }),
        memory: minutes({ 30: 0.29 }),
        requests: minutes({ 1: 50, 3: 60 }),
        failed: minutes({ 1: 0, 3: 0 }),
        latencyP95Ms: minutes({ 1: 250, 3: 125 }),
      }),
    );
  });

  it('clamps nothing: tasks on EC2 instances use more than they reserved', async () => {
    const { history } = await read(answering({ CPUUtilization: { 1: 180 } }));
    expect(valueIn(history)?.cpu).toEqual(minutes({ 1: 1.8 }));
  });

  it('counts the failures of the targets and of the load balancer, and refusals for want of a target as requests', async () => {
    const { history } = await read(
      answering({
        RequestCount: { 1: 100, 2: 100 },
        HTTPCode_Target_5XX_Count: { 1: 1, 4: 8 },
        HTTPCode_ELB_502_Count: { 1: 2 },
        HTTPCode_ELB_503_Count: { 1: 4, 3: 7 },
        HTTPCode_ELB_504_Count: { 1: 8 },
      }),
    );
    expect(valueIn(history)).toMatchObject({
      requests: minutes({ 1: 104, 2: 100, 3: 7 }),
      failed: minutes({ 1: 15, 2: 0, 3: 7, 4: 8 }),
    });
  });

  it('says nothing of failures in a minute of no requests', async () => {
    const { history } = await read(answering({ RequestCount: { 1: 0, 2: 1 } }));
    expect(valueIn(history)).toMatchObject({ requests: minutes({ 1: 0, 2: 1 }), failed: minutes({ 2: 0 }) });
  });

  it('adds up the target groups of a service, and takes the latency of the slowest', async () => {
    const latencies: Readonly<Record<string, number>> = { 'targetgroup/blue/1': 0.5, 'targetgroup/green/1': 2 };
    const operation: Operation = ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
        const latency = latencies[MetricStat?.Metric?.Dimensions?.[0]?.Value ?? ''];
        if (MetricStat?.Metric?.MetricName === 'RequestCount') return resultOf(Id, { 1: 30 });
        return resultOf(Id, MetricStat?.Metric?.MetricName === 'TargetResponseTime' && latency ? { 1: latency } : {});
      }),
    });
    const { history } = await read(operation, observed(NOW, [aGroup('blue'), aGroup('green')]));
    expect(valueIn(history)).toMatchObject({ requests: minutes({ 1: 60 }), latencyP95Ms: minutes({ 1: 2_000 }) });
  });

  it.each([
    { groups: observed(NOW, []) },
    { groups: missing('throttled', 'Rate exceeded') },
    { groups: observed(NOW, [{ ...aGroup('web'), loadBalancerNames: [] }]) },
  ])('has no traffic where the target groups are $groups, but the utilisation', async ({ groups }) => {
    const { history } = await read(answering({ CPUUtilization: { 1: 50 }, RequestCount: { 1: 9 } }), groups);
    expect(history).toEqual(observed(END, { ...EMPTY, cpu: minutes({ 1: 0.5 }) }));
  });

  it('is empty, not missing, where CloudWatch answered and has nothing', async () => {
    expect((await read(answering({}))).history).toEqual(observed(END, EMPTY));
  });

  /** Answers all series but those of one namespace. */
  const without =
    (namespace: string, values: Values): Operation =>
    (input: GetMetricDataCommandInput, caller) => ({
      MetricDataResults: (
        answering(values)(input as never, caller) as { MetricDataResults: MetricDataResult[] }
      ).MetricDataResults.map((result, index) =>
        input.MetricDataQueries?.[index]?.MetricStat?.Metric?.Namespace === namespace
          ? { ...result, StatusCode: 'InternalError' }
          : result,
      ),
    });

  const both = { CPUUtilization: { 1: 50 }, MemoryUtilization: { 1: 40 }, RequestCount: { 1: 9 } };

  it('lacks only the utilisation where only that could not be read', async () => {
    const { history, utilisation } = await read(without('AWS/ECS', both));
    expect(utilisation.state).toBe('missing');
    expect(history).toEqual(observed(END, { ...EMPTY, requests: minutes({ 1: 9 }), failed: minutes({ 1: 0 }) }));
  });

  it('lacks only the traffic where only that could not be read', async () => {
    const { history, traffic } = await read(without('AWS/ApplicationELB', both));
    expect(traffic.state).toBe('missing');
    expect(history).toEqual(observed(END, { ...EMPTY, cpu: minutes({ 1: 0.5 }), memory: minutes({ 1: 0.4 }) }));
  });

  it.each([
    { what: 'traffic and utilisation', groups: observed(NOW, [aGroup('web')]) },
    { what: 'the utilisation of a service without a load balancer', groups: observed(NOW, []) },
  ])('is missing where $what could not be read', async ({ groups }) => {
    const refused: Operation = () => {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    };
    expect((await read(refused, groups)).history).toMatchObject({ state: 'missing', reason: 'throttled' });
  });

  it.each([-1, Number.NaN])('lacks the traffic that has a value of %p anywhere in the half hour', async (value) => {
    const { history, traffic } = await read(answering({ ...both, RequestCount: { 20: value } }));
    expect(traffic).toMatchObject({ state: 'missing', reason: 'invalid' });
    expect(valueIn(history)?.requests).toEqual([]);
    expect(valueIn(history)?.cpu).toHaveLength(1);
  });

  it.each([
    { minute: 0, state: 'missing' },
    { minute: 1, state: 'observed' },
    { minute: 30, state: 'observed' },
    { minute: 31, state: 'missing' },
    { minute: 500_000, state: 'missing' },
  ])('takes no point of the minute $minute before now: it is $state', async ({ minute, state }) => {
    const { history } = await read(answering({ CPUUtilization: { [minute]: 50 } }), observed(NOW, []));
    expect(history.state).toBe(state);
  });
});

describe('what is so now', () => {
  it.each([
    { minute: 5, traffic: 'observed', utilisation: 'observed' },
    { minute: 6, traffic: 'frozen', utilisation: 'missing' },
  ])('is judged by five minutes: of what was $minute minutes ago the traffic is $traffic', async (row) => {
    const found = await read(answering({ CPUUtilization: { [row.minute]: 50 }, RequestCount: { [row.minute]: 900 } }));
    expect(found.traffic.state).toBe(row.traffic);
    expect(found.utilisation.state).toBe(row.utilisation);
    expect(valueIn(found.history)?.requests).toHaveLength(1);
  });
});
