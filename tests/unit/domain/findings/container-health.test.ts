// Unit layer: tasks that fail the health check of a container.
import type { Task } from '#shared/domain/model/observation.ts';
import { secondsAgo } from '#tests/builders/constants.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found } from './found.ts';

const worker: ServiceState = { targetGroups: [], missing: { taskProbes: 'not-configured' } };
const UNHEALTHY = { healthStatus: 'UNHEALTHY' } as const;
const HEALTHY = { healthStatus: 'HEALTHY' } as const;
const failing = { name: 'web', lastStatus: 'RUNNING', healthStatus: 'UNHEALTHY' } as const;
const containers = [
  failing,
  { ...failing, name: 'proxy' },
  { ...failing, name: 'logs', healthStatus: 'HEALTHY' },
] as const;
const subjects = (state: ServiceState) => found('container-unhealthy', state).map(({ subject }) => subject);

it.each<{ given: Partial<Task>; named: string }>([
  { given: UNHEALTHY, named: 'a container' },
  { given: { ...UNHEALTHY, containers: [failing] }, named: 'container web' },
  { given: { ...UNHEALTHY, containers }, named: 'container web, proxy' },
])('names $named, and counts the other tasks', ({ given, named }) => {
  const state = { ...worker, task: { 1: given, 2: HEALTHY, 3: HEALTHY } };
  expect(found('container-unhealthy', state)).toMatchObject([
    {
      subject: 'task-1',
      strength: 'hard',
      numbers: { peers: 3, healthyPeers: 2 },
      message: `task task-1 fails the health check of ${named}`,
    },
  ]);
});

const sidecar = { ...HEALTHY, containers };
const young = { createdAt: secondsAgo(90), startedAt: secondsAgo(50) };
const target = { 1: { state: 'unhealthy', reason: 'Target.Timeout' } } as const;
it.each<{ what: string; state: ServiceState; expected: readonly string[] }>([
  {
    what: 'runs without a load balancer, in any container',
    state: { ...worker, task: { 1: sidecar } },
    expected: ['task-1'],
  },
  { what: 'serves behind a load balancer, in another container', state: { task: { 1: sidecar } }, expected: [] },
  { what: 'is UNHEALTHY behind a load balancer', state: { task: { 1: UNHEALTHY } }, expected: ['task-1'] },
  { what: 'fails the check of its load balancer as well', state: { task: { 1: UNHEALTHY }, target }, expected: [] },
  { what: 'is in its grace period', state: { ...worker, task: { 1: { ...UNHEALTHY, ...young } } }, expected: [] },
  {
    what: 'is being stopped',
    state: { ...worker, task: { 1: { ...UNHEALTHY, desiredStatus: 'STOPPED' } } },
    expected: [],
  },
])('a task that $what: $expected', ({ state, expected }) => {
  expect(subjects(state)).toEqual(expected);
});

it('a task that is still starting is no peer', () => {
  const state = { ...worker, task: { 1: UNHEALTHY, 2: { ...HEALTHY, ...young }, 3: HEALTHY, 4: HEALTHY } };
  expect(found('container-unhealthy', state)).toMatchObject([{ numbers: { peers: 2, healthyPeers: 2 } }]);
});
