// Unit layer: how many failing tasks are few, and how many are so many that the tasks are not the cause.
import { areFew, areNearlyAll, healthCheckFailures, isSystemic } from '#shared/domain/evidence/task-share.ts';
import { NOW, OLDER_REVISION, secondsAgo } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { aKilledTask } from '#tests/builders/kills.ts';
import { numbersTo } from '#tests/builders/parts.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';

it('a task that is still starting makes no share smaller', () => {
  const young = { createdAt: secondsAgo(40), startedAt: secondsAgo(5) };
  const starting = given.service({ tasks: 6, initial: [6], task: { 6: young } });
  expect([areFew(2, starting), areFew(2, given.service({ tasks: 6 }))]).toEqual([false, true]);
  const systemic = given.service({ tasks: 4, initial: [4], task: { 4: young } });
  expect([isSystemic(3, systemic), isSystemic(2, systemic)]).toEqual([true, false]);
});

it.each([
  { bad: 1, tasks: 1, few: true, systemic: false },
  { bad: 1, tasks: 2, few: true, systemic: false },
  { bad: 2, tasks: 2, few: false, systemic: true },
  { bad: 2, tasks: 3, few: false, systemic: false },
  { bad: 2, tasks: 4, few: false, systemic: false },
  { bad: 3, tasks: 4, few: false, systemic: true },
  { bad: 1, tasks: 6, few: true, systemic: false },
  { bad: 2, tasks: 6, few: true, systemic: false },
  { bad: 3, tasks: 6, few: false, systemic: false },
  { bad: 66, tasks: 100, few: false, systemic: false },
  { bad: 67, tasks: 100, few: false, systemic: true },
  { bad: 68, tasks: 100, few: false, systemic: true },
])('$bad of $tasks running tasks are few: $few, systemic: $systemic', ({ bad, tasks, few, systemic }) => {
  const observation = given.service({ tasks });
  expect([areFew(bad, observation), isSystemic(bad, observation)]).toEqual([few, systemic]);
});

it.each([
  { idle: 66, all: 100, nearlyAll: false },
  { idle: 67, all: 100, nearlyAll: true },
  { idle: 1, all: 1, nearlyAll: true },
])('$idle of $all are nearly all: $nearlyAll', ({ idle, all, nearlyAll }) => {
  expect(areNearlyAll(idle, all)).toBe(nearlyAll);
});

describe('the tasks that fail their health checks', () => {
  const kills = (count: number) => numbersTo(count).map((number) => aKilledTask({ id: `killed-${number}` }));
  const failures = (state: ServiceState) => healthCheckFailures(given.service(state), NOW);

  it.each<{ what: string; state: ServiceState; few: boolean; systemic: boolean }>([
    { what: 'one of four tasks', state: { unhealthy: [1] }, few: true, systemic: false },
    { what: 'three of four', state: { unhealthy: [1, 2, 3] }, few: false, systemic: true },
    {
      what: 'one task and three in their grace period',
      state: { unhealthy: [1, 2, 3, 4], task: { 2: { startedAt: NOW }, 3: { startedAt: NOW }, 4: { startedAt: NOW } } },
      few: false,
      systemic: true,
    },
    {
      what: 'one task and the one before it',
      state: { unhealthy: [1], stopped: kills(1) },
      few: false,
      systemic: false,
    },
    {
      what: 'one task and those before it, while three pass',
      state: { unhealthy: [1], stopped: kills(4) },
      few: false,
      systemic: false,
    },
    {
      what: 'one task and three that were stopped, while the others wait',
      state: { unhealthy: [1], initial: [2, 3, 4], stopped: kills(3) },
      few: false,
      systemic: true,
    },
    { what: 'many that were stopped, while four pass', state: { stopped: kills(11) }, few: false, systemic: true },
    { what: 'none', state: {}, few: true, systemic: false },
    { what: 'one by its container', state: { task: { 1: { healthStatus: 'UNHEALTHY' } } }, few: true, systemic: false },
  ])('are few: $few, systemic: $systemic, when they are $what', ({ state, few, systemic }) => {
    expect(failures(state)).toMatchObject({ areFew: few, isSystemic: systemic });
  });

  it.each<{ what: string; state: ServiceState }>([
    {
      what: 'for a fault of the load balancer',
      state: { unhealthy: [1], target: { 1: { reason: 'Elb.InternalError' } } },
    },
    { what: 'that are stopping', state: { unhealthy: [1], task: { 1: { desiredStatus: 'STOPPED' } } } },
    { what: 'of a revision that is gone', state: { stopped: [aKilledTask({ taskDefinition: OLDER_REVISION })] } },
  ])('do not include tasks $what', ({ state }) => {
    const { failing, killed } = failures(state);
    expect([...failing, ...killed]).toEqual([]);
  });
});
