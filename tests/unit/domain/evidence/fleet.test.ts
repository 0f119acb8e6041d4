// Unit layer: the health of the fleet, from the newest report of each service.
import { fleetOf } from '#shared/domain/evidence/fleet.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import { frozen, missing, observed } from '#shared/domain/model/part.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';

const fleetWith = (...reports: readonly (readonly HealthReport[])[]) =>
  fleetOf(observed(NOW, new Map(reports.map((ofOne, number) => [`service-${number}`, ofOne]))), NOW);

it.each([
  { state: 'healthy' as const, unhealthy: 0 },
  { state: 'unknown' as const, unhealthy: 0 },
  { state: 'degraded' as const, unhealthy: 1 },
  { state: 'critical' as const, unhealthy: 1 },
])('a service that is $state counts as $unhealthy unhealthy', ({ state, unhealthy }) => {
  expect(fleetWith([aReport({ state })], [aReport()])).toEqual(observed(NOW, { services: 2, unhealthy }));
});

it.each([
  { minutes: 9.99, services: 1 },
  { minutes: 10, services: 1 },
  { minutes: 10.01, services: 0 },
])('a service with a report $minutes minutes old counts as $services', ({ minutes, services }) => {
  expect(fleetWith([aReport({ at: minutesAgo(minutes) })])).toEqual(observed(NOW, { services, unhealthy: 0 }));
});

it('only the newest report of a service counts, and a service without a report does not', () => {
  const reports = [aReport(), aReport({ at: minutesAgo(1), state: 'critical' })];
  expect(fleetWith(reports, [])).toEqual(observed(NOW, { services: 1, unhealthy: 0 }));
});

it.each([missing('throttled', 'Rate exceeded'), frozen(NOW)])('the fleet is $state when the reports are', (reports) => {
  expect(fleetOf(reports, NOW)).toBe(reports);
});
