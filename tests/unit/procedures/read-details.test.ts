// Unit layer: the details that are read only of services with a finding, against a stateful outside.
import { missing, observed } from '#shared/domain/model/part.ts';
import { observe } from '#shared/procedures/observe.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';
import { aService, aTaskDefinition, someTraffic } from '#tests/builders/parts.ts';
import { broken, type Change, emptyAnswer, missingIn, observing } from './observed-service.ts';

const DETAILS = ['taskDefinition', 'scaling', 'logs', 'changes'] as const;
const ALL_CALLS = ['activities', 'changes', 'logs', 'scaling', 'taskDefinitions'];
const detailCalls = (calls: readonly string[]): readonly string[] =>
  calls.filter((call) => [...ALL_CALLS, 'routing'].includes(call)).sort();

/** Half of the requests fail. */
const FAILING = { traffic: observed(NOW, someTraffic({ target5xx: 3_000 })) };

it('details of a service without a finding are not read', async () => {
  const { done, observation } = await observing();
  expect(detailCalls(done.calls)).toEqual([]);
  for (const part of DETAILS) expect(observation[part]).toMatchObject({ reason: 'not-asked' });
});

it('details of a service with a finding are task definition, scaling limits and activities, logs and changes', async () => {
  const { done, observation } = await observing(FAILING);
  expect(detailCalls(done.calls)).toEqual(ALL_CALLS);
  for (const part of DETAILS) expect(observation[part].state).toBe('observed');
});

it('details of several services are read in one call of each kind', async () => {
  const policies = ['one', 'two', 'three'].map((name) => aPolicy({ name }));
  const { services, done } = fakeServices({ ...FAILING, policies });
  await observe(services)(policies, NOW);
  expect(detailCalls(done.calls)).toEqual(ALL_CALLS);
});

const BROKEN = 'Error: broken';
const LIMITS = { minimum: 2, maximum: 8, scaleOutSuspended: false };

it.each<{ what: string; change: Change; gone: Readonly<Record<string, string>> }>([
  {
    what: 'the task definition, which names the log groups',
    change: ({ ecs }) => ({ ecs: { ...ecs, taskDefinitions: broken } }),
    gone: { taskDefinition: BROKEN, logs: BROKEN },
  },
  {
    what: 'the scaling limits',
    change: ({ scaling }) => ({ scaling: { ...scaling, limits: broken } }),
    gone: { scaling: BROKEN },
  },
  { what: 'the logs', change: () => ({ logs: { read: broken } }), gone: { logs: BROKEN } },
  { what: 'the changes', change: () => ({ changes: { recent: broken } }), gone: { changes: BROKEN } },
])('a failure to read $what makes only $gone missing', async ({ change, gone }) => {
  expect(missingIn((await observing(FAILING, change)).observation)).toEqual(gone);
});

it('details that an answer leaves out are missing', async () => {
  const { observation } = await observing(FAILING, ({ ecs, scaling }) => ({
    ecs: { ...ecs, taskDefinitions: emptyAnswer },
    scaling: { ...scaling, limits: emptyAnswer },
  }));
  const leftOut = expect.stringContaining('left out');
  expect(missingIn(observation)).toMatchObject({ taskDefinition: leftOut, scaling: leftOut });
});

it('logs are not read when no container logs to CloudWatch', async () => {
  const { done, observation } = await observing({
    ...FAILING,
    taskDefinition: observed(NOW, aTaskDefinition({ containers: [] })),
  });
  expect(done.calls).not.toContain('logs');
  expect(observation.logs).toMatchObject({ state: 'missing', reason: 'not-configured' });
});

it('logs are read for errors even when the policy has no log pattern', async () => {
  const { done } = await observing({ ...FAILING, policies: [aPolicy({ logPatterns: [] })] });
  expect(done.calls).toContain('logs');
});

const activity = { at: NOW, to: 4, by: 'policy', text: 'Setting desired count to 4.' } as const;

it('the scaling part holds the limits and the activities', async () => {
  const { observation } = await observing({
    ...FAILING,
    scaling: observed(NOW, { ...LIMITS, activities: [activity] }),
  });
  expect(observation.scaling).toEqual(observed(NOW, { ...LIMITS, activities: [activity] }));
});

it.each([
  { what: 'cannot be read', activities: broken },
  { what: 'are left out', activities: emptyAnswer },
])('the scaling limits remain when the activities $what', async ({ activities }) => {
  const { observation } = await observing(FAILING, ({ scaling }) => ({ scaling: { ...scaling, activities } }));
  expect(observation.scaling).toEqual(observed(NOW, { ...LIMITS, activities: [] }));
});

it('activities are not read for a service that nothing scales', async () => {
  const { done, observation } = await observing({
    ...FAILING,
    scaling: missing('not-configured', 'nothing scales it'),
  });
  expect(done.calls).not.toContain('activities');
  expect(observation.scaling).toMatchObject({ reason: 'not-configured' });
});

const GROUPS = { ecs: observed(NOW, aService({ targetGroupArns: ['blue', 'green'] })) };

it('the routing is read for a service with several target groups', async () => {
  const { done, observation } = await observing({ ...FAILING, ...GROUPS });
  expect(done.calls).toContain('routing');
  expect(observation.routing).toEqual(observed(NOW, { rules: [] }));
});

it('the routing that cannot be read makes no other part missing', async () => {
  const { observation } = await observing({ ...FAILING, ...GROUPS }, ({ targetGroups }) => ({
    targetGroups: { ...targetGroups, routing: broken },
  }));
  expect(missingIn(observation)).toEqual({ routing: BROKEN });
});

it('details that depend on the service are missing for the same reason as the service', async () => {
  const denied = missing('access-denied', 'not for you');
  const { observation } = await observing({ ecs: denied });
  expect(observation).toMatchObject({ taskDefinition: denied, logs: denied });
});
