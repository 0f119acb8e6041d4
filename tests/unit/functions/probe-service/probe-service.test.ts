// Unit layer: probe-service against a network that answers as arranged.
import { readFileSync } from 'node:fs';
import { ProbeMessage } from '#events/schemas/probe-request.ts';
import { probeService } from '#functions/probe-service/probe-service.ts';
import { signOfLife } from '#functions/probe-service/sign-of-life.ts';
import type { Network } from '#shared/ports/observing.ts';
import { NOW } from '#tests/builders/constants.ts';
import { rejecting } from '../services-in-memory.ts';

const request = ProbeMessage.parse(
  JSON.parse(readFileSync(new URL('../../../../events/samples/probe-request.json', import.meta.url), 'utf8')),
);

const probe = async (given: Partial<Network> = {}, change: Partial<typeof request> = {}) => {
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
  const run = probeService(services, signOfLife(services, { region: 'us-east-1' }));
  return { calls, answers: await run({ ...request, ...change }) };
};

it('each task gets a request for work, each dependency a connection or a DNS query', async () => {
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
  const answered = (dependency: string) => ({ dependency, ok: true, latencyMs: 0, at: NOW });
  expect(answers.dependencies).toEqual(['database', 'artifacts', 'discovery'].map(answered));
});

it.each([
  { status: 200, acceptedStatuses: '200-399', outcome: 'ok' },
  { status: 399, acceptedStatuses: '200-399', outcome: 'ok' },
  { status: 403, acceptedStatuses: '200-399', outcome: 'bad-status' },
  { status: 404, acceptedStatuses: '200-399', outcome: 'bad-status' },
  { status: 401, acceptedStatuses: '200-399,401', outcome: 'ok' },
  { status: 499, acceptedStatuses: '200-499', outcome: 'ok' },
  { status: 500, acceptedStatuses: '200-499', outcome: 'bad-status' },
  { status: 503, acceptedStatuses: '200-499', outcome: 'bad-status' },
  { status: 200, acceptedStatuses: 'anything', outcome: 'bad-status' },
])('a task that answers $status, of which $acceptedStatuses count, is $outcome', async ({ outcome, ...row }) => {
  const { status, acceptedStatuses } = row;
  const { answers } = await probe({ get: async () => ({ status }) }, { acceptedStatuses });
  expect(answers.tasks).toMatchObject([{ outcome, status }]);
});

it.each([
  { error: { failure: 'timeout' }, outcome: 'timeout' },
  { error: { failure: 'refused' }, outcome: 'refused' },
  { error: { failure: 'error' }, outcome: 'error' },
  { error: { failure: 'unknown' }, outcome: 'error' },
  { error: new Error('anything'), outcome: 'error' },
  { error: 'anything', outcome: 'error' },
  { error: null, outcome: 'error' },
])('a task whose request fails with $error is $outcome, without a status', async ({ error, outcome }) => {
  const { answers } = await probe({ get: rejecting(error) });
  expect(answers.tasks).toMatchObject([{ outcome }]);
  expect(answers.tasks[0]).not.toHaveProperty('status');
});

it('a dependency that does not answer affects no other probe', async () => {
  const { answers } = await probe({
    connect: (host) => (host === 'db.internal' ? Promise.reject(new Error('connect: refused')) : Promise.resolve()),
    resolve: rejecting('no words'),
  });
  expect(answers).toMatchObject({
    dependencies: [{ ok: false, error: 'connect: refused' }, { ok: true }, { ok: false, error: 'no words' }],
    tasks: [{ outcome: 'ok' }],
  });
});

it.each([{ timeoutMs: 100 }, { timeoutMs: 3_000 }])(
  'each probe may take the $timeoutMs ms of the policy',
  async ({ timeoutMs }) => {
    const { calls } = await probe({}, { timeoutMs });
    expect(calls.every((call) => call.endsWith(` ${timeoutMs}`))).toBe(true);
  },
);

it('an IPv6 address is put into brackets', async () => {
  const tasks = [{ taskId: 't', address: 'fd00::1', port: 80 }];
  const { calls } = await probe({}, { tasks, path: '/', dependencies: [] });
  expect(calls).toEqual(['get http://[fd00::1]:80/ 1000']);
});

