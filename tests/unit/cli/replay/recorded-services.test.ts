// Unit: the events of a case add stopped tasks that ECS no longer lists, and its baseline is observed.
import { parseCase } from '#cli/replay/case-file.ts';
import { recordedServices } from '#cli/replay/recorded-services.ts';
import { replayCase } from '#cli/replay/replay-case.ts';
import { EMPTY_BASELINE } from '#shared/domain/model/baseline.ts';
import { itemsOf, valueIn } from '#shared/domain/model/part.ts';
import { observeOne } from '#shared/procedures/observe.ts';
import { policyNamed } from '#shared/procedures/policy-named.ts';
import { changed, sampleOf } from '../../events/a-sample.ts';
import { fixture, type Json } from '../run-medic.ts';

const caseWith = (events: readonly unknown[]) => parseCase({ ...fixture('healthy'), events }, 'case.json');
const stoppedTasksIn = async (events: readonly unknown[]): Promise<readonly string[]> => {
  const recorded = caseWith(events);
  const policy = policyNamed(recorded.policies, recorded.service);
  const { stoppedTasks } = await observeOne(recordedServices(recorded))(policy, recorded.now);
  return itemsOf(stoppedTasks).map(({ id }) => id);
};

const taskEvent = (change: Json) => changed('task-state-change', change);
const stopped = taskEvent({ stoppedAt: '2026-11-23T08:40:00Z' });
const STOPPED_ID = '0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80';

const baselineIn = async (previous: object) => {
  const recorded = parseCase({ ...fixture('healthy'), previous }, 'case.json');
  const policy = policyNamed(recorded.policies, recorded.service);
  return valueIn((await observeOne(recordedServices(recorded))(policy, recorded.now)).baseline);
};

describe('a replay', () => {
  it.each([
    ['none', {}, []],
    ['an absent one', { baseline: null }, []],
    ['a start', { baseline: { starts: [{ task: 't', at: 1, tookMs: 9 }] } }, [{ task: 't', at: 1, tookMs: 9 }]],
  ])('observes the baseline of the case; %s gives these starts', async (_, previous, starts) => {
    expect(await baselineIn(previous)).toEqual({ ...EMPTY_BASELINE, starts });
  });

  it('observes each task that stopped according to an event once, newest first', async () => {
    const taskArn = 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/later';
    const later = taskEvent({ taskArn, stoppedAt: '2026-11-23T09:40:00Z' });
    expect(await stoppedTasksIn([])).toEqual([]);
    expect(await stoppedTasksIn([stopped, later, stopped])).toEqual(['later', STOPPED_ID]);
  });

  it.each([
    ['of a running task', taskEvent({ lastStatus: 'RUNNING' })],
    ['of another service', taskEvent({ group: 'service:other' })],
    ['of an alarm', sampleOf('alarm-state-change')],
    ['that is text', 'Task stopped'],
    ['that is null', null],
    ['without a task', taskEvent({ taskArn: undefined })],
  ])('ignores an event %s', async (_, event) => {
    expect(await stoppedTasksIn([event, stopped])).toEqual([STOPPED_ID]);
  });

  it('does not fail for unreadable events', async () => {
    const { replayed } = await replayCase(caseWith([7, {}, [], { source: 'aws.ecs' }, null, 'text']));
    expect(replayed).toMatchObject({ cause: 'none', decision: { kind: 'none' } });
  });
});
