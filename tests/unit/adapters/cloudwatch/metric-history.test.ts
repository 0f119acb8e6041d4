// Unit layer: how the metric reader derives the history, minute by minute.
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { missing, observed, valueIn } from '#shared/domain/model/part.ts';
import type { WorkerPolicy } from '#shared/domain/model/policy.ts';
import { NOW, only, refusing } from '../recorded-client.ts';
import { aGroup, answering, type ByMetric, END, minutes, policyFor, read, readerOver } from './metric-answers.ts';

const EMPTY = {
  cpu: [],
  memory: [],
  memoryMaximum: [],
  requests: [],
  failed: [],
  refused: [],
  latencyP95Ms: [],
  backlog: [],
  byTargetGroup: [],
};
const WEB = { arn: 'a:b:targetgroup/web/1', requests: minutes({}), failed: minutes({}), refused: minutes({}) };

const historyOf = async (values: ByMetric) => valueIn((await read(answering(values))).history);

it('each metric is listed oldest first in the units of the observation, and no share is clamped', async () => {
  const { history } = await read(
    answering({
      CPUUtilization: { 1: 57, 2: 180, 30: 10 },
      MemoryUtilization: { 30: 29 },
      RequestCount: { 1: 50, 3: 60 },
      TargetResponseTime: { 1: 0.25, 3: 0.125 },
    }),
  );
  expect(history).toEqual(
    observed(END, {
      cpu: minutes({ 1: 0.57, 2: 1.8, 30: 0.1 }),
      memory: minutes({ 30: 0.29 }),
      memoryMaximum: minutes({ 30: 0.29 }),
      requests: minutes({ 1: 50, 3: 60 }),
      failed: minutes({ 1: 0, 3: 0 }),
      refused: minutes({ 1: 0, 3: 0 }),
      latencyP95Ms: minutes({ 1: 250, 3: 125 }),
      backlog: [],
      byTargetGroup: [
        {
          arn: 'a:b:targetgroup/web/1',
          requests: minutes({ 1: 50, 3: 60 }),
          failed: minutes({ 1: 0, 3: 0 }),
          refused: minutes({ 1: 0, 3: 0 }),
        },
      ],
    }),
  );
});

it('the errors of targets and load balancer are failures, and the 503 of the load balancer are requests as well', async () => {
  const history = await historyOf({
    RequestCount: { 1: 100, 2: 100 },
    HTTPCode_Target_5XX_Count: { 1: 1, 4: 8 },
    HTTPCode_ELB_502_Count: { 1: 2 },
    HTTPCode_ELB_503_Count: { 1: 4, 3: 7 },
    HTTPCode_ELB_504_Count: { 1: 8 },
  });
  expect(history).toMatchObject({
    requests: minutes({ 1: 104, 2: 100, 3: 7 }),
    failed: minutes({ 1: 15, 2: 0, 3: 7, 4: 8 }),
  });
});

it('a minute with zero requests has no count of failures', async () => {
  const history = await historyOf({ RequestCount: { 1: 0, 2: 1 } });
  expect(history).toMatchObject({ requests: minutes({ 1: 0, 2: 1 }), failed: minutes({ 2: 0 }) });
});

it('the answers 4xx of the targets are refused requests, and no failures', async () => {
  const history = await historyOf({ RequestCount: { 1: 100, 2: 100 }, HTTPCode_Target_4XX_Count: { 1: 97 } });
  expect(history).toMatchObject({ failed: minutes({ 1: 0, 2: 0 }), refused: minutes({ 1: 97, 2: 0 }) });
});

it('the fullest task has a series of its own', async () => {
  const maximum = ({ MetricStat }: MetricDataQuery) => (MetricStat?.Stat === 'Maximum' ? { Values: [96] } : {});
  const { history } = await read(answering({ MemoryUtilization: { 1: 40 } }, maximum));
  expect(valueIn(history)).toMatchObject({ memory: minutes({ 1: 0.4 }), memoryMaximum: minutes({ 1: 0.96 }) });
});

it('each target group has its own requests, failures and refusals, without the errors of the load balancer', async () => {
  const green = new Map([
    ['RequestCount', 5],
    ['HTTPCode_Target_4XX_Count', 0],
    ['HTTPCode_Target_5XX_Count', 4],
  ]);
  const ofGreen = ({ MetricStat }: MetricDataQuery) => {
    const value = green.get(MetricStat?.Metric?.MetricName ?? '');
    const isGreen = MetricStat?.Metric?.Dimensions?.[0]?.Value === 'targetgroup/green/1';
    return isGreen && value !== undefined ? { Values: [value] } : {};
  };
  const values = {
    RequestCount: { 1: 95 },
    HTTPCode_Target_4XX_Count: { 1: 2 },
    HTTPCode_Target_5XX_Count: { 1: 1 },
    HTTPCode_ELB_502_Count: { 1: 50 },
  };
  const { history } = await read(answering(values, ofGreen), observed(NOW, [aGroup('blue'), aGroup('green')]));
  const group = (name: string, requests: number, failed: number, refused: number) => ({
    arn: `a:b:targetgroup/${name}/1`,
    requests: minutes({ 1: requests }),
    failed: minutes({ 1: failed }),
    refused: minutes({ 1: refused }),
  });
  expect(valueIn(history)?.byTargetGroup).toEqual([group('blue', 95, 1, 2), group('green', 5, 4, 0)]);
});

