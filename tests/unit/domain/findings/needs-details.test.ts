// Unit layer: which findings call for the details that cost calls per service.
import { needsDetails, needsLogs } from '#shared/domain/findings/needs-details.ts';
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

const WITHOUT_REQUESTS: ServiceState = { missing: { traffic: 'not-configured' } };
const metric = {
  namespace: 'AWS/SQS',
  name: 'ApproximateAgeOfOldestMessage',
  dimensions: {},
  statistic: 'Maximum',
} as const;
it.each<{ what: string; state: given.SnapshotState; expected: boolean }>([
  { what: 'a service whose requests are counted', state: {}, expected: false },
  { what: 'a service whose requests cannot be read', state: { missing: { traffic: 'throttled' } }, expected: false },
  { what: 'a service without requests', state: WITHOUT_REQUESTS, expected: true },
  {
    what: 'a service that cannot be read',
    state: { missing: { traffic: 'not-configured', ecs: 'throttled' } },
    expected: false,
  },
  { what: 'a service without requests or tasks', state: { ...WITHOUT_REQUESTS, desired: 0 }, expected: false },
  {
    what: 'a worker with a metric of its own',
    state: { ...WITHOUT_REQUESTS, policy: { worker: { metric, maximum: 300 } } },
    expected: false,
  },
])('logs alone are needed for $what: $expected', ({ state, expected }) => {
  expect(needsLogs(given.snapshot(state))).toBe(expected);
});
