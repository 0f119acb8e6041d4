// Unit: AWS operations are answered from a recording.
import type { RecordedAnswer } from '#cli/replay/case-file.ts';
import { recordedOperations } from '#cli/replay/recorded-operations.ts';
import { OPERATOR } from '#local-aws/operation.ts';
import { offeredOperation } from '#local-aws/wire/offered.ts';

const call = (operation: string, answers: readonly Partial<RecordedAnswer>[], request: object = {}): unknown => {
  const recorded = answers.map((answer) => ({ service: 'ecs', operation, input: {}, ...answer }) as RecordedAnswer);
  const operations = recordedOperations({ answers: recorded });
  return offeredOperation(operations, 'ecs', operation)(request as never, OPERATOR);
};
const errorNamed = (name: string, message?: string) =>
  expect.objectContaining({ name, ...(message !== undefined && { message }) });

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
    expect(answered).toThrow(errorNamed('AccessDeniedException'));
  });

  it('returns times as dates, like the SDK', () => {
    const task = { taskArn: 'a', createdAt: '2026-11-23T10:00:00Z' };
    expect(call('DescribeTasks', [{ output: { tasks: [task] } }])).toEqual({
      tasks: [{ taskArn: 'a', createdAt: new Date('2026-11-23T10:00:00Z') }],
    });
  });

  it('throws a recorded error', () => {
    const error = { name: 'ThrottlingException', message: 'Rate exceeded' };
    expect(() => call('DescribeTasks', [{ error }])).toThrow(errorNamed(error.name, error.message));
  });

  it('returns one page, whatever pagination token was recorded', () => {
    expect(call('ListTasks', [{ output: { taskArns: ['a'], nextToken: 'more' } }])).toEqual({ taskArns: ['a'] });
  });
});

describe('an operation that was not recorded', () => {
  it.each([
    ['ecs', 'DescribeServices'],
    ['elbv2', 'DescribeTargetHealth'],
    ['cloudwatch', 'GetMetricData'],
  ])('is denied: %s %s', (service, operation) => {
    const answered = () =>
      offeredOperation(
        recordedOperations({ answers: [], metrics: undefined }),
        service,
        operation,
      )({} as never, OPERATOR);
    expect(answered).toThrow(errorNamed('AccessDeniedException', `the case has no answer for ${service} ${operation}`));
  });
});

it('a recorded error of GetMetricData takes precedence over recorded series', () => {
  const error = { name: 'ThrottlingException', message: 'Rate exceeded' };
  const answers: RecordedAnswer[] = [{ service: 'cloudwatch', operation: 'GetMetricData', input: {}, error }];
  const operations = recordedOperations({ answers, metrics: [] });
  const answered = () => offeredOperation(operations, 'cloudwatch', 'GetMetricData')({} as never, OPERATOR);
  expect(answered).toThrow('Rate exceeded');
});
