// Unit layer: the meaning of a stopped task, by its stop code, its messages and its exit codes.
import { readStoppedTask } from '#shared/domain/aws-messages/stopped-task.ts';
import type { MeaningId } from '#shared/domain/model/message-meaning.ts';
import type { StoppedTask } from '#shared/domain/model/observation.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';

const OOM = 'OutOfMemoryError: Container killed due to memory usage';

const exited = (exitCode: number, reason?: string): Partial<StoppedTask> => ({
  containers: [{ name: 'mlflow', exitCode, ...(reason !== undefined && { reason }) }],
});

it.each<{ what: string; task: Partial<StoppedTask>; meaning: MeaningId }>([
  { what: 'killed, with a message about its memory', task: exited(137, OOM), meaning: 'out-of-memory' },
  { what: 'killed, without a message', task: exited(137), meaning: 'killed' },
  { what: 'that exited with 1', task: exited(1), meaning: 'ended-with-error' },
  { what: 'that exited with 143', task: exited(143), meaning: 'orderly' },
  {
    what: 'killed while scaling in',
    task: {
      ...exited(137),
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
    },
    meaning: 'scaled-in',
  },
  {
    what: 'on a host that AWS retired',
    task: { ...exited(137), stopCode: 'InfrastructureHealth', stoppedReason: 'anything' },
    meaning: 'maintenance',
  },
  { what: 'that Spot reclaimed', task: { ...exited(1), stopCode: 'SpotInterruption' }, meaning: 'spot-reclaimed' },
  { what: 'that Spot will reclaim', task: { ...exited(1), stopCode: 'TerminationNotice' }, meaning: 'spot-reclaimed' },
  {
    what: 'that an operator stopped',
    task: { ...exited(1), stopCode: 'UserInitiated', stoppedReason: 'bye' },
    meaning: 'stopped-by-person',
  },
  { what: 'with a message of the task only', task: { ...exited(1), stoppedReason: OOM }, meaning: 'out-of-memory' },
  {
    what: 'with an unknown message of a container and a known one of the task',
    task: { ...exited(1, 'the moon'), stoppedReason: OOM },
    meaning: 'out-of-memory',
  },
  {
    what: 'whose sidecar exited first and normally',
    task: {
      containers: [
        { name: 'sidecar', exitCode: 0 },
        { name: 'mlflow', exitCode: 139 },
      ],
    },
    meaning: 'crashed',
  },
])('a task $what means $meaning', ({ task, meaning }) => {
  expect(readStoppedTask(aStoppedTask(task))).toMatchObject({ kind: 'known', meaning });
});

it.each<{ quoted: string; task: Partial<StoppedTask> }>([
  { quoted: 'the moon', task: exited(1, 'the moon') },
  { quoted: 'Essential container in task exited', task: { containers: [{ name: 'mlflow' }] } },
  { quoted: 'TaskFailedToStart', task: { stopCode: 'TaskFailedToStart', stoppedReason: '', containers: [] } },
  { quoted: 'NewKindOfStop', task: { stopCode: 'NewKindOfStop', stoppedReason: '', containers: [] } },
])('a task with unknown messages is quoted: $quoted', ({ quoted, task }) => {
  expect(readStoppedTask(aStoppedTask(task))).toEqual({ kind: 'unknown', text: quoted });
});
