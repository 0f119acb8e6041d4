// Unit layer: what calls for a closer look, which alarms are about a service, and what is kept of stopped tasks.

import { mergeRetained } from '#shared/domain/evidence/stopped-task-history.ts';
import { needsDetails } from '#shared/domain/findings/needs-details.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { missing, observed } from '#shared/domain/model/part.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';
import { NOW } from '#tests/builders/constants.ts';
import { anObservation } from '#tests/builders/given.ts';
import { aService, aTask, someTraffic } from '#tests/builders/parts.ts';

describe('a closer look', () => {
  it.each([
    { what: 'a service that is well', given: {}, isDeserved: false },
    {
      what: 'a task that starts',
      given: {
        ecs: observed(NOW, aService({ desiredCount: 4 })),
        tasks: observed(NOW, [
          ...[1, 2, 3, 4].map((number) => aTask(number)),
          aTask(5, { lastStatus: 'PENDING', createdAt: NOW }),
        ]),
      },
      isDeserved: false,
    },
    {
      what: 'failing requests',
      given: { traffic: observed(NOW, someTraffic({ target5xx: 3_000 })) },
      isDeserved: true,
    },
    { what: 'tasks that cannot be read', given: { tasks: missing('throttled', 'slow down') }, isDeserved: true },
  ])('is deserved by $what: $isDeserved', ({ given, isDeserved }) => {
    expect(needsDetails({ observation: anObservation(given), policy: aPolicy(), now: NOW })).toBe(isDeserved);
  });
});

const stopped = (name: string, minutesAgo: number, stoppedReason = 'from ECS'): StoppedTask => ({
  id: name,
  arn: `arn:aws:ecs:us-east-1:123456789012:task/ml-platform/${name}`,
  taskDefinition: aTask(1).taskDefinition,
  stoppedAt: NOW - minutesAgo * MINUTE,
  stopCode: 'EssentialContainerExited',
  stoppedReason,
  containers: [],
});

describe('stopped tasks', () => {
  it('are those that ECS lists and those kept from events, each once, newest first, in the words of ECS', () => {
    const listed = observed(NOW, [stopped('b', 20), stopped('a', 50)]);
    const merged = mergeRetained(listed, [stopped('a', 50, 'from an event'), stopped('c', 90), stopped('d', 10)]);
    expect(
      merged.state === 'observed' && merged.value.map(({ id, stoppedReason }) => `${id} ${stoppedReason}`),
    ).toEqual(['d from ECS', 'b from ECS', 'a from ECS', 'c from ECS']);
  });

  it('stay missing where ECS does not list them, since kept ones cannot say that there are no others', () => {
    const denied = missing('access-denied', 'not for you');
    expect(mergeRetained(denied, [stopped('a', 1)])).toBe(denied);
  });
});
