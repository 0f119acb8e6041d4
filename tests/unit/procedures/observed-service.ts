import type { Observation } from '#shared/domain/model/observation.ts';
import type { Services } from '#shared/ports/services.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { type FakeServices, fakeServices } from '#tests/builders/fake-services.ts';

export type Change = (services: Services) => Partial<Services>;

/** Observes the first service, with some services changed. */
export const observing = async (
  given: Parameters<typeof fakeServices>[0] = {},
  change: Change = () => ({}),
): Promise<FakeServices & { readonly observation: Observation }> => {
  const fake = fakeServices(given);
  const services = { ...fake.services, ...change(fake.services) };
  const [policy = aPolicy()] = services.policies;
  return { ...fake, observation: await observeOne(services)(policy, NOW) };
};

export const broken = () => Promise.reject(new Error('broken'));
export const emptyAnswer = async () => new Map();

/** The missing parts that were asked for, by name, with the reason as detail. */
export const missingIn = (observation: Observation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(observation).flatMap(([name, part]) =>
      part?.state === 'missing' && part.reason !== 'not-asked' ? [[name, part.detail]] : [],
    ),
  );
