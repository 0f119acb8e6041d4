// Unit layer: the one wrapper around every function, with the log and the metrics read from standard output.
import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { LeaseLost } from '#shared/domain/model/errors.ts';
import { createHandler } from '#shared/runtime/create-handler.ts';
import { NOW } from '#tests/builders/constants.ts';

const CONTEXT: Context = {
  functionName: 'ecs-medic-test-example',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:example',
  memoryLimitInMB: '128',
  awsRequestId: 'request-1',
  callbackWaitsForEmptyEventLoop: true,
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 10_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

const Input = z.strictObject({
  service: z.string(),
  incident: z.optional(z.string()),
  secret: z.optional(z.string()),
});
type Input = z.output<typeof Input>;

/** Everything written to standard output and error while the action runs, line by line. */
const linesWhile = async (action: () => Promise<unknown>): Promise<readonly Record<string, unknown>[]> => {
  const lines: string[] = [];
  const write = ((chunk: string | Uint8Array) => {
    lines.push(
      ...String(chunk)
        .split('\n')
        .filter((line) => line.startsWith('{')),
    );
    return true;
  }) as typeof process.stdout.write;
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(write));
  try {
    await action();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

const handlerOf = (answer: (input: Input) => unknown, clock = () => ({ now: () => NOW })) =>
  createHandler({
    name: 'example',
    input: Input,
    uses: { clock },
    run: () => async (input: Input) => answer(input),
  });

const invoke = async (handler: ReturnType<typeof handlerOf>, event: unknown) => {
  let result: { answer?: unknown; error?: unknown } = {};
  const lines = await linesWhile(async () => {
    result = await handler(event, CONTEXT).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
  });
  const metrics = lines.filter((line) => '_aws' in line);
  return { ...result, lines, metrics, logged: lines.filter((line) => 'level' in line) };
};

describe('an answer with a kind', () => {
  it('is one log line and one count, with what ties the recovery together', async () => {
    const handler = handlerOf(() => ({ kind: 'done', reason: 'step-done' }));
    const { answer, logged, metrics } = await invoke(handler, { service: 'registry', incident: 'i-1' });
    expect(answer).toEqual({ kind: 'done', reason: 'step-done' });
    expect(logged).toMatchObject([
      {
        level: 'INFO',
        message: 'done: step-done',
        service: 'ecs-medic',
        function_name: CONTEXT.functionName,
        about: { service: 'registry', incident: 'i-1' },
        outcome: { kind: 'done' },
      },
    ]);
    expect(metrics).toContainEqual(expect.objectContaining({ Outcome: 1, function: 'example', kind: 'done' }));
  });
});

describe('an answer that lists outcomes', () => {
  it('counts each, keeps the measures of a service, and does not pass the list on', async () => {
    const measures = { HealthScore: 83, Confidence: 0.9 };
    const handler = handlerOf(() => ({
      batchItemFailures: [],
      outcomes: [{ kind: 'checked', service: 'registry', measures }, { kind: 'dropped' }, 'noise'],
    }));
    const { answer, logged, metrics } = await invoke(handler, { service: 'registry' });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(logged.map(({ message }) => message)).toEqual(['checked', 'dropped']);
    expect(metrics).toContainEqual(expect.objectContaining({ HealthScore: 83, checkedService: 'registry' }));
    expect(metrics).toContainEqual(expect.objectContaining({ Confidence: 0.9, checkedService: 'registry' }));
    expect(metrics).toContainEqual(expect.objectContaining({ Outcome: 1, kind: 'dropped' }));
  });
});

it('outcomes are the answer where there is no other', async () => {
  const { answer } = await invoke(
    handlerOf(() => ({ outcomes: [{ kind: 'dropped' }] })),
    { service: 'registry' },
  );
  expect(answer).toEqual({ outcomes: [{ kind: 'dropped' }] });
});

it.each([undefined, null, 'text', 7, [1], { next: 'wait' }])('an answer of %j passes as it is', async (given) => {
  const { answer, logged } = await invoke(
    handlerOf(() => given),
    { service: 'registry' },
  );
  expect(answer).toEqual(given);
  expect(logged).toEqual([]);
});

describe('an input that does not fit', () => {
  it('is told in words: what stands where, what was expected, and where a good one is', async () => {
    const { error } = await invoke(
      handlerOf(() => 'never'),
      { service: 7, hunter: 1 },
    );
    expect(error).toMatchObject({
      message:
        'example cannot use this input: service: Invalid input: expected string, received number; ' +
        'input: Unrecognized key: "hunter". For valid inputs see events/samples.',
    });
  });

  it('is an InputInvalid that names the fault and no value, logged and counted', async () => {
    const { error, logged, metrics } = await invoke(
      handlerOf(() => 'never'),
      { service: 7, secret: 'hunter2', hunter: 1 },
    );
    expect(error).toMatchObject({ name: 'InputInvalid', message: expect.stringContaining('service: ') });
    expect(logged).toMatchObject([{ level: 'ERROR', message: 'example failed: InputInvalid' }]);
    expect(metrics).toContainEqual(expect.objectContaining({ InputInvalid: 1, function: 'example' }));
    expect(JSON.stringify(logged)).not.toContain('hunter2');
  });

  it('is one when it is no object at all', async () => {
    const { error } = await invoke(
      handlerOf(() => 'never'),
      'text',
    );
    expect(error).toMatchObject({ name: 'InputInvalid', message: expect.stringContaining('input: ') });
  });
});

describe('an error', () => {
  it('leaves with the name it came with, for the state machine to match', async () => {
    const handler = handlerOf(() => {
      throw new LeaseLost('somebody newer acts');
    });
    const { error, logged, metrics } = await invoke(handler, { service: 'registry' });
    expect(error).toMatchObject({ name: 'LeaseLost' });
    expect(logged).toMatchObject([
      { level: 'ERROR', message: 'example failed: LeaseLost', about: { service: 'registry' } },
    ]);
    expect(metrics).toContainEqual(expect.objectContaining({ Failed: 1, function: 'example' }));
  });

  it('that is no error at all is logged all the same', async () => {
    const handler = handlerOf(() => Promise.reject('no words'));
    const { error, logged } = await invoke(handler, { service: 'registry' });
    expect(error).toBe('no words');
    expect(logged).toMatchObject([{ message: 'example failed: NotAnError' }]);
  });
});

it('services are built at the first call, and once', async () => {
  let built = 0;
  const handler = handlerOf(
    () => ({ kind: 'done' }),
    () => {
      built += 1;
      return { now: () => NOW };
    },
  );
  expect(built).toBe(0);
  await invoke(handler, { service: 'registry' });
  await invoke(handler, { service: 'registry' });
  expect(built).toBe(1);
});

it('what ties one recovery together does not cling to the next call', async () => {
  const handler = handlerOf(() => ({ kind: 'done' }));
  await invoke(handler, { service: 'registry', incident: 'i-1' });
  const { logged } = await invoke(handler, { service: 'other' });
  expect(logged[0]).toMatchObject({ about: { service: 'other' } });
  expect(logged[0]).not.toHaveProperty('about.incident');
});
