// Unit layer: which of two causes wins where both have their evidence in one observation.
import type { Cause } from '#shared/domain/model/cause.ts';
import type { EcsService, Observation, Target } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { MINUTE, SECOND } from '#shared/domain/model/time.ts';
import { NOW, OLDER_REVISION } from '#tests/builders/constants.ts';
import { aHistory, level } from '#tests/builders/metrics.ts';
import {
  aDeployment,
  anOlderRelease,
  aRelease,
  aService,
  aStoppedTask,
  aTarget,
  aTargetGroup,
  aTask,
  aTaskProbe,
  someTraffic,
  tasks,
} from '#tests/builders/parts.ts';
import { lookAt } from './decision-table.ts';

const SIX = [1, 2, 3, 4, 5, 6];
const inZoneA = (n: number): boolean => (n - 1) % 3 === 0;

/** Six tasks over three zones, all well; most of what follows is wrong with these. */
const sixTasks = (service: Partial<EcsService> = {}): Partial<Observation> => ({
  ecs: observed(NOW, aService({ desiredCount: 6, runningCount: 6, ...service })),
  tasks: observed(NOW, tasks(6)),
  targetGroups: targets(() => false),
  taskProbes: observed(
    NOW,
    SIX.map((n) => aTaskProbe(n)),
  ),
});
const targets = (isBad: (n: number) => boolean, bad: Partial<Target> = {}): Observation['targetGroups'] =>
  observed(NOW, [
    aTargetGroup({
      targets: SIX.map((n) => aTarget(n, isBad(n) ? { state: 'unhealthy', reason: 'Target.Timeout', ...bad } : {})),
    }),
  ]);

const BLIND = { tasks: missing('throttled', 'Rate exceeded') };
const NONE_WANTED = {
  ecs: observed(NOW, aService({ desiredCount: 0, runningCount: 0 })),
  traffic: observed(NOW, someTraffic({ requests: 0 })),
};
const ARRIVING = { tasks: observed(NOW, [aTask(1, { lastStatus: 'PENDING', createdAt: NOW - 10 * SECOND })]) };
const UNPULLABLE = {
  ...sixTasks(),
  tasks: observed(NOW, tasks(5)),
  stoppedTasks: observed(NOW, [
    aStoppedTask({
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError: dial tcp 10.0.1.7:443: i/o timeout',
      containers: [],
    }),
  ]),
};
const SETTLING = {
  tasks: observed(NOW, [...tasks(5), aTask(6, { createdAt: NOW - 50 * SECOND, startedAt: NOW - 30 * SECOND })]),
  targetGroups: targets((n) => n === 6, { state: 'initial', reason: 'Elb.RegistrationInProgress' }),
};
const NEW_AND_BAD = {
  ...sixTasks({
    deployments: [
      aDeployment({ rolloutState: 'IN_PROGRESS', createdAt: NOW - 4 * MINUTE }),
      aDeployment({ id: 'ecs-svc/41', status: 'ACTIVE', taskDefinition: OLDER_REVISION }),
    ],
  }),
  tasks: observed(
    NOW,
    SIX.map((n) => aTask(n, n > 4 ? { startedAt: NOW - 2 * MINUTE } : { taskDefinition: OLDER_REVISION })),
  ),
  targetGroups: targets((n) => n > 4),
  releases: observed(NOW, [aRelease({ status: 'IN_PROGRESS', createdAt: NOW - 4 * MINUTE }), anOlderRelease()]),
};
const DATABASE_DOWN = {
  dependencies: observed(NOW, [
    { dependency: 'database', ok: false, latencyMs: 1_000, error: 'timeout', at: NOW },
    { dependency: 'discovery', ok: true, latencyMs: 2, at: NOW },
  ]),
  traffic: observed(NOW, someTraffic({ target5xx: 900 })),
};
const ZONE_FAILS = { ...sixTasks(), targetGroups: targets(inZoneA) };
const BUSY = {
  utilisation: observed(NOW, { cpu: 0.97, memory: 0.4 }),
  history: aHistory({ cpu: level(5, 0.97), requests: [...level(15, 6_000), ...level(5, 12_000)] }),
};
const ONE_UNHEALTHY = { ...sixTasks(), targetGroups: targets((n) => n === 1) };
const ONE_HUNG = {
  ...sixTasks(),
  taskProbes: observed(
    NOW,
    SIX.map((n) => aTaskProbe(n, n === 1 ? { outcome: 'timeout' } : {})),
  ),
};

interface Pair {
  readonly wins: string;
  readonly over: string;
  readonly one: Partial<Observation>;
  readonly other: Partial<Observation>;
  readonly causes: readonly [Cause, Cause];
  /** Where it is more than what the first says in place of the second. */
  readonly both?: Partial<Observation>;
}

const causeOf = (given: Partial<Observation>): Cause => lookAt({ given }).diagnosis.cause;

describe('of two causes', () => {
  const PAIRS: readonly Pair[] = [
    { wins: 'blindness', over: 'an intention', one: BLIND, other: NONE_WANTED, causes: ['unknown', 'intended'] },
    {
      wins: 'an intention',
      over: 'a transition',
      one: NONE_WANTED,
      other: ARRIVING,
      causes: ['intended', 'in-transition'],
    },
    {
      wins: 'a transition',
      over: 'the failures to start that it ended',
      one: { ...sixTasks(), ...SETTLING },
      other: UNPULLABLE,
      both: { ...UNPULLABLE, ...SETTLING },
      causes: ['in-transition', 'network-path'],
    },
    {
      wins: 'the platform',
      over: 'a deployment',
      one: UNPULLABLE,
      other: NEW_AND_BAD,
      both: { ...NEW_AND_BAD, stoppedTasks: UNPULLABLE.stoppedTasks },
      causes: ['network-path', 'bad-release'],
    },
    {
      wins: 'a deployment',
      over: 'a dependency',
      one: NEW_AND_BAD,
      other: DATABASE_DOWN,
      causes: ['bad-release', 'dependency-down'],
    },
    {
      wins: 'a dependency',
      over: 'a zone',
      one: DATABASE_DOWN,
      other: ZONE_FAILS,
      causes: ['dependency-down', 'az-impairment'],
    },
    { wins: 'a zone', over: 'overload', one: ZONE_FAILS, other: BUSY, causes: ['az-impairment', 'overload'] },
    {
      wins: 'overload',
      over: 'an unhealthy task',
      one: BUSY,
      other: ONE_UNHEALTHY,
      causes: ['overload', 'instance-unhealthy'],
    },
    { wins: 'overload', over: 'a grey task', one: BUSY, other: ONE_HUNG, causes: ['overload', 'instance-grey'] },
  ];

  it.each(PAIRS)('$wins wins over $over', ({ one, other, both = { ...other, ...one }, causes }) => {
    expect([causeOf(one), causeOf(other)]).toEqual(causes);
    expect(causeOf(both)).toBe(causes[0]);
  });
});

describe('a replacement that ECS is starting', () => {
  it('does not hide what has kept the others from starting', () => {
    const starting = aTask(7, { lastStatus: 'PENDING', createdAt: NOW - 10 * SECOND });
    expect(causeOf({ ...UNPULLABLE, tasks: observed(NOW, [...tasks(5), starting]) })).toBe('network-path');
  });
});
