// Unit layer: a task in several target groups is probed on all of their ports, from the observation to the decision.
import { ProbeMessage } from '#events/schemas/probe-request.ts';
import { probeService } from '#functions/probe-service/probe-service.ts';
import { decide } from '#shared/domain/decide.ts';
import type { HealthReport } from '#shared/domain/model/health-report.ts';
import { observed, type Part } from '#shared/domain/model/part.ts';
import type { ProbePolicy } from '#shared/domain/model/policy.ts';
import type { BalancedTargetGroup, Network } from '#shared/ports/observing.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { aReport } from '#tests/builders/a-report.ts';
import { NOW } from '#tests/builders/constants.ts';
import { aService, aTarget, aTargetGroup, aTask } from '#tests/builders/parts.ts';
import { observing } from './observed-service.ts';

const POLICY = aPolicy({ dependencies: [], breakers: [] });
const NUMBERS = [1, 2, 3, 4];
const WORK = 5000;
const ADMIN = 9090;

const groupOn = (port: number): BalancedTargetGroup =>
  aTargetGroup({
    port,
    protocol: 'HTTP',
    protocolVersion: 'HTTP1',
    targets: NUMBERS.map((number) => aTarget(number, { port })),
  });
const GROUPS: Readonly<Record<string, Part<BalancedTargetGroup>>> = {
  work: observed(NOW, groupOn(WORK)),
  admin: observed(NOW, groupOn(ADMIN)),
};

/** Decides on a service whose tasks answer everywhere but on the hung ports, written as `10.0.0.1:9090`. */
const decideWith = async (hung: readonly string[], previous: readonly HealthReport[] = []) => {
  const asked: string[] = [];
  const get: Network['get'] = async (url) => {
    asked.push(url.replace('http://', ''));
    if (hung.some((port) => url.startsWith(`http://${port}/`))) throw { failure: 'timeout' };
    return { status: 200 };
  };
  const network: Network = { get, connect: async () => {}, resolve: async () => {} };
  const probe = probeService({ network, clock: { now: () => NOW } }, async () => {});
  const { observation } = await observing(
    { policies: [POLICY], ecs: observed(NOW, aService({ targetGroupArns: Object.keys(GROUPS) })) },
    ({ targetGroups, reports }) => ({
      reports: { ...reports, latest: async () => new Map([[POLICY.name, previous]]) },
      targetGroups: { ...targetGroups, read: async () => new Map(Object.entries(GROUPS)) },
      prober: {
        probe: async (request) => {
          const answers = await probe(ProbeMessage.parse(JSON.parse(JSON.stringify(request))));
          return { tasks: observed(NOW, answers.tasks), dependencies: observed(NOW, answers.dependencies) };
        },
      },
    }),
  );
  const { report } = decide({
    observation,
    policy: POLICY,
    history: { incident: undefined, pastActions: [] },
    now: NOW,
  });
  return { asked, report, notWorking: report.findings.filter(({ id }) => id === 'task-not-working') };
};

const on = (port: number): readonly string[] => NUMBERS.map((number) => `10.0.0.${number}:${port}`);

it('a task whose second port hangs while the first one answers is a finding that names the port', async () => {
  const { notWorking } = await decideWith(['10.0.0.1:9090']);
  expect(notWorking).toMatchObject([
    { subject: 'task-1', message: expect.stringContaining('its work probe on port 9090 answered timeout') },
  ]);
});

it('the first port is asked for work, the second one what its health check asks', async () => {
  const { asked, notWorking } = await decideWith([]);
  expect(asked.toSorted()).toEqual(
    [...on(WORK).map((at) => `${at}/work`), ...on(ADMIN).map((at) => `${at}/health`)].toSorted(),
  );
  expect(notWorking).toEqual([]);
});

