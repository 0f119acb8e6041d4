// Unit: recorded calls become the `answers` of a case.
import { mergePages, toAnswers } from '#cli/record/answers.ts';
import type { Call, JsonObject } from '#cli/record/calls.ts';

const call = (operation: string, input: JsonObject, output: JsonObject): Call => ({
  ...{ service: 'ecs', operation, input },
  result: { output },
});
const ERROR = { error: { name: 'Throttled', message: 'no' } };
const answersTo = (...calls: readonly Call[]) => toAnswers(mergePages(calls));

describe('an entry of a case', () => {
  it('has no input if its operation was called once, and so answers every request', () => {
    expect(answersTo(call('DescribeServices', { cluster: 'c' }, { services: [1] }))).toEqual([
      { service: 'ecs', operation: 'DescribeServices', output: { services: [1] } },
    ]);
  });

  it('keeps only the input that distinguishes it, and the most specific entry comes first', () => {
    const answers = answersTo(
      call('ListTasks', { cluster: 'c' }, { taskArns: ['a'] }),
      call('ListTasks', { cluster: 'c', desiredStatus: 'STOPPED' }, { taskArns: ['b'] }),
    );
    expect(answers).toEqual([
      { service: 'ecs', operation: 'ListTasks', input: { desiredStatus: 'STOPPED' }, output: { taskArns: ['b'] } },
      { service: 'ecs', operation: 'ListTasks', output: { taskArns: ['a'] } },
    ]);
  });

  it('for a longer list comes before one for a part of that list', () => {
    const [one, two] = [{ tasks: ['a'] }, { tasks: ['a', 'b'] }];
    const answers = answersTo(call('DescribeTasks', one, {}), call('DescribeTasks', two, {}));
    expect(answers.map(({ input }) => input)).toEqual([two, one]);
  });

  it('contains the items of all pages and no pagination token', () => {
    const answers = answersTo(
      call('ListTasks', {}, { taskArns: ['a'], nextToken: '2' }),
      call('ListTasks', { nextToken: '2' }, { taskArns: ['b'], nextToken: '3' }),
      call('ListTasks', { nextToken: '3' }, { taskArns: ['c'] }),
    );
    expect(answers).toEqual([{ service: 'ecs', operation: 'ListTasks', output: { taskArns: ['a', 'b', 'c'] } }]);
  });

  it('has the lines of all queries of a log group, each once, whatever their filter pattern', () => {
    const [a, b] = [
      { eventId: 'a', message: 'A' },
      { eventId: 'b', message: 'B' },
    ];
    const withoutId = { message: 'C' };
    const answers = answersTo(
      call('FilterLogEvents', { logGroupName: 'g', filterPattern: 'one' }, { events: [a], nextToken: '2' }),
      call('FilterLogEvents', { logGroupName: 'g', filterPattern: 'one', nextToken: '2' }, { events: [withoutId] }),
      call('FilterLogEvents', { logGroupName: 'g', filterPattern: 'two' }, { events: [a, b] }),
    );
    expect(answers).toEqual([{ service: 'ecs', operation: 'FilterLogEvents', output: { events: [a, withoutId, b] } }]);
  });

  it.each([
    ['the first', ['1']],
    ['a middle', ['1', '2', '3']],
    ['the last', ['1', '2']],
  ])('is the error if %s page failed', (_, pages) => {
    const calls = pages.map((page, index) => {
      const output = { taskArns: [page], nextToken: page };
      const isFailed = index === Math.floor(pages.length / 2);
      return { ...call('ListTasks', { nextToken: page }, output), ...(isFailed && { result: ERROR }) };
    });
    expect(answersTo(...calls)).toEqual([{ service: 'ecs', operation: 'ListTasks', ...ERROR }]);
  });

  it('is the first answer if a request was made twice', () => {
    const answers = answersTo(call('ListTasks', {}, { taskArns: ['a'] }), call('ListTasks', {}, { taskArns: ['b'] }));
    expect(answers).toMatchObject([{ output: { taskArns: ['a'] } }]);
  });
});
