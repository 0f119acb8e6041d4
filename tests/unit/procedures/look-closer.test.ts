// Unit layer: what is read only of a service in which something is found wrong, against a stateful outside.
import { missing, observed } from '#shared/domain/model/part.ts';
import type { Services } from '#shared/ports/services.ts';
import { observe } from '#shared/procedures/observe.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';
import { aTaskDefinition, someTraffic } from '#tests/builders/parts.ts';

const CLOSER = ['taskDefinition', 'scaling', 'logs', 'changes'] as const;
const CALLS = ['taskDefinitions', 'scaling', 'logs', 'changes'];

/** Half of the requests fail. */
const failing = { traffic: observed(NOW, someTraffic({ target5xx: 3_000 })) };

const look = async (
  given: Parameters<typeof fakeServices>[0] = {},
  change: (services: Services) => Partial<Services> = () => ({}),
): Promise<FakeServices & { observations: Awaited<ReturnType<ReturnType<typeof observe>>> }> => {
  const fake = fakeServices(given);
  const services = { ...fake.services, ...change(fake.services) };
  return { ...fake, observations: await observe(services)(services.policies, NOW) };
};
const broken = () => Promise.reject(new Error('broken'));

describe('a service in which nothing is found wrong', () => {
  it('costs none of the calls that are made per service', async () => {
    const { done, observations } = await look();
    expect(done.calls.filter((call) => CALLS.includes(call))).toEqual([]);
    for (const part of CLOSER) expect(observations.get('registry')?.[part]).toMatchObject({ reason: 'not-asked' });
  });
});

describe('a service in which something is found wrong', () => {
  it('is looked at closer: settings, limits, logs and changes', async () => {
    const { done, observations } = await look(failing);
    expect(done.calls.filter((call) => CALLS.includes(call)).sort()).toEqual([...CALLS].sort());
    for (const part of CLOSER) expect(observations.get('registry')?.[part].state).toBe('observed');
  });

  it('shares each kind of call with the others that are', async () => {
    const policies = ['one', 'two', 'three'].map((name) => aPolicy({ name }));
    const { done } = await look({ ...failing, policies });
    expect(done.calls.filter((call) => CALLS.includes(call)).sort()).toEqual([...CALLS].sort());
  });

  it.each<{
    readonly what: string;
    readonly change: (services: Services) => Partial<Services>;
    readonly gone: readonly string[];
  }>([
    {
      what: 'the task definition, and with it the place of the logs',
      change: ({ ecs }) => ({ ecs: { ...ecs, taskDefinitions: broken } }),
      gone: ['taskDefinition', 'logs'],
    },
    { what: 'the scaling limits', change: () => ({ scaling: { limits: broken } }), gone: ['scaling'] },
    { what: 'the logs', change: () => ({ logs: { read: broken } }), gone: ['logs'] },
    { what: 'the changes', change: () => ({ changes: { recent: broken } }), gone: ['changes'] },
  ])('loses only $what when that cannot be read', async ({ change, gone }) => {
    const { observations } = await look(failing, change);
    const observation = observations.get('registry');
    expect(CLOSER.filter((part) => observation?.[part].state === 'missing')).toEqual(gone);
    for (const part of CLOSER.filter((name) => gone.includes(name)))
      expect(observation?.[part]).toMatchObject({ detail: 'Error: broken' });
  });

  it('lacks what an answer leaves out', async () => {
    const nobody = async () => new Map();
    const { observations } = await look(failing, ({ ecs }) => ({
      ecs: { ...ecs, taskDefinitions: nobody },
      scaling: { limits: nobody },
    }));
    const { taskDefinition, scaling } = observations.get('registry') ?? {};
    for (const part of [taskDefinition, scaling])
      expect(part).toMatchObject({ state: 'missing', detail: expect.stringContaining('left out') });
  });

  it.each([
    { what: 'logs elsewhere', taskDefinition: aTaskDefinition({ containers: [] }), logPatterns: aPolicy().logPatterns },
    { what: 'has no text to look for', taskDefinition: aTaskDefinition(), logPatterns: [] },
  ])('has no logs read when it $what', async ({ taskDefinition, logPatterns }) => {
    const { done, observations } = await look({
      ...failing,
      policies: [aPolicy({ logPatterns })],
      taskDefinition: observed(NOW, taskDefinition),
    });
    expect(done.calls).not.toContain('logs');
    expect(observations.get('registry')?.logs).toMatchObject({ state: 'missing', reason: 'not-configured' });
  });

  it('has no task definition when ECS did not answer', async () => {
    const denied = missing('access-denied', 'not for you');
    const { observations } = await look({ ecs: denied });
    expect(observations.get('registry')).toMatchObject({ taskDefinition: denied, logs: denied });
  });
});
