// Contract layer: each service that functions use is wired to the client of its AWS service, and to where that is deployed.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Alert } from '#shared/domain/model/alert.ts';
import { scaling } from '#shared/runtime/wiring/on-demand/application-auto-scaling.ts';
import { changes } from '#shared/runtime/wiring/on-demand/cloudtrail.ts';
import { logs } from '#shared/runtime/wiring/on-demand/cloudwatch-logs.ts';
import { alerts } from '#shared/runtime/wiring/on-demand/sns.ts';
import { checks } from '#shared/runtime/wiring/on-demand/sqs.ts';
import { recovery } from '#shared/runtime/wiring/on-demand/step-functions.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { anIncident } from '#tests/builders/an-incident.ts';

/** Refuses everything, and keeps which service was meant: the scope of the signature says so. */
const asked: string[] = [];
const server = createServer((request, response) => {
  const [, service = ''] = /Credential=[^,]*\/([a-z-]+)\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
  asked.push(service);
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end('{"__type":"ValidationException"}');
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: url,
    CHECKS_QUEUE_URL: `${url}/123456789012/checks`,
    STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:recovery',
    ALERTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:alerts',
  });
});
afterEach(() => asked.splice(0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ALERT: Alert = { kind: 'resolved', service: 'registry', cause: 'none', title: 'well', text: 'well' } as Alert;

describe('a service that is only asked when something is wrong', () => {
  it.each([
    { port: 'scaling', of: 'application-autoscaling', ask: () => scaling().limits([aPolicy()]) },
    { port: 'scaling', of: 'application-autoscaling', ask: () => scaling().activities([aPolicy()]) },
    { port: 'logs', of: 'logs', ask: () => logs().read([{ policy: aPolicy(), logGroups: ['/ecs/registry'] }]) },
    { port: 'changes', of: 'cloudtrail', ask: () => changes().recent([aPolicy()]) },
    { port: 'recovery', of: 'states', ask: () => recovery().start(anIncident()) },
    { port: 'alerts', of: 'sns', ask: () => alerts().publish(ALERT) },
    {
      port: 'checks',
      of: 'sqs',
      ask: () => checks().send([{ check: { services: ['registry'], trigger: 'confirm' }, delaySeconds: 5 }]),
    },
  ])('$port asks $of, and not before', async ({ of, ask }) => {
    expect(asked).toEqual([]);
    await ask().catch(() => undefined);
    expect(new Set(asked)).toEqual(new Set([of]));
  });
});
