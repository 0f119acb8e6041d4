// Unit layer: probe-service against a network that answers as told.
import { readFileSync } from 'node:fs';
import { ProbeMessage } from '#events/schemas/probe-request.ts';
import { probeService } from '#functions/probe-service/probe-service.ts';
import { addressOfBucket, signOfLife } from '#functions/probe-service/sign-of-life.ts';
import type { Network } from '#shared/ports/services.ts';
import { NOW } from '#tests/builders/constants.ts';

const request = ProbeMessage.parse(
  JSON.parse(readFileSync(new URL('../../../events/samples/probe-request.json', import.meta.url), 'utf8')),
);

const probe = async (given: Partial<Network> = {}, asked: Partial<typeof request> = {}) => {
  const calls: string[] = [];
  const network: Network = {
    get: async (url, timeoutMs) => {
      calls.push(`get ${url} ${timeoutMs}`);
      return { status: 200 };
    },
    connect: async (host, port, timeoutMs) => void calls.push(`connect ${host}:${port} ${timeoutMs}`),
    resolve: async (record, timeoutMs) => void calls.push(`resolve ${record} ${timeoutMs}`),
    ...given,
  };
  const services = { network, clock: { now: () => NOW } };
  const answers = await probeService(services, signOfLife(services, { region: 'us-east-1' }))({ ...request, ...asked });
  return { calls, answers };
};

const failing = (error: unknown) => () => Promise.reject(error);

it('asks every task for real work and every dependency for a sign of life', async () => {
  const { calls, answers } = await probe();
  expect(calls.sort()).toEqual([
    'connect db.internal:5432 1000',
    'connect ml-artifacts.s3.us-east-1.amazonaws.com:443 1000',
    'get http://10.0.12.31:5000/api/2.0/mlflow/experiments/search?max_results=1 1000',
    'resolve registry.internal 1000',
  ]);
  expect(answers.tasks).toEqual([
    { taskId: request.tasks[0]?.taskId, outcome: 'ok', status: 200, latencyMs: 0, at: NOW },
  ]);
  expect(answers.dependencies.map(({ dependency, ok }) => ({ dependency, ok }))).toEqual([
    { dependency: 'database', ok: true },
    { dependency: 'artifacts', ok: true },
    { dependency: 'discovery', ok: true },
  ]);
});

it.each([
  { status: 200, outcome: 'ok' },
  { status: 404, outcome: 'ok' },
  { status: 499, outcome: 'ok' },
  { status: 500, outcome: 'bad-status' },
  { status: 503, outcome: 'bad-status' },
])('a task that answers $status is $outcome', async ({ status, outcome }) => {
  const { answers } = await probe({ get: async () => ({ status }) });
  expect(answers.tasks).toMatchObject([{ outcome, status }]);
});

it.each([
  { error: { failure: 'timeout' }, outcome: 'timeout' },
  { error: { failure: 'refused' }, outcome: 'refused' },
  { error: { failure: 'error' }, outcome: 'error' },
  { error: { failure: 'never heard of' }, outcome: 'error' },
  { error: new Error('anything'), outcome: 'error' },
  { error: 'anything', outcome: 'error' },
  { error: null, outcome: 'error' },
])('a task that fails with $error is $outcome, without a status', async ({ error, outcome }) => {
  const { answers } = await probe({ get: failing(error) });
  expect(answers.tasks).toMatchObject([{ outcome }]);
  expect(answers.tasks[0]).not.toHaveProperty('status');
});

it('one dependency that does not answer costs no other probe', async () => {
  const { answers } = await probe({
    connect: (host) => (host === 'db.internal' ? Promise.reject(new Error('connect: refused')) : Promise.resolve()),
    resolve: failing('no words'),
  });
  expect(answers.dependencies).toMatchObject([
    { ok: false, error: 'connect: refused' },
    { ok: true },
    { ok: false, error: 'no words' },
  ]);
  expect(answers.tasks).toMatchObject([{ outcome: 'ok' }]);
});

it.each([
  { timeoutMs: 999, patience: 999 },
  { timeoutMs: 1_000, patience: 1_000 },
  { timeoutMs: 1_001, patience: 1_000 },
])('a policy of $timeoutMs ms gives each probe $patience ms', async ({ timeoutMs, patience }) => {
  const { calls } = await probe({}, { timeoutMs });
  expect(calls.every((call) => call.endsWith(` ${patience}`))).toBe(true);
});

it('an IPv6 address is put into brackets', async () => {
  const { calls } = await probe(
    {},
    { tasks: [{ taskId: 't', address: 'fd00::1', port: 80 }], path: '/', dependencies: [] },
  );
  expect(calls).toEqual(['get http://[fd00::1]:80/ 1000']);
});

it.each([
  { endpoint: undefined, address: { host: 'b.s3.eu-west-1.amazonaws.com', port: 443 } },
  { endpoint: 'http://127.0.0.1:4566', address: { host: '127.0.0.1', port: 4566 } },
  { endpoint: 'http://s3.local', address: { host: 's3.local', port: 80 } },
  { endpoint: 'https://s3.local', address: { host: 's3.local', port: 443 } },
])('with the endpoint $endpoint a bucket is at $address', ({ endpoint, address }) => {
  expect(addressOfBucket('b', { region: 'eu-west-1', ...(endpoint !== undefined && { endpoint }) })).toEqual(address);
});
