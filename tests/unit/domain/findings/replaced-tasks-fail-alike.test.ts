// Unit layer: tasks that fail their checks alike while ECS replaces them, so that none of their targets is unhealthy at the moment.
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { minutesAgo, NOW, TARGET_GROUP_ARN } from '#tests/builders/constants.ts';
import { aKilledTask, anUnhealthyEvent } from '#tests/builders/kills.ts';
import type { ServiceState } from '#tests/builders/service-state.ts';
import { found, isFound } from './found.ts';

const meaningIn = (state: ServiceState) => found('targets-fail-alike', state)[0]?.meaning;

/** ECS has stopped these tasks for the check; what it started since waits for its first check. */
const replaced = (reason: string, killed: readonly Partial<StoppedTask>[], state: ServiceState = {}): ServiceState => ({
  tasks: 2,
  initial: [1, 2],
  task: { 1: { startedAt: NOW, healthStatus: 'HEALTHY' }, 2: { startedAt: NOW } },
  stopped: killed.map((task) => aKilledTask(task)),
  events: killed.map(({ id = '' }) => anUnhealthyEvent(id, reason, minutesAgo(2))),
  missing: { taskProbes: 'not-configured' },
  ...state,
});

describe('targets-fail-alike', () => {
  const KILLED = [{ id: 'a' }, { id: 'b' }];

  it.each([
    { reason: 'Request timed out', meaning: 'check-unanswered' },
    { reason: 'Health checks failed', meaning: 'check-refused' },
    { reason: 'Health checks failed with these codes: [404]', meaning: 'check-answered-otherwise' },
    { reason: 'Health checks failed with these codes: [503]', meaning: 'check-answers-5xx' },
    { reason: 'the moon', meaning: undefined },
  ])('means $meaning when ECS stopped two tasks because of "$reason"', ({ reason, meaning }) => {
    expect(meaningIn(replaced(reason, KILLED))).toBe(meaning);
  });

  it('quotes ECS', () => {
    const [finding] = found('targets-fail-alike', replaced('Request timed out', KILLED));
    expect(finding).toMatchObject({
      subject: TARGET_GROUP_ARN,
      since: minutesAgo(2),
      numbers: { targets: 2, failures: 2 },
      message: 'the health check does not reach serving tasks: 2 tasks that ECS stopped, all "Request timed out"',
    });
  });

  it('takes a task for which ECS gave no reason to have failed like the other', () => {
    const events = [anUnhealthyEvent('b', 'Request timed out')];
    expect(found('targets-fail-alike', replaced('Request timed out', KILLED, { events }))).toMatchObject([
      {
        numbers: { failures: 2 },
        message: expect.stringContaining('2 tasks that ECS stopped, all "Request timed out"'),
      },
    ]);
  });

  it('reads for each task the reason that ECS gave for it', () => {
    const events = ['c', 'a', 'b'].map((id) =>
      anUnhealthyEvent(id, id === 'c' ? 'Health checks failed' : 'Request timed out'),
    );
    expect(meaningIn(replaced('Request timed out', KILLED, { events }))).toBe('check-unanswered');
  });

  it.each<{ why: string; state: ServiceState }>([
    { why: 'only one task was stopped', state: replaced('Request timed out', [{ id: 'a' }]) },
    { why: 'a target is healthy again', state: replaced('Request timed out', KILLED, { initial: [1] }) },
    {
      why: 'ECS says why only for another target group',
      state: replaced('Request timed out', KILLED, {
        events: KILLED.map(({ id }) => anUnhealthyEvent(id, 'Request timed out', NOW, `${TARGET_GROUP_ARN}-admin`)),
      }),
    },
    { why: 'ECS does not say why', state: replaced('Request timed out', KILLED, { events: [] }) },
    {
      why: 'the tasks were stopped too long ago',
      state: replaced('Request timed out', [
        { id: 'a', stoppedAt: minutesAgo(10) },
        { id: 'b', stoppedAt: minutesAgo(10) },
      ]),
    },
    {
      why: 'the containers failed their own check',
      state: replaced('Request timed out', [
        { id: 'a', stoppedReason: 'Task failed container health checks' },
        { id: 'b', stoppedReason: 'Task failed container health checks' },
      ]),
    },
  ])('is not found when $why', ({ state }) => {
    expect(isFound('targets-fail-alike', state)).toBe(false);
  });
});
