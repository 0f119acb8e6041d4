// Unit layer: which errors of a load balancer the metric reader attributes to a service.
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Target } from '#shared/domain/model/observation.ts';
import { observed, valueIn } from '#shared/domain/model/part.ts';
import { aTarget } from '#tests/builders/parts.ts';
import { NOW, range } from '../recorded-client.ts';
import { aGroup, answering, type ByMinute, minutes, read } from './metric-answers.ts';

const UNHEALTHY = [aTarget(1, { state: 'unhealthy' }), aTarget(2, { state: 'draining' })];
const ERRORS = {
  HTTPCode_ELB_502_Count: { 1: 2 },
  HTTPCode_ELB_503_Count: { 1: 300 },
  HTTPCode_ELB_504_Count: { 1: 4 },
};

interface Shared {
  /** The requests that the load balancer sent to any target group; by default those of the service. */
  readonly all?: number;
  readonly own?: ByMinute;
  readonly targets?: readonly Target[];
}

const dimensionsOf = ({ MetricStat }: MetricDataQuery) =>
  new Map((MetricStat?.Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));

const isTotal = (query: MetricDataQuery): boolean =>
  query.MetricStat?.Metric?.MetricName === 'RequestCount' && !dimensionsOf(query).has('TargetGroup');

const onShared = ({ all = 1_000, own = { 1: 1_000 }, targets = [aTarget(1)] }: Shared) => {
  const total = Array.from(Object.keys(own), (_, index) => (index === 0 ? all : 0));
  const answer = answering({ RequestCount: own, ...ERRORS }, (query) => (isTotal(query) ? { Values: total } : {}));
  return read(answer, observed(NOW, [{ ...aGroup('web'), targets }]));
};

it.each([
  { all: 1_000, why: 'a load balancer of its own' },
  { all: 1_052, why: 'at least 95 % of the requests' },
  { all: 0, why: 'an unknown total' },
  { all: 999, why: 'a total that contradicts its own requests' },
])('a service with $why gets all errors of the load balancer', async ({ all }) => {
  const { traffic, history } = await onShared({ all });
  expect(valueIn(traffic)).toMatchObject({ requests: 1_300, elb502: 2, elb503: 300, elb504: 4 });
  expect(valueIn(traffic)).not.toHaveProperty('foreign');
  expect(valueIn(history)).toMatchObject({ requests: minutes({ 1: 1_300 }), failed: minutes({ 1: 306 }) });
});

it.each([
  { all: 1_053, ownShare: 1_000 / 1_053 },
  { all: 4_000, ownShare: 0.25 },
])('a service with 1,000 of $all requests and a healthy target gets none', async ({ all, ownShare }) => {
  const { traffic, history } = await onShared({ all });
  expect(valueIn(traffic)).toMatchObject({
    requests: 1_000,
    elb502: 0,
    elb503: 0,
    elb504: 0,
    foreign: { count: 306, ownShare },
  });
  expect(valueIn(history)).toMatchObject({ requests: minutes({ 1: 1_000 }), failed: minutes({ 1: 0 }) });
});

it.each([
  { targets: UNHEALTHY, why: 'no healthy target' },
  { targets: [], why: 'no target' },
])('a service with a quarter of the requests and $why gets the 503s', async ({ targets }) => {
  const { traffic, history } = await onShared({ all: 4_000, targets });
  expect(valueIn(traffic)).toMatchObject({
    requests: 1_300,
    elb502: 0,
    elb503: 300,
    elb504: 0,
    foreign: { count: 6, ownShare: 0.25 },
  });
  expect(valueIn(history)?.failed).toEqual(minutes({ 1: 300 }));
});

it('the requests of half an hour decide, because a neighbour without targets gets none', async () => {
  const own = Object.fromEntries(range(30).map((index) => [index + 1, 100]));
  const { traffic } = await onShared({ own, all: 6_000 });
  expect(valueIn(traffic)).toMatchObject({ elb503: 0, foreign: { count: 306, ownShare: 0.5 } });
});

it('a service without requests is quiet while its neighbour gets errors', async () => {
  expect((await onShared({ own: { 1: 0 }, all: 3_000 })).traffic.state).toBe('frozen');
});

it('the total may be missing, and the traffic is still known', async () => {
  const answer = answering({ RequestCount: { 1: 100 }, ...ERRORS }, (query) =>
    isTotal(query) ? { StatusCode: 'InternalError' } : {},
  );
  expect(valueIn((await read(answer)).traffic)).toMatchObject({ requests: 400, elb503: 300 });
});

it('each load balancer of a service is judged on its own', async () => {
  const requests = new Map([
    ['app/own/1', 100],
    ['app/shared/1', 900],
  ]);
  const answer = answering({ RequestCount: { 1: 100 }, ...ERRORS }, (query) =>
    isTotal(query) ? { Values: [requests.get(dimensionsOf(query).get('LoadBalancer') ?? '') ?? 0] } : {},
  );
  const groups = [aGroup('web', ['app/own/1']), aGroup('api', ['app/shared/1'])];
  expect(valueIn((await read(answer, observed(NOW, groups))).traffic)).toMatchObject({
    requests: 500,
    elb502: 2,
    elb503: 300,
    elb504: 4,
    foreign: { count: 306, ownShare: 100 / 900 },
  });
});

it('a service behind both kinds of load balancer has the traffic of the Application Load Balancer', async () => {
  const groups = [aGroup('web'), aGroup('tcp', ['net/main/1'])];
  const { traffic, history } = await read(answering({ RequestCount: { 1: 100 } }), observed(NOW, groups));
  expect(valueIn(traffic)).toMatchObject({ requests: 100, elb503: 0 });
  expect(valueIn(history)?.byTargetGroup.map(({ arn }) => arn)).toEqual(['a:b:targetgroup/web/1']);
});