describe('a task on several ports', () => {
  const ports = [{ port: 9090, path: '/health', acceptedStatuses: '200' }];
  const tasks = [{ taskId: 't', address: '10.0.0.1', port: 5000, furtherPorts: [9090] }];
  const onPorts = (answers: Readonly<Record<number, number | string>>, change: Partial<typeof request> = {}) =>
    probe(
      {
        get: async (url) => {
          const answer = answers[Number(new URL(url).port)];
          if (typeof answer === 'number') return { status: answer };
          throw { failure: answer };
        },
      },
      { ports, tasks, ...change },
    );

  it('is asked on each of them what that port is asked', async () => {
    const { calls, answers } = await probe({}, { ports, tasks, path: '/work', dependencies: [] });
    expect(calls).toEqual(['get http://10.0.0.1:5000/work 1000', 'get http://10.0.0.1:9090/health 1000']);
    const ok = { outcome: 'ok', status: 200, latencyMs: 0, at: NOW };
    expect(answers.tasks).toEqual([
      {
        ...{ taskId: 't', ...ok },
        ports: [
          { port: 5000, ...ok },
          { port: 9090, ...ok },
        ],
      },
    ]);
  });

  it('is asked on its first port what medic.yml says of that port', async () => {
    const own = { port: 5000, path: '/ready', acceptedStatuses: '204' };
    const change = { ports: [own], tasks: [{ taskId: 't', address: '10.0.0.1', port: 5000 }], dependencies: [] };
    expect((await probe({}, change)).calls).toEqual(['get http://10.0.0.1:5000/ready 1000']);
    expect((await onPorts({ 5000: 204 }, change)).answers.tasks).toMatchObject([{ outcome: 'ok' }]);
    expect((await onPorts({ 5000: 200 }, change)).answers.tasks).toMatchObject([{ outcome: 'bad-status' }]);
  });

  it.each([
    { first: 200, second: 'timeout', outcome: 'timeout', port: 9090 },
    { first: 'refused', second: 200, outcome: 'refused', port: 5000 },
    { first: 500, second: 'error', outcome: 'error', port: 9090 },
    { first: 500, second: 200, outcome: 'bad-status', port: 5000 },
    { first: 200, second: 201, outcome: 'bad-status', port: 9090 },
    { first: 200, second: 200, outcome: 'ok', port: undefined },
  ])('that answers $first and $second is $outcome on port $port', async ({ first, second, outcome, port }) => {
    const { answers } = await onPorts({ 5000: first, 9090: second });
    expect(answers.tasks.map((task) => [task.outcome, task.port])).toEqual([[outcome, port]]);
  });

  it('is probed on all ports at once', async () => {
    const asked: string[] = [];
    const bothAsked = Promise.withResolvers<void>();
    const get: Network['get'] = async (url) => {
      if (asked.push(url) === 2) bothAsked.resolve();
      await bothAsked.promise;
      return { status: 200 };
    };
    expect((await probe({ get }, { ports, tasks })).answers.tasks).toMatchObject([{ outcome: 'ok' }]);
  });
});

describe('the request', () => {
  const [task = { taskId: 't', address: '10.0.0.1', port: 5000 }] = request.tasks;
  const port = { port: 9090, path: '/health', acceptedStatuses: '200' };
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ ...port, port: index + 1 }));

  it.each([
    { what: 'an entry for a port', change: { ports: [port] }, isTaken: true },
    { what: 'port 0', change: { ports: [{ ...port, port: 0 }] }, isTaken: false },
    { what: 'an empty path', change: { ports: [{ ...port, path: '' }] }, isTaken: false },
    { what: 'a path without a slash', change: { ports: [{ ...port, path: 'health' }] }, isTaken: false },
    { what: 'a path with a line break', change: { ports: [{ ...port, path: '/a\r\nHost: b' }] }, isTaken: false },
    { what: 'a path of 501 characters', change: { ports: [{ ...port, path: `/${'a'.repeat(500)}` }] }, isTaken: false },
    { what: 'no statuses', change: { ports: [{ ...port, acceptedStatuses: '' }] }, isTaken: false },
    { what: '20 ports', change: { ports: numbered(20) }, isTaken: true },
    { what: '21 ports', change: { ports: numbered(21) }, isTaken: false },
    { what: '20 further ports', change: { tasks: [{ ...task, furtherPorts: Array(20).fill(1) }] }, isTaken: true },
    { what: '21 further ports', change: { tasks: [{ ...task, furtherPorts: Array(21).fill(1) }] }, isTaken: false },
    { what: 'further port 65536', change: { tasks: [{ ...task, furtherPorts: [65_536] }] }, isTaken: false },
  ])('with $what is taken: $isTaken', ({ change, isTaken }) => {
    expect(ProbeMessage.safeParse({ ...request, ...change }).success).toBe(isTaken);
  });
});
