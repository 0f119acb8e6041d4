// Unit layer: which findings call for the details that cost calls per service.
import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import { NOW } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { level } from '#tests/builders/metrics.ts';
import { aDenial } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

it.each<{ what: string; state: ServiceState; expected: boolean }>([
  { what: 'a healthy service', state: {}, expected: false },
  { what: 'a task that starts', state: { starting: [5] }, expected: false },
  { what: 'a deployment', state: { deployments: [{ rolloutState: 'IN_PROGRESS', createdAt: NOW }] }, expected: false },
  { what: 'a deployment of a day', state: { deployments: [{ rolloutState: 'IN_PROGRESS' }] }, expected: true },
  { what: 'a missing permission', state: { missing: { stoppedTasks: aDenial('ecs:ListTasks') } }, expected: false },
  { what: 'more requests', state: { metrics: { requests: [...level(20, 600), ...level(5, 1_200)] } }, expected: false },
  { what: 'failing requests', state: { traffic: { target5xx: 3_000 } }, expected: true },
  { what: 'tasks that cannot be read', state: { missing: { tasks: 'throttled' } }, expected: true },
])('details are needed for $what: $expected', ({ state, expected }) => {
  expect(needsDetails(given.snapshot(state))).toBe(expected);
});
