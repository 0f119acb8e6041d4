// Unit layer: which stopped tasks failed.
import {
  isHealthCheckKill,
  isTaskFailure,
  recentFailures,
  recentKills,
} from '#shared/domain/evidence/task-failures.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { minutesAgo, NOW } from '#tests/builders/constants.ts';
import * as given from '#tests/builders/given.ts';
import { aKilledTask } from '#tests/builders/kills.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';

const containers = (exitCode?: number) => ({
  containers: [{ name: 'mlflow', ...(exitCode !== undefined && { exitCode }) }],
});

it.each([
  { stopCode: 'EssentialContainerExited', exitCode: 1, isFailure: true },
  { stopCode: 'EssentialContainerExited', exitCode: 137, isFailure: true },
  { stopCode: 'EssentialContainerExited', exitCode: 0, isFailure: false },
  { stopCode: 'EssentialContainerExited', exitCode: 143, isFailure: false },
  { stopCode: 'EssentialContainerExited', exitCode: undefined, isFailure: false },
  { stopCode: 'TaskFailedToStart', exitCode: undefined, isFailure: true },
  { stopCode: 'ServiceSchedulerInitiated', exitCode: 1, isFailure: false },
  { stopCode: 'UserInitiated', exitCode: 1, isFailure: false },
  { stopCode: 'SpotInterruption', exitCode: 1, isFailure: false },
  { stopCode: 'TerminationNotice', exitCode: 1, isFailure: false },
])(
  'a task that stopped with $stopCode and exit code $exitCode failed: $isFailure',
  ({ stopCode, exitCode, isFailure }) => {
    expect(isTaskFailure(aStoppedTask({ stopCode, ...containers(exitCode) }))).toBe(isFailure);
  },
);

it.each([
  { stoppedReason: 'Task failed ELB health checks in (target-group x)', isFailure: true },
  { stoppedReason: 'Task failed container health checks', isFailure: true },
  { stoppedReason: 'Scaling activity initiated by (deployment x)', isFailure: false },
])('a task that the scheduler stopped, "$stoppedReason", failed: $isFailure', ({ stoppedReason, isFailure }) => {
  const stopCode = 'ServiceSchedulerInitiated';
  expect(isTaskFailure(aStoppedTask({ stopCode, stoppedReason, ...containers() }))).toBe(isFailure);
});

it.each([
  { what: 'a started task', task: aKilledTask(), isKill: true },
  { what: 'a task that never started', task: aKilledTask({ stopCode: 'TaskFailedToStart' }), isKill: true },
  { what: 'an operator who writes so', task: aKilledTask({ stopCode: 'UserInitiated' }), isKill: false },
  { what: 'a task that exited', task: aStoppedTask(), isKill: false },
])('a stop for health checks is a kill for $what: $isKill', ({ task, isKill }) => {
  expect(isHealthCheckKill(task)).toBe(isKill);
});

it.each([
  { minutes: 9.99, isRecent: true },
  { minutes: 10, isRecent: false },
  { minutes: 0, isRecent: true },
  { minutes: -1, isRecent: false },
])('a failure $minutes minutes ago is recent: $isRecent', ({ minutes, isRecent }) => {
  const observation = given.service({ stopped: [{ stoppedAt: minutesAgo(minutes) }] });
  expect(recentFailures(observation, NOW).length > 0).toBe(isRecent);
});

it('kills come newest first, without other failures, from the window given', () => {
  const stopped = [
    aKilledTask({ id: 'old', stoppedAt: minutesAgo(20) }),
    aStoppedTask({ id: 'exited' }),
    aKilledTask({ id: 'new', stoppedAt: minutesAgo(2) }),
    aKilledTask({ id: 'older', stoppedAt: minutesAgo(30) }),
  ];
  const kills = recentKills(given.service({ stopped }), NOW, 30 * MINUTE);
  expect(kills.map(({ id }) => id)).toEqual(['new', 'old']);
});