it('the requests of all target groups are added up, and the latency is that of the slowest', async () => {
  const latencies: Readonly<Record<string, number>> = { 'targetgroup/blue/1': 0.5, 'targetgroup/green/1': 2 };
  const slowness = ({ MetricStat }: MetricDataQuery) =>
    MetricStat?.Metric?.MetricName === 'TargetResponseTime'
      ? { Values: [latencies[MetricStat.Metric.Dimensions?.[0]?.Value ?? ''] ?? 0] }
      : {};
  const answer = answering({ RequestCount: { 1: 30 }, TargetResponseTime: { 1: 0 } }, slowness);
  const { history } = await read(answer, observed(NOW, [aGroup('blue'), aGroup('green')]));
  expect(valueIn(history)).toMatchObject({ requests: minutes({ 1: 60 }), latencyP95Ms: minutes({ 1: 2_000 }) });
});

it.each([
  { groups: 'no target group', targetGroups: observed(NOW, []) },
  { groups: 'unread target groups', targetGroups: missing('throttled', 'Rate exceeded') },
  { groups: 'no load balancer', targetGroups: observed(NOW, [aGroup('web', [])]) },
  { groups: 'a Network Load Balancer', targetGroups: observed(NOW, [aGroup('web', ['net/main/1'])]) },
])('with $groups the history has the utilisation alone', async ({ targetGroups }) => {
  const answer = answering({ CPUUtilization: { 1: 50 }, RequestCount: { 1: 9 } });
  const { history } = await read(answer, targetGroups);
  expect(history).toEqual(observed(END, { ...EMPTY, cpu: minutes({ 1: 0.5 }) }));
});

it('a history without any datapoint is empty, not missing', async () => {
  expect((await read(answering({}))).history).toEqual(observed(END, { ...EMPTY, byTargetGroup: [WEB] }));
});

it.each([
  {
    namespace: 'AWS/ECS',
    missing: 'utilisation' as const,
    history: {
      requests: minutes({ 1: 9 }),
      failed: minutes({ 1: 0 }),
      refused: minutes({ 1: 0 }),
      byTargetGroup: [{ ...WEB, requests: minutes({ 1: 9 }), failed: minutes({ 1: 0 }), refused: minutes({ 1: 0 }) }],
    },
  },
  {
    namespace: 'AWS/ApplicationELB',
    missing: 'traffic' as const,
    history: { cpu: minutes({ 1: 0.5 }), memory: minutes({ 1: 0.4 }), memoryMaximum: minutes({ 1: 0.4 }) },
  },
])('a failure of $namespace leaves the history without the $missing', async (row) => {
  const values = { CPUUtilization: { 1: 50 }, MemoryUtilization: { 1: 40 }, RequestCount: { 1: 9 } };
  const answer = answering(values, ({ MetricStat }) =>
    MetricStat?.Metric?.Namespace === row.namespace ? { StatusCode: 'InternalError' } : {},
  );
  const metrics = await read(answer);
  expect(metrics[row.missing].state).toBe('missing');
  expect(metrics.history).toEqual(observed(END, { ...EMPTY, ...row.history }));
});

it.each([
  { groups: 'a load balancer', targetGroups: observed(NOW, [aGroup('web')]) },
  { groups: 'no load balancer', targetGroups: observed(NOW, []) },
])('the history of a service with $groups is missing when the call is refused', async ({ targetGroups }) => {
  const { history } = await read(refusing('ThrottlingException'), targetGroups);
  expect(history).toMatchObject({ state: 'missing', reason: 'throttled' });
});

it('an invalid value anywhere in the half hour makes the traffic missing, and the history has the utilisation', async () => {
  const { history, traffic } = await read(answering({ CPUUtilization: { 1: 50 }, RequestCount: { 20: -1 } }));
  expect(traffic).toMatchObject({ state: 'missing', reason: 'invalid' });
  expect(history).toEqual(observed(END, { ...EMPTY, cpu: minutes({ 1: 0.5 }) }));
});

describe('the metric of a worker', () => {
  const worker: WorkerPolicy = {
    metric: {
      namespace: 'AWS/SQS',
      name: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: 'jobs' },
      statistic: 'Maximum',
    },
    maximum: 300,
  };
  const readWorker = async (operation: ReturnType<typeof answering>) => {
    const { reader, queries } = readerOver(operation);
    const policy = { ...policyFor('web'), worker };
    const metrics = only(await reader.read([{ policy, targetGroups: observed(NOW, []) }]));
    return { metrics, query: queries().flat().at(-1) };
  };

  it('is requested with its dimensions and statistic, and listed in its own unit', async () => {
    const values = { CPUUtilization: { 1: 50 }, ApproximateAgeOfOldestMessage: { 1: 720, 2: 30 } };
    const { metrics, query } = await readWorker(answering(values));
    expect(query?.MetricStat).toEqual({
      Metric: {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: 'jobs' }],
      },
      Period: 60,
      Stat: 'Maximum',
    });
    expect(valueIn(metrics.history)).toMatchObject({ backlog: minutes({ 1: 720, 2: 30 }), cpu: minutes({ 1: 0.5 }) });
  });

  it('leaves the other metrics as they are when it fails', async () => {
    const operation = answering({ CPUUtilization: { 1: 50 } }, ({ MetricStat }) =>
      MetricStat?.Metric?.Namespace === 'AWS/SQS' ? { StatusCode: 'InternalError' } : {},
    );
    const { metrics } = await readWorker(operation);
    expect(valueIn(metrics.history)).toMatchObject({ backlog: [], cpu: minutes({ 1: 0.5 }) });
    expect(metrics.utilisation.state).toBe('observed');
  });
});
