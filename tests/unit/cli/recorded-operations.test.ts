// Unit: how AWS's operations are answered from a recording.
import type { RecordedAnswer, RecordedSeries } from '#cli/replay/case-file.ts';
import { recordedOperations } from '#cli/replay/recorded-operations.ts';
import { OPERATOR } from '#local-aws/operation.ts';
import { requireOperation } from '#local-aws/wire/require-operation.ts';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';

interface Call {
  readonly service?: string;
  readonly operation: string;
  readonly request?: object;
}

const ask = (
  recording: { readonly answers?: readonly Partial<RecordedAnswer>[]; readonly metrics?: RecordedSeries[] },
  call: Call,
): unknown => {
  const { service = 'ecs', operation, request = {} } = call;
  const answers = (recording.answers ?? []).map(
    (answer) => ({ service, operation, input: {}, ...answer }) as RecordedAnswer,
  );
  const operations = recordedOperations({ answers, metrics: recording.metrics });
  return requireOperation(operations, service, operation)(request as never, OPERATOR);
};

describe('a recorded operation', () => {
  const narrowFirst = [
    { input: { desiredStatus: 'STOPPED' }, output: { taskArns: ['stopped'] } },
    { output: { taskArns: ['running'] } },
  ];

  it.each([
    { desiredStatus: 'STOPPED', taskArns: ['stopped'] },
    { desiredStatus: 'RUNNING', taskArns: ['running'] },
  ])('answers with the first entry that matches: $desiredStatus tasks', ({ desiredStatus, taskArns }) => {
    const request = { cluster: 'c', serviceName: 's', desiredStatus };
    expect(ask({ answers: narrowFirst }, { operation: 'ListTasks', request })).toEqual({ taskArns });
  });

  it.each([
    { input: { tasks: ['b'] }, matches: true },
    { input: { tasks: ['b', 'a'] }, matches: true },
    { input: { tasks: ['c'] }, matches: false },
    { input: { tasks: 'a' }, matches: false },
    { input: { include: ['TAGS'] }, matches: false },
    { input: { options: { deep: [{ x: 1 }] } }, matches: true },
    { input: { options: { deep: [{ x: 2 }] } }, matches: false },
    { input: { since: '2026-11-23T10:00:00Z' }, matches: true },
    { input: { since: '2026-11-23T10:00:01Z' }, matches: false },
  ])('takes an entry with input $input for a request that says more: $matches', ({ input, matches }) => {
    const request = { tasks: ['a', 'b'], options: { deep: [{ x: 1, y: 2 }] }, since: new Date('2026-11-23T10:00:00Z') };
    const answered = () =>
      ask({ answers: [{ input, output: { failures: [] } }] }, { operation: 'DescribeTasks', request });
    if (matches) expect(answered()).toEqual({ failures: [] });
    else expect(answered).toThrow(expect.objectContaining({ name: 'AccessDeniedException' }));
  });

  it('gives times as the SDK does', () => {
    const output = { tasks: [{ taskArn: 'a', createdAt: '2026-11-23T10:00:00Z' }] };
    expect(ask({ answers: [{ output }] }, { operation: 'DescribeTasks' })).toEqual({
      tasks: [{ taskArn: 'a', createdAt: new Date('2026-11-23T10:00:00Z') }],
    });
  });

  it('throws the error that was recorded', () => {
    const answers = [{ error: { name: 'ThrottlingException', message: 'Rate exceeded' } }];
    expect(() => ask({ answers }, { operation: 'DescribeTasks' })).toThrow(
      expect.objectContaining({ name: 'ThrottlingException', message: 'Rate exceeded' }),
    );
  });

  it.each([
    { service: 'ecs', operation: 'DescribeServices' },
    { service: 'elbv2', operation: 'DescribeTargetHealth' },
    { service: 'cloudwatch', operation: 'GetMetricData' },
  ])('of $service $operation is denied when nothing was recorded for it', (call) => {
    expect(() => ask({}, call)).toThrow(
      expect.objectContaining({
        name: 'AccessDeniedException',
        message: `the case has no answer for ${call.service} ${call.operation}`,
      }),
    );
  });

  it('is one page, whatever mark was recorded', () => {
    const answers = [{ output: { taskArns: ['a'], nextToken: 'more' } }];
    expect(ask({ answers }, { operation: 'ListTasks' })).toEqual({ taskArns: ['a'] });
  });
});

