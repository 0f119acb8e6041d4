// Unit: the events of a recorded case tell of stopped tasks that ECS has forgotten by then.
import { readFileSync } from 'node:fs';
import { parseCase } from '#cli/replay/case-file.ts';
import { recordedServices } from '#cli/replay/recorded-services.ts';
import { replayCase } from '#cli/replay/replay-case.ts';
import { itemsOf } from '#shared/domain/model/part.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import { changed, sampleOf } from '../events/a-sample.ts';

const healthy: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync('tests/fixtures/cases/healthy.json', 'utf8'),
);
const ARN = 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform';
const stopped = changed('task-state-change', { stoppedAt: '2026-11-23T08:40:00Z' });
const caseWith = (events: readonly unknown[]) => parseCase({ ...healthy, events }, 'case.json');

const stoppedTasksIn = async (events: readonly unknown[]): Promise<readonly string[]> => {
  const recorded = caseWith(events);
  const policy = policyNamed(recorded.policies, recorded.service);
  const { stoppedTasks } = await observeOne(recordedServices(recorded))(policy, recorded.now);
  return itemsOf(stoppedTasks).map(({ id }) => id);
};

describe('the observation of a case', () => {
  it('holds no stopped task without events', async () => {
    expect(await stoppedTasksIn([])).toEqual([]);
  });

  it('holds the tasks that its events say have stopped, each once, newest first', async () => {
    const later = changed('task-state-change', { taskArn: `${ARN}/later`, stoppedAt: '2026-11-23T09:40:00Z' });
    expect(await stoppedTasksIn([stopped, later, stopped])).toEqual(['later', '0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80']);
  });

  it.each([
    { what: 'a task that runs', event: changed('task-state-change', { lastStatus: 'RUNNING' }) },
    { what: 'a task of another service', event: changed('task-state-change', { group: 'service:other' }) },
    { what: 'an alarm', event: sampleOf('alarm-state-change') },
    { what: 'nothing that can be read', event: 'Task stopped' },
    { what: 'nothing at all', event: null },
    { what: 'a stop without a task', event: changed('task-state-change', { taskArn: undefined }) },
  ])('is not changed by an event of $what', async ({ event }) => {
    expect(await stoppedTasksIn([event, stopped])).toEqual(['0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80']);
  });
});

it('a replay goes on whatever its events are', async () => {
  const { replayed } = await replayCase(caseWith([7, {}, [], { source: 'aws.ecs' }, null, 'text']));
  expect(replayed).toMatchObject({ cause: 'none', decision: { kind: 'none' } });
});
