// Unit layer: which metrics the metric reader requests, and what it makes of refused, incomplete and invalid answers.
import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Operation } from '#local-aws/operation.ts';
import { observed, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NOW, range, refusing } from '../recorded-client.ts';
import { aGroup, answering, END, ending, policyFor, read, readerOver } from './metric-answers.ts';

const requestFor = (name: string, group = aGroup(name)) => ({
  policy: policyFor(name),
  targetGroups: observed(NOW, [group]),
});

it('the last thirty whole minutes are requested, each metric with the dimensions under which AWS publishes it', async () => {
  const { reader, queries, inputsOf } = readerOver(answering({}));
  await reader.read([requestFor('web')]);
  expect(inputsOf('GetMetricData')).toMatchObject([{ StartTime: new Date(END - 30 * MINUTE), EndTime: new Date(END) }]);
  const requested = queries()
    .flat()
    .map(({ MetricStat }) => [
      MetricStat?.Metric?.MetricName,
      MetricStat?.Stat,
      ...(MetricStat?.Metric?.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`),
    ]);
  const byTargetGroup = ['TargetGroup=targetgroup/web/1', 'LoadBalancer=app/main/1'];
  const byService = ['ClusterName=main', 'ServiceName=web-service'];
  expect(requested).toEqual([
    ['RequestCount', 'Sum', ...byTargetGroup],
    ['HTTPCode_Target_4XX_Count', 'Sum', ...byTargetGroup],
    ['HTTPCode_Target_5XX_Count', 'Sum', ...byTargetGroup],
    ['TargetResponseTime', 'p95', ...byTargetGroup],
    ['HTTPCode_ELB_502_Count', 'Sum', 'LoadBalancer=app/main/1'],
    ['HTTPCode_ELB_503_Count', 'Sum', 'LoadBalancer=app/main/1'],
    ['HTTPCode_ELB_504_Count', 'Sum', 'LoadBalancer=app/main/1'],
    ['RequestCount', 'Sum', 'LoadBalancer=app/main/1'],
    ['CPUUtilization', 'Average', ...byService],
    ['MemoryUtilization', 'Average', ...byService],
    ['MemoryUtilization', 'Maximum', ...byService],
  ]);
});

const requestsFor = (count: number) =>
  range(count).map((number) => requestFor(`s${number}`, aGroup(`s${number}`, [`app/s${number}/1`])));

it.each([
  { services: 0, sizes: [] },
  { services: 45, sizes: [495] },
  { services: 46, sizes: [500, 6] },
  { services: 95, sizes: [500, 500, 45] },
])('the metrics of $services services are requested in calls of $sizes', async ({ services, sizes }) => {
  const { reader, queries } = readerOver(answering({ RequestCount: ending(1) }));
  const metrics = await reader.read(requestsFor(services));
  expect(queries().map(({ length }) => length)).toEqual(sizes);
  expect([...metrics.values()].map(({ traffic }) => valueIn(traffic)?.requests)).toEqual(Array(services).fill(1));
});

it('a refused call makes only the metrics that it requested missing', async () => {
  const answer = answering({ RequestCount: ending(1), CPUUtilization: ending(1) });
  const { reader } = readerOver((input: GetMetricDataCommandInput, caller) =>
    (input.MetricDataQueries?.length === 500 ? answer : refusing('ThrottlingException'))(input as never, caller),
  );
  const metrics = await reader.read(requestsFor(46));
  const throttled = { state: 'missing', reason: 'throttled' };
  expect(metrics.get('s44')).toMatchObject({ traffic: { state: 'observed' }, utilisation: { state: 'observed' } });
  expect(metrics.get('s45')).toMatchObject({ utilisation: throttled });
});

it('the metrics of a load balancer that services share are requested once', async () => {
  const { reader, queries } = readerOver(answering({ HTTPCode_ELB_503_Count: ending(2) }));
  const metrics = await reader.read([requestFor('a'), requestFor('b')]);
  expect(queries().flat()).toHaveLength(2 * 7 + 4);
  expect([...metrics.values()].map(({ traffic }) => valueIn(traffic)?.elb503)).toEqual([2, 2]);
});

it('a series that is split over pages is put together', async () => {
  const paged: Operation = (input: GetMetricDataCommandInput, caller) =>
    input.NextToken === undefined
      ? {
          ...(answering({ RequestCount: { 2: 5 } }, () => ({ StatusCode: 'PartialData' }))(
            input as never,
            caller,
          ) as object),
          NextToken: 'more',
        }
      : answering({ RequestCount: { 1: 6 } })(input as never, caller);
  expect(valueIn((await read(paged)).traffic)?.requests).toBe(11);
});

it.each<{ fault: string; result: MetricDataResult; reason: string }>([
  { fault: 'the status PartialData', result: { StatusCode: 'PartialData' }, reason: 'unavailable' },
  { fault: 'the status InternalError', result: { StatusCode: 'InternalError' }, reason: 'unavailable' },
  { fault: 'the status Forbidden', result: { StatusCode: 'Forbidden' }, reason: 'access-denied' },
  { fault: 'a value of NaN', result: { Values: [Number.NaN] }, reason: 'invalid' },
  { fault: 'an infinite value', result: { Values: [Number.POSITIVE_INFINITY] }, reason: 'invalid' },
  { fault: 'a negative value', result: { Values: [-1] }, reason: 'invalid' },
  { fault: 'a value without a time', result: { Timestamps: [] }, reason: 'invalid' },
])('a series with $fault makes the traffic missing as $reason', async ({ result, reason }) => {
  const values = { RequestCount: ending(9), CPUUtilization: ending(50) };
  const isRequests = (name: string | undefined) => name === 'RequestCount';
  const { traffic, utilisation } = await read(
    answering(values, ({ MetricStat }) => (isRequests(MetricStat?.Metric?.MetricName) ? result : {})),
  );
  expect(traffic).toMatchObject({ state: 'missing', reason });
  expect(utilisation.state).toBe('observed');
});

it.each([{ MetricDataResults: [] }, {}])('the answer %j without results makes all metrics missing', async (answer) => {
  const missing = { state: 'missing', reason: 'unavailable' };
  expect(await read(() => answer)).toMatchObject({ traffic: missing, utilisation: missing, history: missing });
});

it('a complete series without timestamps and values has no datapoints', async () => {
  const { traffic } = await read(answering({}, () => ({ Timestamps: undefined, Values: undefined })));
  expect(traffic).toEqual({ state: 'frozen', at: END });
});

it.each([
  { minute: 0, state: 'missing' },
  { minute: 1, state: 'observed' },
  { minute: 30, state: 'observed' },
  { minute: 31, state: 'missing' },
])('a datapoint $minute minutes before the end of the window leaves the history $state', async ({ minute, state }) => {
  const { history } = await read(answering({ CPUUtilization: { [minute]: 50 } }), observed(NOW, []));
  expect(history.state).toBe(state);
});
