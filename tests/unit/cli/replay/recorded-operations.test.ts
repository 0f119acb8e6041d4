// Unit: AWS operations are answered from a recording.
import type { RecordedAnswer } from '#cli/replay/case-file.ts';
import { recordedOperations } from '#cli/replay/recorded-operations.ts';
import { OPERATOR } from '#local-aws/operation.ts';
import { offeredOperation } from '#local-aws/wire/offered.ts';

const THROTTLED = { name: 'ThrottlingException', message: 'Rate exceeded' };
const callOf =
  (service: string) =>
  (operation: string, answers: readonly Partial<RecordedAnswer>[], request: object = {}): unknown => {
    const recorded = answers.map((answer) => ({ service, operation, input: {}, ...answer }) as RecordedAnswer);
    const operations = recordedOperations({ answers: recorded, metrics: recorded.length > 0 ? [] : undefined });
    return offeredOperation(operations, service, operation)(request as never, OPERATOR);
  };
const call = callOf('ecs');

describe('a recorded operation', () => {
  it.each([
    ['STOPPED', ['stopped']],
    ['RUNNING', ['running']],
  ])('answers a request for %s tasks with the first entry that matches', (desiredStatus, taskArns) => {
    const narrow = { input: { desiredStatus: 'STOPPED' }, output: { taskArns: ['stopped'] } };
    const answers = [narrow, { output: { taskArns: ['running'] } }];
    expect(call('ListTasks', answers, { cluster: 'c', serviceName: 's', desiredStatus })).toEqual({ taskArns });
  });

  const request = { tasks: ['a', 'b'], options: { deep: [{ x: 1, y: 2 }] }, since: new Date('2026-11-23T10:00:00Z') };
  it.each([
    { tasks: ['b'] },
    { tasks: ['b', 'a'] },
    { options: { deep: [{ x: 1 }] } },
    { since: '2026-11-23T10:00:00Z' },
  ])('matches an entry whose input is a subset of the request: %j', (input) => {
    expect(call('DescribeTasks', [{ input, output: { failures: [] } }], request)).toEqual({ failures: [] });
  });

  it.each([
    { tasks: ['c'] },
    { tasks: 'a' },
    { include: ['TAGS'] },
    { options: { deep: [{ x: 2 }] } },
    { since: '2026-11-23T10:00:01Z' },
  ])('does not match an entry with another input: %j', (input) => {
    const answered = () => call('DescribeTasks', [{ input, output: { failures: [] } }], request);
    expect(answered).toThrow(expect.objectContaining({ name: 'AccessDeniedException' }));
  });

  it('returns times as dates, like the SDK', () => {
    const task = { taskArn: 'a', createdAt: '2026-11-23T10:00:00Z' };
    expect(call('DescribeTasks', [{ output: { tasks: [task] } }])).toEqual({
      tasks: [{ taskArn: 'a', createdAt: new Date('2026-11-23T10:00:00Z') }],
    });
  });

  it.each([
    ['ecs', 'DescribeTasks'],
    ['cloudwatch', 'GetMetricData'],
  ])('throws a recorded error of %s %s', (service, operation) => {
    expect(() => callOf(service)(operation, [{ error: THROTTLED }])).toThrow(expect.objectContaining(THROTTLED));
  });

  it.each([
    ['ecs', 'DescribeServices'],
    ['elbv2', 'DescribeTargetHealth'],
    ['cloudwatch', 'GetMetricData'],
  ])('is denied if %s %s was not recorded', (service, operation) => {
    const message = `the case has no answer for ${service} ${operation}`;
    const denied = expect.objectContaining({ name: 'AccessDeniedException', message });
    expect(() => callOf(service)(operation, [])).toThrow(denied);
  });

  it('returns one page, whatever pagination token was recorded', () => {
    expect(call('ListTasks', [{ output: { taskArns: ['a'], nextToken: 'more' } }])).toEqual({ taskArns: ['a'] });
  });
});
