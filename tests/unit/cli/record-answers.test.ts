// Unit: how calls that were noted become the entries of a case.
import { joinPages, toAnswers } from '#cli/record/answers.ts';
import type { Call, JsonObject } from '#cli/record/calls.ts';
import { isAnsweredInFull, toSeries } from '#cli/record/series.ts';

const call = (operation: string, input: JsonObject, output: JsonObject): Call => ({
  service: 'ecs',
  operation,
  input,
  result: { output },
});
const failed = (operation: string, input: JsonObject, name: string): Call => ({
  service: 'ecs',
  operation,
  input,
  result: { error: { name, message: 'no' } },
});

const answersTo = (calls: readonly Call[]) => toAnswers(joinPages(calls));

describe('an entry of a case', () => {
  it('stands for every request where an operation was asked once', () => {
    expect(answersTo([call('DescribeServices', { cluster: 'c' }, { services: [1] })])).toEqual([
      { service: 'ecs', operation: 'DescribeServices', output: { services: [1] } },
    ]);
  });

  it('says of its input only what tells it from the others, the narrower one first', () => {
    const answers = answersTo([
      call('ListTasks', { cluster: 'c' }, { taskArns: ['a'] }),
      call('ListTasks', { cluster: 'c', desiredStatus: 'STOPPED' }, { taskArns: ['b'] }),
    ]);
    expect(answers).toEqual([
      { service: 'ecs', operation: 'ListTasks', input: { desiredStatus: 'STOPPED' }, output: { taskArns: ['b'] } },
      { service: 'ecs', operation: 'ListTasks', output: { taskArns: ['a'] } },
    ]);
  });

  it('takes a longer list before one that is part of it', () => {
    const answers = answersTo([
      call('DescribeTasks', { tasks: ['a'] }, {}),
      call('DescribeTasks', { tasks: ['a', 'b'] }, {}),
    ]);
    expect(answers.map(({ input }) => input)).toEqual([{ tasks: ['a', 'b'] }, { tasks: ['a'] }]);
  });

  it('holds all pages, and no mark that leads to another', () => {
    const answers = answersTo([
      call('ListTasks', {}, { taskArns: ['a'], nextToken: '2' }),
      call('ListTasks', { nextToken: '2' }, { taskArns: ['b'], nextToken: '3' }),
      call('ListTasks', { nextToken: '3' }, { taskArns: ['c'] }),
    ]);
    expect(answers).toEqual([{ service: 'ecs', operation: 'ListTasks', output: { taskArns: ['a', 'b', 'c'] } }]);
  });

  it.each([
    { which: 'the first', calls: [failed('ListTasks', {}, 'Throttled')] },
    {
      which: 'a later',
      calls: [
        call('ListTasks', {}, { taskArns: ['a'], nextToken: '2' }),
        failed('ListTasks', { nextToken: '2' }, 'Throttled'),
      ],
    },
  ])('is the error where $which page was refused', ({ calls }) => {
    expect(answersTo(calls)).toEqual([
      { service: 'ecs', operation: 'ListTasks', error: { name: 'Throttled', message: 'no' } },
    ]);
  });

  it('is what was answered first where the same was asked twice', () => {
    const answers = answersTo([call('ListTasks', {}, { taskArns: ['a'] }), call('ListTasks', {}, { taskArns: ['b'] })]);
    expect(answers).toMatchObject([{ output: { taskArns: ['a'] } }]);
  });
});

const query = (Id: string, name: string) => ({
  Id,
  MetricStat: {
    Metric: { Namespace: 'AWS/ECS', MetricName: name, Dimensions: [{ Name: 'ServiceName', Value: 'x' }] },
    Period: 60,
    Stat: 'Average',
  },
});
const [TEN, ELEVEN] = ['2026-11-23T10:00:00.000Z', '2026-11-23T10:01:00.000Z'];
const result = (
  Id: string,
  StatusCode: string,
  Timestamps: readonly (string | undefined)[],
  Values: readonly unknown[],
) => ({
  Id,
  StatusCode,
  Timestamps,
  Values,
});
const metrics = (queries: readonly object[], results: readonly object[]): Call => ({
  ...call('GetMetricData', { MetricDataQueries: queries }, { MetricDataResults: results }),
  service: 'cloudwatch',
});

describe('a series of a case', () => {
  it('has its points oldest first, from all pieces and all questions for it, and null for what is no number', () => {
    const cpu = query('s0', 'CPUUtilization');
    const pieces = [result('s0', 'PartialData', [ELEVEN], [7]), result('s0', 'Complete', [TEN], [null])];
    const asked = [metrics([cpu], pieces), metrics([cpu, query('s1', 'x')], [result('s0', 'Complete', [ELEVEN], [7])])];
    expect(toSeries(asked)).toEqual([
      {
        namespace: 'AWS/ECS',
        name: 'CPUUtilization',
        dimensions: { ServiceName: 'x' },
        stat: 'Average',
        periodSeconds: 60,
        points: [
          [TEN, null],
          [ELEVEN, 7],
        ],
      },
      expect.objectContaining({ name: 'x', points: [] }),
    ]);
  });

  it.each([
    { said: 'Complete', inFull: true },
    { said: 'PartialData', inFull: false },
    { said: 'InternalError', inFull: false },
  ])('of which CloudWatch said $said at last is in full: $inFull', ({ said, inFull }) => {
    expect(isAnsweredInFull(metrics([query('s0', 'x')], [result('s0', said, [], [])]))).toBe(inFull);
  });

  it('is not in full where CloudWatch left it out, computed it, or refused', () => {
    expect(isAnsweredInFull(metrics([query('s0', 'x')], []))).toBe(false);
    expect(isAnsweredInFull(metrics([{ Id: 'e', Expression: '1' }], [result('e', 'Complete', [], [])]))).toBe(false);
    expect(isAnsweredInFull(failed('GetMetricData', {}, 'Throttled'))).toBe(false);
  });
});
