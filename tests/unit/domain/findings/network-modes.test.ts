// Unit layer: findings about services whose tasks are registered by their EC2 instance, and about tasks with earlier probes.
import { isConfirmed } from '#shared/domain/model/finding.ts';
import type { Target } from '#shared/domain/model/observation.ts';
import { NOW, secondsAgo } from '#tests/builders/constants.ts';
import { aTarget, numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, idsFound } from './found.ts';

const INSTANCES = ['i-0b239fca18cb7642a', 'i-07bf876ae95911569'];
const instanceOf = (number: number): string => INSTANCES[(number - 1) % INSTANCES.length] ?? '';
const portOf = (number: number): number => 32_767 + number;

/** Four tasks in bridge networking on two instances; the targets differ from healthy ones as given, by number. */
const bridge = (target: Readonly<Record<number, Partial<Target>>> = {}): ServiceState => ({
  task: Object.fromEntries(
    numbersTo(4).map((number) => [
      number,
      { address: instanceOf(number), containerInstance: instanceOf(number), hostPorts: [portOf(number)] },
    ]),
  ),
  targets: numbersTo(4).map((number) =>
    aTarget(number, { id: instanceOf(number), port: portOf(number), ...target[number] }),
  ),
  missing: { taskProbes: 'not-configured' },
});

describe('a service in bridge networking', () => {
  it('is healthy when all of its targets are', () => {
    expect(idsFound(bridge())).toEqual([]);
  });

  it('has one bad task when one port of an instance is red, not the neighbour on the same instance', () => {
    const state = bridge({ 1: { state: 'unhealthy', reason: 'Target.Timeout' } });
    expect(found('target-unhealthy', state)).toMatchObject([{ subject: 'task-1' }]);
    expect(found('tasks-missing', state)).toMatchObject([{ numbers: { serving: 3, desired: 4 } }]);
  });

  it('has one anomalous task when one port of an instance is anomalous', () => {
    expect(found('target-anomalous', bridge({ 2: { isAnomalous: true } }))).toMatchObject([{ subject: 'task-2' }]);
  });

  it('has targets that fail alike when every port answers the health check with 404', () => {
    const red = {
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [404]',
    } as const;
    const state = bridge(Object.fromEntries(numbersTo(4).map((number) => [number, red])));
    expect(found('targets-fail-alike', state)).toMatchObject([{ numbers: { targets: 4, failures: 4 } }]);
  });

  it('has no missing task while its instances cannot be read', () => {
    const state = bridge();
    const task = Object.fromEntries(
      Object.entries(state.task ?? {}).map(([number, each]) => [number, { ...each, address: undefined as never }]),
    );
    expect(idsFound({ ...state, task })).toEqual([]);
  });
});

it('a DAEMON service in host networking, one task on each instance, is healthy', () => {
  const state = bridge();
  const hosts = [1, 2];
  const task = Object.fromEntries(hosts.map((number) => [number, { ...state.task?.[number], hostPorts: [8080] }]));
  const targets = hosts.map((number) => aTarget(number, { id: instanceOf(number), port: 8080 }));
  expect(idsFound({ ...state, tasks: 2, desired: 2, task, targets, ecs: { scheduling: 'DAEMON' } })).toEqual([]);
});

it.each([
  { history: {}, since: NOW, seen: 1, confirmed: false },
  { history: { inARow: 2, since: secondsAgo(15) }, since: secondsAgo(15), seen: 2, confirmed: true },
  { history: { inARow: 4, since: secondsAgo(45) }, since: secondsAgo(45), seen: 4, confirmed: true },
])(
  'a task whose failed probes were repeated ($history) was seen $seen times',
  ({ history, since, seen, confirmed }) => {
    const [finding] = found('task-not-working', { probe: { 1: { outcome: 'timeout', ...history } } });
    expect(finding).toMatchObject({ subject: 'task-1', since, seen });
    expect(finding && isConfirmed(finding)).toBe(confirmed);
  },
);
