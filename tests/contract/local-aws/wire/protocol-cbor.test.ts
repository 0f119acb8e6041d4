// Contract: CloudWatch in each protocol of its SDK client, and with compressed bodies.
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { AwsError } from '#local-aws/operation.ts';
import { NOW } from '#tests/builders/constants.ts';
import { errorOf, gatewaysPerTest, recording } from '../gateway-harness.ts';
import { postToEcs, problemIn } from './raw-requests.ts';

const AT = new Date(NOW);
const { serve, open } = gatewaysPerTest();

const QUERY = {
  StartTime: new Date(NOW - 600_000),
  EndTime: AT,
  MetricDataQueries: [
    { Id: 'errors', MetricStat: { Metric: { Namespace: 'AWS/ECS', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' } },
  ],
};

describe.each([
  { protocol: 'the default protocol', settings: {} },
  { protocol: 'CBOR', settings: { protocol: SmithyRpcV2CborProtocol } },
])('CloudWatch in $protocol', ({ settings }) => {
  const query = async (answer: unknown) => {
    const { inputs, operation } = recording(answer);
    const cloudwatch = new CloudWatchClient({
      ...(await serve({ cloudwatch: { GetMetricData: operation } })),
      ...settings,
    });
    return { inputs, output: cloudwatch.send(new GetMetricDataCommand(QUERY)) };
  };

  it('CloudWatch has times and values in both directions', async () => {
    const answer = { MetricDataResults: [{ Id: 'errors', Timestamps: [AT], Values: [0.5], StatusCode: 'Complete' }] };
    const { inputs, output } = await query(answer);
    expect(await output).toMatchObject(answer);
    expect(inputs).toEqual([QUERY]);
  });

  it('CloudWatch has errors with name and message', async () => {
    const { output } = await query(new AwsError('AccessDeniedException', 'not authorized'));
    expect(await errorOf(output)).toMatchObject({ name: 'AccessDeniedException', message: 'not authorized' });
  });
});

it('a large PutMetricData arrives compressed and is decompressed', async () => {
  const { inputs, operation } = recording({});
  const cloudwatch = new CloudWatchClient(await serve({ cloudwatch: { PutMetricData: operation } }));
  const MetricData = Array.from({ length: 400 }, (_, index) => ({
    MetricName: `metric-${index}`,
    Value: index,
    Timestamp: AT,
  }));
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'EcsMedic', MetricData }));
  expect(inputs).toEqual([{ Namespace: 'EcsMedic', MetricData }]);
});

it('a body that is not compressed, although its header says so, is a SerializationException', async () => {
  const gateway = await open({ ecs: { StopTask: () => ({}) } });
  const response = await postToEcs(gateway, 'StopTask', '{"task":"t"}', { 'content-encoding': 'gzip' });
  expect(await problemIn(response)).toMatchObject({ status: 400, name: 'SerializationException' });
  expect((await postToEcs(gateway, 'StopTask', '{"task":"t"}')).status).toBe(200);
});
