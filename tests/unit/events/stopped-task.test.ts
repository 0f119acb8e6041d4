// Unit layer: what is kept of a stopped task, from its event with AWS's oddities.
import { changed, signalIn } from './a-sample.ts';

describe('a task that stopped', () => {
  const stoppedTaskIn = (detail: Readonly<Record<string, unknown>>) =>
    signalIn(changed('task-state-change', detail)).stoppedTask;

  it('is what ECS would list of it', () => {
    expect(stoppedTaskIn({})).toEqual({
      id: '0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80',
      arn: 'arn:aws:ecs:us-east-1:123456789012:task/ml-platform/0c7ab1e95d1b4c6f9a2f3e4d5c6b7a80',
      taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/mlflow-registry:42',
      startedAt: Date.parse('2026-11-23T09:58:40.911Z'),
      stoppedAt: Date.parse('2026-11-23T10:02:03.377Z'),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'registry', exitCode: 1 }],
    });
  });

  it.each([
    { what: 'no containers', containers: [], read: [] },
    { what: 'containers that are none', containers: 'null', read: [] },
    {
      what: 'a container that never ran',
      containers: [
        { name: 'registry', cpu: 'null', exitCode: null, reason: 'CannotPullContainerError: no such image' },
      ],
      read: [{ name: 'registry', reason: 'CannotPullContainerError: no such image' }],
    },
    {
      what: 'containers of which little is said',
      containers: [
        { exitCode: '1', reason: null },
        { name: 'registry', exitCode: 0 },
      ],
      read: [{ name: '' }, { name: 'registry', exitCode: 0 }],
    },
  ])('with $what is understood as far as it goes', ({ containers, read }) => {
    expect(stoppedTaskIn({ containers })?.containers).toEqual(read);
  });

  it('without codes, reasons and start has none', () => {
    const gone = { stopCode: undefined, stoppedReason: null, startedAt: undefined };
    expect(stoppedTaskIn(gone)).toMatchObject({ stopCode: '', stoppedReason: '' });
    expect(stoppedTaskIn(gone)).not.toHaveProperty('startedAt');
  });

  it.each(['never', undefined])('at %j stopped when the event was sent', (stoppedAt) => {
    expect(stoppedTaskIn({ stoppedAt })?.stoppedAt).toBe(Date.parse('2026-11-23T10:02:03Z'));
  });

  it.each([
    { what: 'still runs', detail: { lastStatus: 'RUNNING' } },
    { what: 'is about to stop', detail: { lastStatus: 'DEPROVISIONING' } },
    { what: 'does not tell its revision', detail: { taskDefinitionArn: undefined } },
    { what: 'tells nothing of its revision', detail: { taskDefinitionArn: '' } },
  ])('is none that $what', ({ detail }) => {
    expect(stoppedTaskIn(detail)).toBeUndefined();
  });

  it('is none whose time nobody tells', () => {
    const event = changed('task-state-change', { stoppedAt: undefined });
    expect(signalIn({ ...event, time: undefined }).stoppedTask).toBeUndefined();
  });
});
