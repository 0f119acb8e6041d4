// Unit layer: the life of an execution: start, status, announcements.
import { functionArn } from '#local-aws/stack/account.ts';
import { aFunction, runFor, START } from '../builders.ts';
import { executing, MACHINE } from './executing.ts';

const INPUT = { service: 'registry' };
const ARN = 'arn:aws:states:us-east-1:123456789012:execution:recovery:registry-1';

/** A machine that invokes `assess` and, on request, waits a minute before. */
const aMachine = (StartAt: 'Wait' | 'Work' = 'Work') =>
  executing({
    functions: [aFunction('assess')],
    stubs: { assess: () => 'done' },
    definition: {
      StartAt,
      States: {
        Wait: { Type: 'Wait', Seconds: 60, Next: 'Work' },
        Work: { Type: 'Task', Resource: functionArn('assess'), End: true },
      },
    },
  });

it('an execution announces its start and its end', async () => {
  const { clock, start, events } = aMachine();
  expect(start(INPUT).arn).toBe(ARN);
  await runFor(clock, 10);
  const source = {
    detailType: 'Step Functions Execution Status Change',
    source: 'aws.states',
    resources: [ARN],
  };
  const detail = {
    executionArn: ARN,
    stateMachineArn: MACHINE,
    name: 'registry-1',
    startDate: START,
    input: JSON.stringify(INPUT),
    inputDetails: { included: true },
    error: null,
    cause: null,
  };
  const ended = { stopDate: START + 450, output: '"done"', outputDetails: { included: true } };
  expect(events).toEqual([
    { ...source, detail: { ...detail, status: 'RUNNING', stopDate: null, output: null, outputDetails: null } },
    { ...source, detail: { ...detail, status: 'SUCCEEDED', ...ended } },
  ]);
});

it('a start with the name and input of a running execution returns that execution', async () => {
  const { clock, start, executions } = aMachine('Wait');
  const first = start(INPUT);
  await runFor(clock, 10);
  expect(start(INPUT)).toMatchObject({ arn: first.arn, startedAt: START });
  expect(start(INPUT, 'registry-2').arn).not.toBe(first.arn);
  expect(executions.all()).toHaveLength(2);
  expect(executions.find(first.arn)?.name).toBe('registry-1');
});

it.each([
  { when: 'it runs with other input', seconds: 10, input: { service: 'other' } },
  { when: 'it has ended', seconds: 600, input: INPUT },
])('a start with the name of an execution is refused when $when', async ({ seconds, input }) => {
  const { clock, start } = aMachine('Wait');
  start(INPUT);
  await runFor(clock, seconds);
  expect(() => start(input)).toThrow(
    expect.objectContaining({
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${ARN}'`,
    }),
  );
});

it.each([
  { request: { stateMachineArn: MACHINE, name: 'x', input: '{' }, name: 'InvalidExecutionInput' },
  { request: { stateMachineArn: `${MACHINE}-2`, name: 'x', input: '{}' }, name: 'StateMachineDoesNotExist' },
])('a start with $request is refused as $name', ({ request, name }) => {
  expect(() => aMachine().executions.start(request)).toThrow(expect.objectContaining({ name }));
});
