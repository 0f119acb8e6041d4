// Contract layer: SDK clients, made as the functions make them, against endpoints that accept a request and never answer, or stop halfway.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { inProcessClient } from '#local-aws/in-process-client.ts';
import { fleetOf } from '#scripts/calls/fleet.ts';
import { ecsReader } from '#shared/adapters/ecs/reader.ts';
import { lambdaProber } from '#shared/adapters/lambda/prober.ts';
import { readersOver } from '#shared/adapters/readers.ts';
import { memoryStores } from '#shared/adapters/stores/memory-stores.ts';
import { WITHOUT_WAITING } from '#shared/adapters/transport/pace.ts';
import type { Observation } from '#shared/domain/model/observation.ts';
import { type Observers, observe } from '#shared/procedures/observe.ts';
import { connect } from '#shared/runtime/wiring/clients.ts';
import { NOW } from '#tests/builders/constants.ts';

/** Short, and nothing waits for its end: only requests that are never answered meet it. The silence outlasts the test. */
const TIMEOUTS = { connectMs: 1_000, answerMs: 40, silenceMs: 600_000 };
const CLOCK = { now: () => NOW };

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A loopback endpoint that counts the requests that reach it. */
const endpointThat = async (
  answers: RequestListener,
): Promise<{ readonly url: string; readonly asked: () => number }> => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answers(request, response);
  }).listen(0, '127.0.0.1');
  opened.push(server);
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
};

const neverAnswers: RequestListener = () => undefined;

const clientAt = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
});

/** Clients for which the endpoint stands in; made by the maker that every function's clients come from. */
const clientsAt = (url: string) => ({
  ecs: connect((options) => new ECSClient({ ...options, ...clientAt(url) }), TIMEOUTS),
  elbv2: connect((options) => new ElasticLoadBalancingV2Client({ ...options, ...clientAt(url) }), TIMEOUTS),
  cloudwatch: connect((options) => new CloudWatchClient({ ...options, ...clientAt(url) }), TIMEOUTS),
  lambda: connect((options) => new LambdaClient({ ...options, ...clientAt(url) }), TIMEOUTS),
});

const { policies, operations } = fleetOf(50, () => false, NOW);

/** The adapters that run in AWS; one service's client asks the endpoint, the others are answered by a fleet that is well. */
const observersWith = (hung: keyof ReturnType<typeof clientsAt>, url: string): Observers => {
  const client = (service: string) =>
    (service === hung ? clientsAt(url)[hung] : inProcessClient(operations, service)) as never;
  return {
    ...memoryStores(),
    policies,
    ...readersOver(client, CLOCK, WITHOUT_WAITING),
    prober: lambdaProber(client('lambda'), 'probe-service', CLOCK),
  };
};

const PARTS = [
  'ecs',
  'tasks',
  'stoppedTasks',
  'targetGroups',
  'traffic',
  'alarms',
  'taskProbes',
] as const satisfies readonly (keyof Observation)[];

const missingIn = (observation: Observation): readonly string[] =>
  PARTS.filter((part) => observation[part].state === 'missing');

describe('a look at 50 services', () => {
  it.each([
    // requests at most: those that are under way before the endpoint is known to be silent
    { hung: 'ecs', requests: 20, missing: ['ecs', 'tasks', 'stoppedTasks', 'targetGroups', 'traffic', 'taskProbes'] },
    { hung: 'elbv2', requests: 10, missing: ['targetGroups', 'traffic', 'taskProbes'] },
    { hung: 'cloudwatch', requests: 10, missing: ['traffic', 'alarms'] },
    { hung: 'lambda', requests: 50, missing: ['taskProbes'] },
  ] as const)(
    'of which $hung takes requests and answers none sends it $requests at most, misses of each service what hangs on it, and has the rest',
    async ({ hung, requests, missing }) => {
      const { url, asked } = await endpointThat(neverAnswers);
      const observations = await observe(observersWith(hung, url))(policies, NOW);
      expect([...observations.keys()]).toEqual(policies.map(({ name }) => name));
      expect(new Set([...observations.values()].map((each) => missingIn(each).join()))).toEqual(
        new Set([missing.join()]),
      );
      expect(asked()).toBeLessThanOrEqual(requests);
    },
  );
});

describe('a read', () => {
  it('that is never answered is missing, and says why', async () => {
    const { url } = await endpointThat(neverAnswers);
    const read = await ecsReader(clientsAt(url).ecs, CLOCK).services(policies.slice(0, 1));
    expect(read.get('service-0')).toMatchObject({
      state: 'missing',
      reason: 'unavailable',
      detail: expect.stringMatching(/^EndpointSilent: /),
    });
  });

  it('of which the answer stops halfway is missing as well', async () => {
    const { url } = await endpointThat((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '1000' });
      response.write('{"services": [');
    });
    const read = await ecsReader(clientsAt(url).ecs, CLOCK).services(policies.slice(0, 1));
    expect(read.get('service-0')).toMatchObject({ state: 'missing', reason: 'unavailable' });
  });
});
