// Contract layer: the prober's call of `probe-service`, in process and over the wire.
import { type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { AwsError, type Operation } from '#local-aws/operation.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { observed } from '#shared/domain/model/part.ts';
import type { ProbeRequest } from '#shared/ports/services.ts';
import { eachWay } from './client-harness.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');

const request: ProbeRequest = {
  service: 'registry',
  path: '/work',
  timeoutMs: 1_000,
  tasks: [{ taskId: 't1', address: '10.0.0.1', port: 5000 }],
  dependencies: [{ name: 'database', kind: 'postgres', host: 'db.internal', port: 5432, critical: true }],
};

const task = { taskId: 't1', outcome: 'ok', status: 200, latencyMs: 12.5, at: NOW - 1 };
const dependency = { dependency: 'database', ok: false, latencyMs: 1_000, error: 'timeout', at: NOW - 1 };

const answering =
  (body: unknown): Operation =>
  () => ({ StatusCode: 200, Payload: Buffer.from(JSON.stringify(body)) });

eachWay<Pick<LambdaClient, 'send'>>(
  {
    inProcess: (operations) => inProcessClient(operations, 'lambda'),
    overTheWire: (settings) => new LambdaClient(settings),
  },
  (connect) => {
    const probe = async (operation: Operation) => {
      const lambda = await connect({ lambda: { Invoke: operation } });
      return lambdaProber(lambda, 'probe-service', { now: () => NOW }).probe(request);
    };

    it('asks for just what was requested and answers what was found', async () => {
      const asked: InvokeCommandInput[] = [];
      const report = await probe((input: InvokeCommandInput, caller) => {
        asked.push(input);
        return answering({ tasks: [task], dependencies: [dependency] })(input as never, caller);
      });
      expect(report).toEqual({ tasks: observed(NOW, [task]), dependencies: observed(NOW, [dependency]) });
      expect(asked).toHaveLength(1);
      expect(asked[0]?.FunctionName).toBe('probe-service');
      expect(JSON.parse(Buffer.from(asked[0]?.Payload as Uint8Array).toString())).toEqual(request);
    });

    it('answers empty lists where there was nothing to ask', async () => {
      const report = await probe(answering({ tasks: [], dependencies: [] }));
      expect(report).toEqual({ tasks: observed(NOW, []), dependencies: observed(NOW, []) });
    });

    it.each([
      ['AccessDeniedException', 'access-denied'],
      ['TooManyRequestsException', 'throttled'],
      ['ResourceNotFoundException', 'not-found'],
      ['ServiceException', 'unavailable'],
    ])('has nothing when the call is refused with %s', async (name, reason) => {
      const report = await probe(() => {
        throw new AwsError(name, 'refused');
      });
      expect(report.tasks).toMatchObject({ state: 'missing', reason });
      expect(report.dependencies).toMatchObject({ state: 'missing', reason });
    });

    it('has nothing when the function itself failed, and says how', async () => {
      const report = await probe(() => ({
        StatusCode: 200,
        FunctionError: 'Unhandled',
        Payload: Buffer.from('{"errorType":"Sandbox.Timedout","errorMessage":"timed out"}'),
      }));
      expect(report.tasks).toMatchObject({ state: 'missing', reason: 'unavailable' });
      expect(report.dependencies).toMatchObject({ detail: expect.stringContaining('Sandbox.Timedout') });
    });

    it.each([
      { fault: 'nothing', body: null },
      { fault: 'a text', body: 'ok' },
      { fault: 'no list of tasks', body: { dependencies: [] } },
      { fault: 'a list that is none', body: { tasks: {}, dependencies: [] } },
    ])('that answers $fault leaves both missing as invalid', async ({ body }) => {
      const report = await probe(answering(body));
      expect(report.tasks).toMatchObject({ state: 'missing', reason: 'invalid' });
      expect(report.dependencies).toMatchObject({ state: 'missing', reason: 'invalid' });
    });

    it.each([
      { ...task, taskId: '' },
      { ...task, outcome: 'fine' },
      { ...task, latencyMs: -1 },
      { ...task, at: undefined },
    ])('with a task probe %j leaves the tasks missing as invalid, and not the dependencies', async (nonsense) => {
      const report = await probe(answering({ tasks: [nonsense], dependencies: [dependency] }));
      expect(report.tasks).toMatchObject({ state: 'missing', reason: 'invalid' });
      expect(report.dependencies).toMatchObject({ state: 'observed' });
    });

    it('takes a dependency for well only when it says so', async () => {
      const report = await probe(answering({ tasks: [], dependencies: [{ ...dependency, ok: 'yes' }] }));
      expect(report.dependencies).toMatchObject({ value: [{ ok: false }] });
    });
  },
);
