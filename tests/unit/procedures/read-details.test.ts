// Unit layer: the details that are read only of services with a finding, against a stateful outside.
import { missing, observed } from '#shared/domain/model/part.ts';
import { observe } from '#shared/procedures/observe.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';
import { aTaskDefinition, someTraffic } from '#tests/builders/parts.ts';
import { broken, type Change, emptyAnswer, missingIn, observing } from './observed-service.ts';

const DETAILS = ['taskDefinition', 'scaling', 'logs', 'changes'] as const;
const detailCalls = (calls: readonly string[]): readonly string[] =>
  calls.filter((call) => ['taskDefinitions', 'scaling', 'logs', 'changes'].includes(call)).sort();
const ALL_CALLS = ['changes', 'logs', 'scaling', 'taskDefinitions'];

/** Half of the requests fail. */
const FAILING = { traffic: observed(NOW, someTraffic({ target5xx: 3_000 })) };

it('details of a service without a finding are not read', async () => {
  const { done, observation } = await observing();
  expect(detailCalls(done.calls)).toEqual([]);
  for (const part of DETAILS) expect(observation[part]).toMatchObject({ reason: 'not-asked' });
});

it('details of a service with a finding are task definition, scaling limits, logs and changes', async () => {
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

it.each<{ what: string; change: Change; gone: Readonly<Record<string, string>> }>([
  {
    what: 'the task definition, which names the log groups',
    change: ({ ecs }) => ({ ecs: { ...ecs, taskDefinitions: broken } }),
    gone: { taskDefinition: BROKEN, logs: BROKEN },
  },
  { what: 'the scaling limits', change: () => ({ scaling: { limits: broken } }), gone: { scaling: BROKEN } },
  { what: 'the logs', change: () => ({ logs: { read: broken } }), gone: { logs: BROKEN } },
  { what: 'the changes', change: () => ({ changes: { recent: broken } }), gone: { changes: BROKEN } },
])('a failure to read $what makes only $gone missing', async ({ change, gone }) => {
  expect(missingIn((await observing(FAILING, change)).observation)).toEqual(gone);
});

it('details that an answer leaves out are missing', async () => {
  const { observation } = await observing(FAILING, ({ ecs }) => ({
    ecs: { ...ecs, taskDefinitions: emptyAnswer },
    scaling: { limits: emptyAnswer },
  }));
  const leftOut = expect.stringContaining('left out');
  expect(missingIn(observation)).toMatchObject({ taskDefinition: leftOut, scaling: leftOut });
});

it.each([
  { what: 'no container logs to CloudWatch', containers: [], logPatterns: aPolicy().logPatterns },
  { what: 'the policy has no log pattern', containers: aTaskDefinition().containers, logPatterns: [] },
])('logs are not read when $what', async ({ containers, logPatterns }) => {
  const { done, observation } = await observing({
    ...FAILING,
    policies: [aPolicy({ logPatterns })],
    taskDefinition: observed(NOW, aTaskDefinition({ containers })),
  });
  expect(done.calls).not.toContain('logs');
  expect(observation.logs).toMatchObject({ state: 'missing', reason: 'not-configured' });
});

it('details that depend on the service are missing for the same reason as the service', async () => {
  const denied = missing('access-denied', 'not for you');
  const { observation } = await observing({ ecs: denied });
  expect(observation).toMatchObject({ taskDefinition: denied, logs: denied });
});
