// Unit layer: what an observation takes from the stored reports.
import { observed } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { NOW } from '#tests/builders/constants.ts';
import { fakeServices } from '#tests/builders/fake-services.ts';

it.each([
  { ageMs: 10 * MINUTE - 1, services: 3 },
  { ageMs: 10 * MINUTE, services: 3 },
  { ageMs: 10 * MINUTE + 1, services: 2 },
])('the fleet has $services services when one of the three was reported $ageMs ms ago', async ({ ageMs, services }) => {
  const { services: fakes, stores } = fakeServices({
    policies: ['registry', 'two', 'three', 'unseen'].map((name) => aPolicy({ name })),
  });
  await stores.reports.save(aReport({ service: 'registry', state: 'degraded' }), []);
  await stores.reports.save(aReport({ service: 'two', state: 'critical' }), []);
  await stores.reports.save(aReport({ service: 'three', state: 'unknown', at: NOW - ageMs }), []);
  const { fleet } = await observeOne(fakes)(aPolicy(), NOW);
  expect(fleet).toEqual(observed(NOW, { services, unhealthy: 2 }));
});

it('an observation has the previous reports, newest first', async () => {
  const { services, stores } = fakeServices();
  await stores.reports.save(aReport({ score: 50 }), [aReport({ score: 40 })]);
  const { previous } = await observeOne(services)(aPolicy(), NOW);
  expect(previous.map(({ score }) => score)).toEqual([50, 40]);
});
