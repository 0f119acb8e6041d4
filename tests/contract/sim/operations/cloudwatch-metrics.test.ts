// Contract layer: GetMetricData of the simulated world.
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { MINUTE } from '#shared/domain/model/time.ts';
import { measured } from '#sim/world/metrics/metric-store.ts';
import { START } from '#tests/unit/sim/a-world.ts';
import { aWorldAccount } from './a-world-account.ts';

const METRIC = { Namespace: 'Test', MetricName: 'Score', Dimensions: [{ Name: 'service', Value: 'registry' }] };
const WINDOW = { StartTime: new Date(START), EndTime: new Date(START + 60 * MINUTE) };

const query = (different: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
  Id: 'score',
  MetricStat: { Metric: METRIC, Period: 60, Stat: 'Average' },
  ...different,
});

it.each([
  { ScanBy: 'TimestampDescending', values: [60, 90] },
  { ScanBy: 'TimestampAscending', values: [90, 60] },
  { ScanBy: undefined, values: [60, 90] },
])('GetMetricData with ScanBy $ScanBy returns the values $values', async ({ ScanBy, values }) => {
  const { call, world, runFor } = aWorldAccount();
  const metric = { namespace: 'Test', name: 'Score', dimensions: { service: 'registry' } };
  [90, 60].forEach((value, minute) => {
    const at = START + minute * MINUTE;
    world.metrics.put(metric, measured(value), { at, availableAt: at + MINUTE });
  });
  await runFor(180);
  const input = { ...WINDOW, MetricDataQueries: [query()], ...(ScanBy && { ScanBy }) };
  await expect(call('cloudwatch', 'GetMetricData', input)).resolves.toMatchObject({
    MetricDataResults: [{ Id: 'score', Label: 'Score', Values: values, StatusCode: 'Complete' }],
  });
});

it.each([
  { kind: 'an expression', queries: [query({ Expression: 'SUM(METRICS())' })], message: 'only MetricStat' },
  { kind: '501 queries', queries: Array.from({ length: 501 }, () => query()), message: 'at most 500' },
  {
    kind: 'an unknown statistic',
    queries: [query({ MetricStat: { Metric: METRIC, Period: 60, Stat: 'tm99' } })],
    message: 'statistic tm99',
  },
  { kind: 'no metric', queries: [{ Id: 'empty' }], message: 'MetricStat of the query empty is required' },
])('GetMetricData with $kind is refused as a ValidationError', ({ queries, message }) => {
  const { cloudwatch } = aWorldAccount();
  const call = () => cloudwatch.GetMetricData({ ...WINDOW, MetricDataQueries: queries });
  expect(call).toThrow(message);
  expect(call).toThrow(expect.objectContaining({ name: 'ValidationError' }));
});

it('GetMetricData with an empty window is refused', () => {
  const { cloudwatch } = aWorldAccount();
  const call = () =>
    cloudwatch.GetMetricData({ StartTime: WINDOW.EndTime, EndTime: WINDOW.EndTime, MetricDataQueries: [] });
  expect(call).toThrow('StartTime must be before EndTime');
});
