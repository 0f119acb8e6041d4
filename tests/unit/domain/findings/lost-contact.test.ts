// Unit layer: tasks whose agent is lost, and of which nothing else shows that they work.
import { decide } from '#shared/domain/decide.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const hostArn = (id: string) => `arn:aws:ecs:us-east-1:123456789012:container-instance/ml-platform/${id}`;
const lost = (minutes = 22, host = 'a') =>
  ({ connectivity: 'DISCONNECTED', disconnectedAt: minutesAgo(minutes), containerInstance: hostArn(host) }) as const;
const worker: ServiceState = {
  targetGroups: [],
  ecs: { targetGroupArns: [] },
  missing: { taskProbes: 'not-configured', traffic: 'not-configured' },
};

describe('tasks-out-of-contact', () => {
  it('counts the tasks, and names their instances', () => {
    expect(
      found('tasks-out-of-contact', { ...worker, task: { 1: lost(22), 2: lost(15), 3: lost(12, 'b') } }),
    ).toMatchObject([
      {
        subject: 'a',
        since: minutesAgo(22),
        numbers: { tasks: 3, minutes: 22 },
        message:
          '3 tasks DISCONNECTED for 22 minutes on container instance a, b: ECS counts them as running, and nothing shows that they work',
      },
    ]);
  });

  it('names a task without an instance by itself', () => {
    const { containerInstance: _, ...onFargate } = lost();
    expect(found('tasks-out-of-contact', { ...worker, task: { 2: onFargate } })).toMatchObject([
      { subject: 'task-2', message: expect.stringMatching(/^1 task DISCONNECTED for 22 minutes: ECS/) },
    ]);
  });

  it.each([
    { ms: 10 * MINUTE - 1, expected: false },
    { ms: 10 * MINUTE, expected: true },
    { ms: 10 * MINUTE + 1, expected: true },
  ])('is found after $ms ms without contact: $expected', ({ ms, expected }) => {
    const task = { 1: { ...lost(), disconnectedAt: NOW - ms } };
    expect(isFound('tasks-out-of-contact', { ...worker, task })).toBe(expected);
  });

  it.each<{ what: string; state: ServiceState }>([
    { what: 'a load balancer knows the task', state: { task: { 1: lost() } } },
    { what: 'the work probe of the task is answered', state: { ...worker, missing: {}, task: { 1: lost() } } },
    { what: 'ECS does not tell since when', state: { ...worker, task: { 1: { connectivity: 'DISCONNECTED' } } } },
    { what: 'the agent is connected', state: { ...worker, task: { 1: { ...lost(), connectivity: 'CONNECTED' } } } },
    { what: 'the task is stopping', state: { ...worker, task: { 1: { ...lost(), desiredStatus: 'STOPPED' } } } },
  ])('is not found when $what', ({ state }) => {
    expect(isFound('tasks-out-of-contact', state)).toBe(false);
  });

  it('is told to operators, and no task is replaced for it', () => {
    const { diagnosis, decision } = decide(given.evidence({ ...worker, task: { 1: lost(), 2: lost() } }));
    expect([diagnosis.cause, decision.kind]).toEqual(['unknown', 'escalate']);
  });
});