describe('a second port on which every task is silent', () => {
  const answered = (ports: Partial<HealthReport>) => [aReport({ probesReach: true, ...ports })];

  it.each([
    { when: 'and which no check has ever reached', previous: answered({}), found: 0 },
    {
      when: 'and of which an earlier check reached another one',
      previous: answered({ reachedPorts: [9091] }),
      found: 0,
    },
    { when: 'and which an earlier check reached', previous: answered({ reachedPorts: [9090] }), found: 4 },
  ])('$when leads to $found findings', async ({ previous, found }) => {
    expect((await decideWith(on(ADMIN), previous)).notWorking).toHaveLength(found);
  });

  it('hides no task that hangs on the first port', async () => {
    const { notWorking } = await decideWith([...on(ADMIN), '10.0.0.2:5000']);
    expect(notWorking).toMatchObject([
      { subject: 'task-2', message: expect.stringContaining('on port 5000 answered timeout') },
    ]);
  });
});

describe('the request to the prober', () => {
  const requestOf = async (tasks: number, groups: number, ports?: ProbePolicy['ports']) => {
    const numbers = Array.from({ length: tasks }, (_, index) => index + 1);
    const groupsOf = Array.from({ length: groups }, (_, index): [string, Part<BalancedTargetGroup>] => [
      `group-${index}`,
      observed(NOW, {
        ...groupOn(WORK + index),
        targets: numbers.map((each) => aTarget(each, { port: WORK + index })),
      }),
    ]);
    const { done } = await observing(
      {
        policies: [aPolicy({ probe: { ...POLICY.probe, ...(ports && { ports }) } })],
        ecs: observed(NOW, aService({ targetGroupArns: groupsOf.map(([arn]) => arn) })),
        tasks: observed(
          NOW,
          numbers.map((number) => aTask(number)),
        ),
      },
      ({ targetGroups }) => ({ targetGroups: { ...targetGroups, read: async () => new Map(groupsOf) } }),
    );
    const [request] = done.probed;
    if (request === undefined) throw new Error('nothing was probed');
    return ProbeMessage.parse(request);
  };
  const HEALTH = { path: '/health', acceptedStatuses: '200' };

  it('names each further port once, whatever the number of tasks', async () => {
    const { ports, tasks } = await requestOf(3, 3);
    expect(ports).toEqual([
      { port: 5001, ...HEALTH },
      { port: 5002, ...HEALTH },
    ]);
    expect(tasks.map(({ port, furtherPorts }) => [port, furtherPorts])).toEqual(Array(3).fill([5000, [5001, 5002]]));
  });

  it('of one target group is as short as ever', async () => {
    const request = await requestOf(1, 1);
    expect(Object.keys(request)).toEqual(['service', 'path', 'timeoutMs', 'acceptedStatuses', 'tasks', 'dependencies']);
    expect(request.tasks).toEqual([{ taskId: 'task-1', address: '10.0.0.1', port: 5000 }]);
  });

  it('has only those entries of medic.yml that a task needs, also for its first port', async () => {
    const entry = (port: number) => ({ port, path: `/of-${port}`, acceptedStatuses: '204' });
    const { ports } = await requestOf(1, 2, [entry(9999), entry(5001), entry(5000)]);
    expect(ports).toEqual([entry(5000), entry(5001)]);
  });

  it.each([
    { groups: 21, further: 20 },
    { groups: 22, further: 20 },
  ])('of $groups target groups has $further further ports', async ({ groups, further }) => {
    const { ports, tasks } = await requestOf(1, groups);
    expect([ports?.length, tasks[0]?.furtherPorts?.length]).toEqual([further, further]);
  });

  it.each([
    { tasks: 450, further: 450 },
    { tasks: 451, further: 0 },
  ])('of $tasks tasks in two target groups has further ports for $further of them', async ({ tasks, further }) => {
    const request = await requestOf(tasks, 2);
    expect(request.tasks).toHaveLength(tasks);
    expect(request.tasks.filter(({ furtherPorts }) => furtherPorts !== undefined)).toHaveLength(further);
  });
});

it('a report remembers the ports that answered, and forgets none', async () => {
  const earlier = [aReport({ reachedPorts: [9191] })];
  expect((await decideWith(on(ADMIN), earlier)).report.reachedPorts).toEqual([5000, 9191]);
  expect((await decideWith([], earlier)).report.reachedPorts).toEqual([5000, 9090, 9191]);
});
