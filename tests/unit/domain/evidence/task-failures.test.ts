// Unit layer: which stopped tasks failed.
import { isTaskFailure } from '#shared/domain/evidence/task-failures.ts';
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
