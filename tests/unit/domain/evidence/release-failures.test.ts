// Unit layer: tasks that ECS killed before they had the time to start.
import { wasKilledEarly } from '#shared/domain/evidence/release-failures.ts';
import { minutesAgo, secondsAgo } from '#tests/builders/constants.ts';
import { service } from '#tests/builders/given.ts';
import { aStoppedTask } from '#tests/builders/parts.ts';

it('a kill counts from the end of the task while ECS cannot be read', () => {
  const observation = service({ missing: { ecs: 'throttled', targetGroups: 'throttled' } });
  const kill = { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' };
  const killed = (seconds: number) =>
    aStoppedTask({ ...kill, createdAt: minutesAgo(20), stoppedAt: secondsAgo(1_200 - seconds) });
  expect(wasKilledEarly(observation, killed(299))).toBe(true);
  expect(wasKilledEarly(observation, killed(300))).toBe(false);
});

it('an exit is no kill, however early', () => {
  expect(wasKilledEarly(service(), aStoppedTask({ createdAt: minutesAgo(2) }))).toBe(false);
});
