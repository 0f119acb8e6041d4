// Unit layer: the metric reader over hand-written series.
import type { GetMetricDataCommandInput, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Operation } from '#local-aws/operation.ts';
import { metricReader } from '#shared/adapters/cloudwatch/metrics.ts';
import { observed, type Part } from '#shared/domain/model/part.ts';
import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import type { BalancedTargetGroup } from '#shared/ports/observing.ts';
import { aTargetGroup } from '#tests/builders/parts.ts';
import { clock, NOW, only, recordedClient, unchecked } from '../recorded-client.ts';

/** The end of the last whole minute. */
export const END = NOW - (NOW % MINUTE);

export const policyFor = (name: string): ServicePolicy =>
  ({ name, service: `${name}-service`, cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/main' }) as ServicePolicy;

export const aGroup = (name: string, loadBalancerNames = ['app/main/1']): BalancedTargetGroup => ({
  ...aTargetGroup(),
  arn: `a:b:targetgroup/${name}/1`,
  loadBalancerNames,
});

/** Values by the minute that they belong to, counted back from {@link END}: 1 is the newest minute. */
export type ByMinute = Readonly<Record<number, number>>;

/** Numbers the values of consecutive minutes, the last of which is the newest minute. */
export const ending = (...values: readonly number[]): ByMinute =>
  Object.fromEntries(values.map((value, index) => [values.length - index, value]));

/** Converts values to what the history says of them, oldest first. */
export const minutes = (values: ByMinute) =>
  Object.entries(values)
    .map(([minute, value]) => ({ at: END - Number(minute) * MINUTE, value }))
    .sort((a, b) => a.at - b.at);

const resultOf = (values: ByMinute): MetricDataResult => ({
  StatusCode: 'Complete',
  Timestamps: Object.keys(values).map((minute) => new Date(END - Number(minute) * MINUTE)),
  Values: Object.values(values),
});

export type ByMetric = Readonly<Record<string, ByMinute>>;

/** Answers each query with a result; `change` alters the result of a query. */
export const answering =
  (values: ByMetric, change: (query: MetricDataQuery) => MetricDataResult = () => ({})): Operation =>
  ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
    MetricDataResults: MetricDataQueries.map((query) => ({
      ...resultOf(values[query.MetricStat?.Metric?.MetricName ?? ''] ?? {}),
      ...change(query),
      Id: query.Id,
    })),
  });

export const readerOver = (GetMetricData: Operation) => {
  const { client, inputsOf } = recordedClient('cloudwatch', { GetMetricData }, unchecked);
  const queries = () =>
    inputsOf<GetMetricDataCommandInput>('GetMetricData').map(({ MetricDataQueries = [] }) => MetricDataQueries);
  return { reader: metricReader(client, clock), queries, inputsOf };
};

/** Reads the metrics of one service. */
export const read = async (
  operation: Operation,
  targetGroups: Part<readonly BalancedTargetGroup[]> = observed(NOW, [aGroup('web')]),
) => only(await readerOver(operation).reader.read([{ policy: policyFor('web'), targetGroups }]));
