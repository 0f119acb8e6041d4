// Unit layer: how the metric reader derives the current traffic from sparse series.
import { missing, observed, valueIn } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { NOW } from '../recorded-client.ts';
import { aGroup, answering, END, ending, read } from './metric-answers.ts';

it('errors without a datapoint are zero while requests flow', async () => {
  const { traffic } = await read(answering({ RequestCount: ending(60, 40), TargetResponseTime: ending(0.25, 0.125) }));
  expect(traffic).toEqual(
    observed(END, {
      windowSeconds: 120,
      requests: 100,
      target5xx: 0,
      target4xx: 0,
      elb502: 0,
      elb503: 0,
      elb504: 0,
      latencyP95Ms: 250,
    }),
  );
});

it('the counts of each minute are added up, and the 503 of the load balancer count as requests', async () => {
  const { traffic } = await read(
    answering({
      RequestCount: ending(10, 20, 30),
      HTTPCode_Target_4XX_Count: ending(7, 1),
      HTTPCode_Target_5XX_Count: ending(1, 2),
      HTTPCode_ELB_502_Count: ending(3),
      HTTPCode_ELB_503_Count: ending(4, 5),
      HTTPCode_ELB_504_Count: ending(6),
    }),
  );
  expect(valueIn(traffic)).toEqual({
    windowSeconds: 300,
    requests: 69,
    target5xx: 3,
    target4xx: 8,
    elb502: 3,
    elb503: 9,
    elb504: 6,
  });
});

it.each([
  { perMinute: [500, 500, 101], windowSeconds: 60, requests: 101 },
  { perMinute: [500, 500, 100], windowSeconds: 60, requests: 100 },
  { perMinute: [500, 500, 99], windowSeconds: 120, requests: 599 },
  { perMinute: [60, 30, 0, 20], windowSeconds: 240, requests: 110 },
  { perMinute: [90, 2, 2, 2, 2, 2], windowSeconds: 300, requests: 10 },
  { perMinute: [7], windowSeconds: 300, requests: 7 },
])(
  'with $perMinute requests per minute the traffic is that of $windowSeconds s',
  async ({ perMinute, ...expected }) => {
    const { traffic } = await read(answering({ RequestCount: ending(...perMinute) }));
    expect(valueIn(traffic)).toMatchObject(expected);
  },
);

it('the 503 of the load balancer count towards the hundred requests of a window', async () => {
  const { traffic } = await read(answering({ RequestCount: ending(500, 1), HTTPCode_ELB_503_Count: ending(0, 99) }));
  expect(valueIn(traffic)).toMatchObject({ windowSeconds: 60, requests: 100, elb503: 99 });
});

it('errors and latency of earlier minutes are left out once the newest minute has a hundred requests', async () => {
  const { traffic } = await read(
    answering({
      RequestCount: ending(500, 500),
      HTTPCode_Target_5XX_Count: ending(400, 0),
      HTTPCode_ELB_503_Count: ending(9, 0),
      TargetResponseTime: ending(9, 0.125),
    }),
  );
  expect(valueIn(traffic)).toMatchObject({ requests: 500, target5xx: 0, elb503: 0, latencyP95Ms: 125 });
});

it.each([
  { metrics: 'no datapoints', values: {}, state: 'frozen' },
  { metrics: 'zero requests', values: { RequestCount: ending(0, 0) }, state: 'frozen' },
  { metrics: 'one request', values: { RequestCount: ending(1) }, state: 'observed' },
  { metrics: 'a 502 without requests', values: { HTTPCode_ELB_502_Count: ending(1) }, state: 'observed' },
  { metrics: 'a 503 without requests', values: { HTTPCode_ELB_503_Count: ending(1) }, state: 'observed' },
  { metrics: 'a 504 without requests', values: { HTTPCode_ELB_504_Count: ending(1) }, state: 'observed' },
  { metrics: 'a request five minutes ago', values: { RequestCount: { 5: 1 } }, state: 'observed' },
  { metrics: 'a request six minutes ago', values: { RequestCount: { 6: 1 } }, state: 'frozen' },
])('with $metrics the traffic is $state', async ({ values, state }) => {
  expect((await read(answering(values))).traffic.state).toBe(state);
});

it.each([
  { newest: 1, at: END },
  { newest: 2, at: END - MINUTE },
])('the traffic is dated to the end of the newest minute with a datapoint: minute $newest', async ({ newest, at }) => {
  expect((await read(answering({ RequestCount: { [newest]: 7 } }))).traffic).toMatchObject({ state: 'observed', at });
});

it('the traffic of a service is added up over its target groups', async () => {
  const groups = observed(NOW, [aGroup('blue'), aGroup('green')]);
  expect(valueIn((await read(answering({ RequestCount: ending(3) }), groups)).traffic)?.requests).toBe(6);
});

it.each([
  { groups: 'unread target groups', targetGroups: missing('throttled', 'Rate exceeded'), reason: 'throttled' },
  { groups: 'no target group', targetGroups: observed(NOW, []), reason: 'not-configured' },
  { groups: 'no load balancer', targetGroups: observed(NOW, [aGroup('web', [])]), reason: 'not-configured' },
  {
    groups: 'a Network Load Balancer',
    targetGroups: observed(NOW, [aGroup('web', ['net/main/1'])]),
    reason: 'not-configured',
  },
])('with $groups the traffic is missing as $reason and the utilisation is observed', async (row) => {
  const { traffic, utilisation } = await read(answering({ CPUUtilization: ending(50) }), row.targetGroups);
  expect(traffic).toMatchObject({ state: 'missing', reason: row.reason });
  expect(utilisation.state).toBe('observed');
});
