// Unit: recorded GetMetricData calls become the `metrics` of a case.
import type { Call } from '#cli/record/calls.ts';
import { isComplete, toSeries } from '#cli/record/series.ts';

const query = (Id: string, MetricName: string) => {
  const Metric = { Namespace: 'AWS/ECS', MetricName, Dimensions: [{ Name: 'ServiceName', Value: 'x' }] };
  return { Id, MetricStat: { Metric, Period: 60, Stat: 'Average' } };
};
const [TEN, ELEVEN] = ['2026-11-23T10:00:00.000Z', '2026-11-23T10:01:00.000Z'];
const result = (Id: string, StatusCode: string, points: readonly (readonly [string, unknown])[] = []) => ({
  ...{ Id, StatusCode },
  Timestamps: points.map(([at]) => at),
  Values: points.map(([, value]) => value),
});
const metrics = (MetricDataQueries: readonly object[], MetricDataResults: readonly object[]): Call => ({
  ...{ service: 'cloudwatch', operation: 'GetMetricData', input: { MetricDataQueries } },
  result: { output: { MetricDataResults } },
});
const cpu = query('s0', 'CPUUtilization');

describe('a series of a case', () => {
  it('merges the points of all pages and calls, oldest first, with null for a value that is not a number', () => {
    const pages = [result('s0', 'PartialData', [[ELEVEN, 7]]), result('s0', 'Complete', [[TEN, null]])];
    const calls = [metrics([cpu], pages), metrics([cpu, query('s1', 'x')], [result('s0', 'Complete', [[ELEVEN, 7]])])];
    const common = { namespace: 'AWS/ECS', dimensions: { ServiceName: 'x' }, stat: 'Average', periodSeconds: 60 };
    const points = [
      [TEN, null],
      [ELEVEN, 7],
    ];
    expect(toSeries(calls)).toEqual([
      { ...common, name: 'CPUUtilization', points },
      { ...common, name: 'x', points: [] },
    ]);
  });
});

describe('a GetMetricData call', () => {
  const failed = { ...metrics([cpu], []), result: { error: { name: 'Throttled', message: 'no' } } };
  it.each([
    ['with the status Complete', metrics([cpu], [result('s0', 'Complete')]), true],
    ['with the status PartialData', metrics([cpu], [result('s0', 'PartialData')]), false],
    ['with the status InternalError', metrics([cpu], [result('s0', 'InternalError')]), false],
    ['without a result for a series', metrics([cpu], []), false],
    ['for an expression', metrics([{ Id: 'e', Expression: '1' }], [result('e', 'Complete')]), false],
    ['that failed', failed, false],
  ])('%s: complete is %s', (_, call, complete) => {
    expect(isComplete(call)).toBe(complete);
    expect(toSeries([failed])).toEqual([]);
  });
});
