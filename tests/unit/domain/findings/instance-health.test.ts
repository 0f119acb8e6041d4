// Unit layer: what ECS finds about the container instances of a service.
import type { ContainerInstance } from '#shared/domain/model/container-instance.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found } from './found.ts';

const arn = 'arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/host-1';
const instance = (given: Partial<ContainerInstance> = {}): ContainerInstance => ({
  arn,
  status: 'ACTIVE',
  health: 'OK',
  isAgentConnected: true,
  failedChecks: [],
  ...given,
});
const on = (given: Partial<ContainerInstance>, state: ServiceState = {}): ServiceState => ({
  containerInstances: [instance(given)],
  task: { 1: { containerInstance: arn } },
  ...state,
});
const onManaged: ServiceState = { task: { 1: { containerInstance: arn, isOnManagedInstance: true } } };
const stoppedOnManaged: ServiceState = {
  task: {},
  stopped: [aStoppedTask({ containerInstance: arn, isOnManagedInstance: true })],
};
const IMPAIRED = { health: 'IMPAIRED' } as const;
const DRAINING = { status: 'DRAINING' } as const;
const RUNTIME = { type: 'CONTAINER_RUNTIME', reason: 'docker does not answer', since: minutesAgo(7) };
const messages = (id: 'host-under-repair' | 'host-not-ok', state: ServiceState) =>
  found(id, state).map(({ message }) => message);

it.each<{ what: string; state: ServiceState; message: string }>([
  {
    what: 'IMPAIRED and managed',
    state: on(IMPAIRED, onManaged),
    message: 'container instance host-1 is IMPAIRED, and ECS replaces it',
  },
  {
    what: 'IMPAIRED, and its last managed task has stopped',
    state: on(IMPAIRED, stoppedOnManaged),
    message: 'container instance host-1 is IMPAIRED, and ECS replaces it',
  },
  {
    what: 'IMPAIRED and draining',
    state: on({ ...IMPAIRED, ...DRAINING, failedChecks: [RUNTIME] }),
    message:
      'container instance host-1 is IMPAIRED (CONTAINER_RUNTIME: docker does not answer), is DRAINING, and ECS drains it',
  },
])('an instance that is $what is under repair', ({ state, message }) => {
  expect(messages('host-under-repair', state)).toEqual([message]);
  expect(messages('host-not-ok', state)).toEqual([]);
});

it.each<{ what: string; state: ServiceState; message: string }>([
  {
    what: 'IMPAIRED on EC2',
    state: on({ ...IMPAIRED, failedChecks: [{ type: 'CONTAINER_RUNTIME' }] }),
    message: 'container instance host-1 is IMPAIRED (CONTAINER_RUNTIME); it runs 1 task of the service',
  },
  {
    what: 'draining',
    state: on(DRAINING, onManaged),
    message: 'container instance host-1 is DRAINING; it runs 1 task of the service',
  },
  {
    what: 'without its agent',
    state: on({ isAgentConnected: false }, { task: {} }),
    message: 'container instance host-1 has a disconnected agent; it runs 0 tasks of the service',
  },
])('an instance that is $what is named, and nobody repairs it', ({ state, message }) => {
  expect(messages('host-not-ok', state)).toEqual([message]);
  expect(messages('host-under-repair', state)).toEqual([]);
});

it.each<{ what: string; given: Partial<ContainerInstance> }>([
  { what: 'OK', given: {} },
  { what: 'INITIALIZING', given: { health: 'INITIALIZING' } },
  { what: 'INSUFFICIENT_DATA', given: { health: 'INSUFFICIENT_DATA' } },
])('an instance that is $what is not named', ({ given }) => {
  const state = on(given, onManaged);
  expect([...messages('host-under-repair', state), ...messages('host-not-ok', state)]).toEqual([]);
});

it.each([
  { failedChecks: [RUNTIME, { type: 'DAEMON', since: minutesAgo(9) }], since: minutesAgo(9) },
  { failedChecks: [], since: NOW },
])('an instance is under repair since its first check failed, where ECS tells', ({ failedChecks, since }) => {
  expect(found('host-under-repair', on({ ...IMPAIRED, failedChecks }, onManaged))).toMatchObject([
    { subject: 'host-1', strength: 'hard', since },
  ]);
});
