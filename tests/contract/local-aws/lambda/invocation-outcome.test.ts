// Contract layer: the outcome of an invocation in a child process.
import { runtimes } from './runtime-harness.ts';

const { running, runtimeWith } = runtimes();

it.each([
  { event: { a: [1, 'two', null] }, payload: { got: { a: [1, 'two', null] } } },
  { event: 'ünïcode', payload: { got: 'ünïcode' } },
  { event: null, payload: { got: null } },
  { event: undefined, payload: { got: null } },
])('a function that returns its event $event has the payload $payload', async ({ event, payload }) => {
  const { runtime, deployed } = running('export const handler = async (event) => ({ got: event });');
  expect(await runtime.invoke(deployed.name, event)).toEqual({ payload });
});

it('a function that returns nothing has the payload null', async () => {
  expect(await running('export const handler = () => undefined;').invoke()).toEqual({ payload: null });
});

it('a thrown error is the outcome under its own name', async () => {
  const { invoke } = running(`
    class LeaseLost extends Error { name = 'LeaseLost'; }
    export const handler = async () => { throw new LeaseLost('epoch 8 holds it'); };
  `);
  expect(await invoke()).toEqual({
    errorType: 'LeaseLost',
    errorMessage: 'epoch 8 holds it',
    trace: expect.arrayContaining([expect.stringContaining('handler.mjs')]),
  });
});

it('a thrown value that is no error is the outcome under its type', async () => {
  const { invoke } = running(`export const handler = async () => { throw 'a text'; };`);
  expect(await invoke()).toMatchObject({ errorType: 'string', errorMessage: 'a text' });
});

it('a result that is not JSON is an error, and the function can be invoked again', async () => {
  const { invoke, runtime } = running('export const handler = async ({ big }) => (big ? 1n : process.pid);');
  expect(await invoke({ big: true })).toMatchObject({ errorType: 'TypeError' });
  expect(await invoke()).toEqual({ payload: expect.any(Number) });
  expect(runtime.environments()).toBe(1);
});

it('a function that is not deployed cannot be invoked', async () => {
  await expect(runtimeWith([]).invoke('other', {})).rejects.toThrow('no function other is deployed here');
});
