// Contract layer: how the prober invokes `probe-service`, and what it makes of its answers.
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { Operation } from '#local-aws/operation.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { observed } from '#shared/domain/model/part.ts';
import type { ProbeRequest } from '#shared/ports/observing.ts';
import { NOW } from '#tests/builders/constants.ts';
import { bothWays } from '../../both-ways.ts';

const request: ProbeRequest = {
  service: 'registry',
  path: '/work',
  timeoutMs: 1_000,
  acceptedStatuses: '200-399',
  tasks: [{ taskId: 't1', address: '10.0.0.1', port: 5000 }],
  dependencies: [{ name: 'database', kind: 'postgres', host: 'db.internal', port: 5432, critical: true }],
};

const task = { taskId: 't1', outcome: 'ok', status: 200, latencyMs: 12.5, at: NOW - 1 };
const dependency = { dependency: 'database', ok: false, latencyMs: 1_000, error: 'timeout', at: NOW - 1 };
const INVALID = { state: 'missing', reason: 'invalid' };

bothWays((connect) => {
  const probeOver = async (operation: Operation) => {
    const { lambda } = await connect({ lambda: { Invoke: operation } });
    return lambdaProber(lambda, 'probe-service', { now: () => NOW }).probe(request);
  };
  const probe = (body: unknown) => probeOver(() => ({ StatusCode: 200, Payload: Buffer.from(JSON.stringify(body)) }));

  it('the function gets the request, and its answer is observed', async () => {
    const invocations: unknown[] = [];
    const report = await probeOver(({ FunctionName, Payload }: InvokeCommandInput) => {
      invocations.push([FunctionName, JSON.parse(Buffer.from(Payload as Uint8Array).toString())]);
      return { StatusCode: 200, Payload: Buffer.from(JSON.stringify({ tasks: [task], dependencies: [dependency] })) };
    });
    expect(report).toEqual({ tasks: observed(NOW, [task]), dependencies: observed(NOW, [dependency]) });
    expect(invocations).toEqual([['probe-service', request]]);
  });

  it('empty lists are observed', async () => {
    const report = await probe({ tasks: [], dependencies: [] });
    expect(report).toEqual({ tasks: observed(NOW, []), dependencies: observed(NOW, []) });
  });

  it('both parts are missing with the error of the function when it fails', async () => {
    const report = await probeOver(() => ({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      Payload: Buffer.from('{"errorType":"Sandbox.Timedout","errorMessage":"timed out"}'),
    }));
    const detail = expect.stringContaining('Sandbox.Timedout');
    const failed = { state: 'missing', reason: 'unavailable', detail };
    expect(report).toEqual({ tasks: failed, dependencies: failed });
  });

  it.each([null, 'ok', { dependencies: [] }, { tasks: {}, dependencies: [] }])(
    'both parts are missing as invalid when the function answers %j',
    async (body) => {
      expect(await probe(body)).toMatchObject({ tasks: INVALID, dependencies: INVALID });
    },
  );

  it.each([{ taskId: '' }, { outcome: 'fine' }, { latencyMs: -1 }, { at: undefined }])(
    'a task probe with %j makes the tasks missing as invalid, and leaves the dependencies alone',
    async (fault) => {
      const report = await probe({ tasks: [{ ...task, ...fault }], dependencies: [dependency] });
      expect(report).toMatchObject({ tasks: INVALID, dependencies: { state: 'observed' } });
    },
  );

  const port = { port: 5000, outcome: 'ok', status: 200, latencyMs: 12.5, at: NOW - 1 };
  const silent = { port: 9090, outcome: 'timeout', latencyMs: 1_000, at: NOW - 1 };
  const hung = { taskId: 't1', ...silent, ports: [port, silent] };

  it('a task on several ports is observed with the answers of all of them', async () => {
    expect((await probe({ tasks: [hung], dependencies: [] })).tasks).toEqual(observed(NOW, [hung]));
  });

  it.each([
    { port: '9090' },
    { port: -1 },
    { ports: 'none' },
    { ports: [null] },
    { ports: [{ ...port, port: undefined }] },
    { ports: [{ ...port, outcome: 'fine' }] },
  ])('a task probe on several ports with %j makes the tasks missing as invalid', async (fault) => {
    expect(await probe({ tasks: [{ ...hung, ...fault }], dependencies: [] })).toMatchObject({ tasks: INVALID });
  });

  it('a dependency is up only when the answer says true', async () => {
    const report = await probe({ tasks: [], dependencies: [{ ...dependency, ok: 'yes' }] });
    expect(report.dependencies).toMatchObject({ value: [{ ok: false }] });
  });
});