describe('a whole list', () => {
  const service = (name: string) => ({ serviceArn: `${ARN}:service/ml-platform/${name}`, serviceName: name });
  const answers = [{ output: { services: [service('registry'), service('registry-canary')], failures: [] } }];

  it.each([
    { by: 'name', services: ['registry'] },
    { by: 'ARN', services: [`${ARN}:service/ml-platform/registry`] },
  ])('of services gives the one that is asked for by $by', ({ services }) => {
    expect(ask({ answers }, { operation: 'DescribeServices', request: { services } })).toEqual({
      services: [service('registry')],
      failures: [],
    });
  });

  it('gives nothing for what it does not have, and all to who asks for nothing in particular', () => {
    expect(ask({ answers }, { operation: 'DescribeServices', request: { services: ['canary'] } })).toMatchObject({
      services: [],
    });
    expect(ask({ answers }, { operation: 'DescribeServices' })).toMatchObject({ services: [{}, {}] });
  });

  it('of deployments gives those of the status asked for', () => {
    const output = { serviceDeployments: [{ status: 'SUCCESSFUL' }, { status: 'IN_PROGRESS' }, { status: 'STOPPED' }] };
    const request = { status: ['IN_PROGRESS', 'STOPPED'] };
    expect(ask({ answers: [{ output }] }, { operation: 'ListServiceDeployments', request })).toEqual({
      serviceDeployments: [{ status: 'IN_PROGRESS' }, { status: 'STOPPED' }],
    });
  });

  it('of target groups gives those of the load balancer asked for', () => {
    const groups = [{ LoadBalancerArns: ['one', 'two'] }, { LoadBalancerArns: ['three'] }, {}];
    const call = { service: 'elbv2', operation: 'DescribeTargetGroups', request: { LoadBalancerArn: 'two' } };
    expect(ask({ answers: [{ output: { TargetGroups: groups } }] }, call)).toEqual({ TargetGroups: [groups[0]] });
  });
});

describe('a recorded metric', () => {
  const at = (minute: number) => Date.parse('2026-11-23T09:00:00Z') + minute * 60_000;
  const series: RecordedSeries = {
    namespace: 'AWS/ApplicationELB',
    name: 'RequestCount',
    dimensions: { LoadBalancer: 'app/a/1', TargetGroup: 'targetgroup/a/2' },
    stat: 'Sum',
    periodSeconds: 60,
    points: [1, 2, 3, 4].map((value, minute) => [at(minute), value]),
  };
  const both = [
    { Name: 'TargetGroup', Value: 'targetgroup/a/2' },
    { Name: 'LoadBalancer', Value: 'app/a/1' },
  ];
  interface Wanted {
    readonly dimensions?: object[];
    readonly stat?: string;
    readonly period?: number;
    readonly from?: number;
    readonly to?: number;
  }
  const read = (
    recorded: RecordedSeries[],
    { dimensions = both, stat = 'Sum', period = 60, from = 0, to = 4 }: Wanted = {},
  ) => {
    const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions: dimensions };
    const MetricDataQueries = [{ Id: 'q', MetricStat: { Metric, Period: period, Stat: stat } }];
    const request = { MetricDataQueries, StartTime: new Date(at(from)), EndTime: new Date(at(to)) };
    const answer = ask({ metrics: recorded }, { service: 'cloudwatch', operation: 'GetMetricData', request });
    const [result] = (answer as { MetricDataResults: { Timestamps: Date[]; Values: number[]; StatusCode: string }[] })
      .MetricDataResults;
    return {
      status: result?.StatusCode,
      points: result?.Timestamps.map((time, index) => [Number(time), result.Values[index]]),
    };
  };

  it('is answered newest first, with the dimensions in any order', () => {
    expect(read([series])).toEqual({
      status: 'Complete',
      points: [
        [at(3), 4],
        [at(2), 3],
        [at(1), 2],
        [at(0), 1],
      ],
    });
  });

  it('is answered from the start up to, but not with, the end', () => {
    expect(read([series], { from: 1, to: 3 }).points).toEqual([
      [at(2), 3],
      [at(1), 2],
    ]);
  });

  it.each([
    { wanted: 'of another statistic', how: { stat: 'Average' } },
    { wanted: 'with fewer dimensions', how: { dimensions: both.slice(1) } },
    { wanted: 'with more dimensions', how: { dimensions: [...both, { Name: 'AvailabilityZone', Value: 'a' }] } },
    { wanted: 'of a finer period', how: { period: 30 } },
    { wanted: 'of a period that the points do not fill evenly', how: { period: 90 } },
  ])('$wanted has no data', ({ how }) => {
    expect(read([series], how)).toEqual({ status: 'Complete', points: [] });
  });

  it.each([
    { stat: 'Sum', value: 3 },
    { stat: 'SampleCount', value: 3 },
    { stat: 'Average', value: 1.5 },
    { stat: 'Minimum', value: 1 },
    { stat: 'Maximum', value: 2 },
    { stat: 'p95', value: 2 },
  ])('of a coarser period is put together from the finer points: $stat of 1 and 2 is $value', ({ stat, value }) => {
    expect(read([{ ...series, stat }], { stat, period: 120 }).points?.at(-1)).toEqual([at(0), value]);
  });

  it('comes from the coarsest recording that serves', () => {
    const coarse: RecordedSeries = { ...series, periodSeconds: 120, points: [[at(0), 30]] };
    expect(read([series, coarse], { period: 120 }).points).toEqual([[at(0), 30]]);
  });

  it('cannot be calculated with', () => {
    const request = { MetricDataQueries: [{ Id: 'e', Expression: 'a / b' }] };
    expect(() => ask({ metrics: [] }, { service: 'cloudwatch', operation: 'GetMetricData', request })).toThrow(
      expect.objectContaining({ name: 'ValidationException' }),
    );
  });

  it('gives way to an error that was recorded', () => {
    const answers = [{ error: { name: 'ThrottlingException', message: 'Rate exceeded' } }];
    expect(() => ask({ answers, metrics: [series] }, { service: 'cloudwatch', operation: 'GetMetricData' })).toThrow(
      'Rate exceeded',
    );
  });
});
